import { describe, expect, it } from 'vitest';
import { computeMetrics } from './compute-metrics.ts';

const DAY = 86_400_000;
const MONDAY = Date.UTC(2024, 0, 1);

/** An account on weekdays from a Monday on. */
function accountWorth(values: readonly number[]) {
  const equity = Float64Array.from(values);
  const time = equity.map((_, row) => MONDAY + (row + 2 * Math.floor(row / 5)) * DAY);
  return { time, equity, cash: equity, grossExposure: equity, netExposure: equity };
}

/** A year of returns that repeat +2 %, −1 %. */
const zigzag = Array.from(
  { length: 252 },
  (_, row) => 1000 * 1.0098 ** (row >> 1) * (row % 2 ? 1.02 : 1),
);

describe('an account beside its benchmark', () => {
  it('is its own benchmark with beta 1, correlation 1 and alpha 0', () => {
    const equity = accountWorth(zigzag);
    const run = { equity, trades: [], fills: [], benchmark: equity.equity };
    const metrics = computeMetrics(run, { riskFreeRate: 0.02 });
    expect(metrics.beta).toBeCloseTo(1, 12);
    expect(metrics.correlation).toBeCloseTo(1, 12);
    expect(metrics.alpha).toBeCloseTo(0, 12);
    expect(metrics.excessReturn).toBeCloseTo(0, 12);
    expect(metrics.unavailable.informationRatio).toBe('the account is its benchmark');
  });

  it('takes the risk-free rate off both sides of an alpha', () => {
    const equity = accountWorth(zigzag);
    const benchmark = Float64Array.from(zigzag, (value) => value ** 2);
    const run = { equity, trades: [], fills: [], benchmark };
    const [plain, free] = [computeMetrics(run), computeMetrics(run, { riskFreeRate: 0.05 })];
    const perYear = 252 * (1.05 ** (1 / 252) - 1);
    const beta = plain.beta ?? Number.NaN;
    expect(beta).toBeLessThan(0.9);
    expect((free.alpha ?? 0) - (plain.alpha ?? 0)).toBeCloseTo(perYear * (beta - 1), 10);
  });

  it('takes what rounding leaves of a difference or a spread for none', () => {
    const equity = accountWorth(zigzag);
    const against = (benchmark: Float64Array) =>
      computeMetrics({ equity, trades: [], fills: [], benchmark }).unavailable;
    const scaled = equity.equity.map((value) => 3.1 * value);
    expect(against(scaled).informationRatio).toBe('the account is its benchmark');
    const steady = Float64Array.from(zigzag, (_, bar) => 100 * 1.001 ** bar);
    expect(against(steady)).toMatchObject({
      alpha: 'the benchmark never varies',
      beta: 'the benchmark never varies',
    });
    const still = computeMetrics({
      equity: accountWorth([...steady]),
      trades: [],
      fills: [],
      benchmark: equity.equity,
    });
    expect(still.unavailable).toMatchObject({
      skew: 'equity never varies',
      kurtosis: 'equity never varies',
      correlation: 'equity never varies',
    });
  });

  it('has no captures of bars so short that a year of losses alone loses all', () => {
    const equity = accountWorth(zigzag);
    const run = { equity, trades: [], fills: [], benchmark: equity.equity };
    expect(computeMetrics(run, { periodsPerYear: 252 }).downCapture).toBe(1);
    const { unavailable } = computeMetrics(run, { periodsPerYear: 100_000 });
    expect(unavailable.downCapture).toMatch(/^bars are so short/);
    expect(unavailable.upCapture).toMatch(/^bars are so short/);
  });

  it('tells where its benchmark was worth nothing', () => {
    const equity = accountWorth(zigzag);
    const benchmark = equity.equity.with(9, -1);
    const { unavailable } = computeMetrics({ equity, trades: [], fills: [], benchmark });
    expect(unavailable.beta).toMatch(/^the benchmark is -1 at 20\d\d-\d\d-\d\d$/);
  });

  it('captures all of its benchmark when it is the benchmark, and half a year of twenty moves not at all', () => {
    const equity = accountWorth(zigzag);
    const run = { equity, trades: [], fills: [], benchmark: equity.equity };
    expect(computeMetrics(run)).toMatchObject({ upCapture: 1, downCapture: 1 });
    const few = accountWorth(zigzag.slice(0, 38));
    const short = computeMetrics({ ...run, equity: few, benchmark: few.equity });
    expect(short.unavailable.upCapture).toBe('needs 20 gains of the benchmark, has 19');
  });
});
