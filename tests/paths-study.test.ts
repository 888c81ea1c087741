import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { chosenRules } from '../studies/paths/chosen-rules.ts';
import { momentumReturns } from '../studies/paths/momentum-rules.ts';

const ROWS = 4000;
const YEAR = { periodsPerYear: 252, embargo: 21 };

/** Rules of pure luck, but for what one of them earns a bar. */
function rulesOf(seed: number, skill: number): Float64Array[] {
  const random = new Random(seed);
  return Array.from({ length: 7 }, (_, rule) =>
    Float64Array.from({ length: ROWS }, () => 0.01 * random.normal() + (rule === 3 ? skill : 0)),
  );
}

describe('the study of paths', () => {
  it('tells luck from skill: what was chosen by luck earns nothing out of sample', () => {
    const lucky = Array.from({ length: 20 }, (_, seed) => chosenRules(rulesOf(seed, 0), YEAR));
    const mean = (pick: (chosen: NonNullable<(typeof lucky)[number]>) => number) =>
      lucky.reduce((sum, chosen) => sum + (chosen === null ? Number.NaN : pick(chosen)), 0) / 20;
    expect(mean(({ inSample }) => inSample)).toBeGreaterThan(0.2);
    expect(mean(({ paths }) => paths.reduce((a, b) => a + b, 0) / paths.length)).toBeLessThan(0.1);
    expect(mean(({ overfitShare }) => overfitShare)).toBeGreaterThan(0.35);
    const skilled = chosenRules(rulesOf(1, 0.001), YEAR);
    expect(skilled?.paths.length).toBe(7);
    expect(Math.min(...(skilled?.paths ?? []))).toBeGreaterThan(0.8);
    expect(skilled?.overfitShare).toBe(0);
    expect(skilled?.kFold).toBeCloseTo(skilled?.paths[0] ?? 0, 6);
  });

  it('says when there are too few rows', () => {
    expect(chosenRules([new Float64Array(5), new Float64Array(5)], YEAR)).toBeNull();
  });

  it('earns on a position only what comes after it was decided, less the cost of changing it', () => {
    const close = Float64Array.of(10, 11, 12, 9, 9.9);
    const returns = momentumReturns(close, 1, 1, 100);
    expect([...returns].map((value) => Number(value.toFixed(6)))).toEqual([
      Number((1 / 11 - 0.01).toFixed(6)),
      -0.25,
      Number((-0.1 - 0.02).toFixed(6)),
    ]);
  });
});
