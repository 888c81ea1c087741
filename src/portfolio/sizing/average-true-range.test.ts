import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { AverageTrueRange, type RangeBar } from './average-true-range.ts';

const bar = (low: number, high: number, close: number, factor = 1): RangeBar => ({
  high,
  low,
  close,
  factor,
});

const random = new Random(5);
let price = 100;
const walk = Array.from({ length: 400 }, (): RangeBar => {
  price *= Math.exp(random.normal() / 100);
  return bar(price * 0.99, price * 1.02, price);
});

describe('AverageTrueRange', () => {
  it('is the range of bars that all have the same, and unknown before there are enough', () => {
    const range = new AverageTrueRange(14);
    for (let at = 0; at < 14; at++) {
      expect(range.value).toBeNaN();
      range.update(bar(9, 11, 10));
    }
    expect(range.value, 'the first bar has no close before it').toBeNaN();
    range.update(bar(9, 11, 10));
    expect(range.value).toBeCloseTo(2, 12);
  });

  it('counts the gap from the close before', () => {
    const range = new AverageTrueRange(2);
    range.update(bar(10, 10, 10));
    range.update(bar(14, 15, 15));
    range.update(bar(15, 15, 15));
    expect(range.value, '5 and 0, the newer with twice the weight').toBeCloseTo(5 / 3, 12);
  });

  it('takes no split for a range, and is in the prices after it', () => {
    const range = new AverageTrueRange(3);
    for (let at = 0; at < 9; at++) range.update(bar(69, 71, 70));
    range.update(bar(9.9, 10.1, 10, 7));
    expect(range.value).toBeLessThan(2 / 7);
    expect(range.value).toBeGreaterThan(0.2);
  });

  it('comes to Wilder’s own average once its start is forgotten', () => {
    const bars = 14;
    const range = new AverageTrueRange(bars);
    let wilder = 0;
    walk.forEach((now, at) => {
      range.update(now);
      if (at === 0) return;
      const before = walk[at - 1].close;
      const trueRange = Math.max(now.high, before) - Math.min(now.low, before);
      wilder += (trueRange - wilder) / Math.min(at, bars);
    });
    expect(range.value).toBeCloseTo(wilder, 9);
  });

  it('leaves out bars that cannot be', () => {
    const range = new AverageTrueRange(2);
    for (let at = 0; at < 4; at++) range.update(bar(9, 11, 10));
    range.update(bar(Number.NaN, 11, 10));
    range.update(bar(12, 8, 10));
    expect(range.value).toBeCloseTo(2, 12);
  });
});

statefulContract('AverageTrueRange', {
  make: () => new AverageTrueRange(3),
  step: (range, at) => {
    range.update({ ...walk[at], factor: at < 4 ? 1 : 2 });
    return range.value;
  },
  steps: 8,
});
