import { describe, expect, it } from 'vitest';
import { timeChart } from './time-chart.ts';

const time = Float64Array.of(0, 1, 2);
const chartOf = (...values: number[]) =>
  timeChart({
    name: 'Equity',
    time,
    format: 'amount',
    series: [{ name: 'Strategy', colour: 'strategy', values: Float64Array.from(values) }],
  });

describe('timeChart', () => {
  it('gives a line room above and below', () => {
    expect(chartOf(100, 200, 150).y).toMatchObject({ low: 96, high: 204 });
  });

  it('gives a line that stands still but for rounding the middle', () => {
    expect(chartOf(1e5, 1e5 + 2e-11, 1e5).y).toMatchObject({ low: 95_000 });
    expect(chartOf(0, 0, 0).y).toMatchObject({ low: -1, high: 1 });
  });

  it('has an axis where there is no number at all', () => {
    const { y } = chartOf(Number.NaN, Number.NaN, Number.NaN);
    expect(y.high).toBeGreaterThan(y.low);
  });

  it('says from how many bars it was thinned', () => {
    const values = Float64Array.from({ length: 100 }, (_, row) => Math.sin(row));
    const chart = timeChart({
      name: 'Equity',
      time: values.map((_, row) => row),
      format: 'amount',
      series: [{ name: 'Strategy', colour: 'strategy', values }],
      mostPoints: 20,
    });
    expect(chart.thinnedFrom).toBe(100);
    expect(chart.readout.x.length).toBeLessThanOrEqual(20);
    expect(chartOf(1, 2, 3).thinnedFrom).toBeUndefined();
  });
});
