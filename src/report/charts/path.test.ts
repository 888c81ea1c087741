import { describe, expect, it } from 'vitest';
import type { Axis } from './chart.ts';
import { areaPath, barPath, dotPath, linePath, placing } from './path.ts';

const axis = (low: number, high: number): Axis => ({
  kind: 'linear',
  low,
  high,
  format: 'ratio',
});
// A unit of x is 2000 of the path, a unit of y 1000, downwards from 10.
const place = placing(axis(0, 10), axis(0, 10));

describe('paths', () => {
  it('go by steps and break where there is no number', () => {
    const x = [0, 1, 2, 3, 4];
    expect(linePath(x, [0, 1, Number.NaN, 3, 3], place)).toBe(
      'M0 10000l2000-1000M6000 7000l2000 0',
    );
  });

  it('go back along the other line and close', () => {
    const area = { kind: 'area', colour: 'ink', x: [0, 1], from: [0, 0], to: [2, 1] } as const;
    expect(areaPath(area, place)).toBe('M0 8000l2000 1000L2000 10000l-2000 0z');
    expect(areaPath({ ...area, to: [Number.NaN, Number.NaN] }, place)).toBe('');
  });

  it('stand bars on zero and leave out the empty ones', () => {
    const bars = {
      kind: 'bars',
      colour: 'ink',
      middles: [1, 3],
      heights: [2, 0],
      width: 1,
    } as const;
    expect(barPath(bars, place)).toBe('M1080 10000V8000H2920V10000z');
  });

  it('give marks no length', () => {
    expect(dotPath([1, 2], [1, Number.NaN], place)).toBe('M2000 9000h0');
  });
});
