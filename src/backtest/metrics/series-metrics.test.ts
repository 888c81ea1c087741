import { Random } from '#base';
import { describe, expect, it } from 'vitest';
import { METRICS, type MetricKey } from './metric.ts';
import { computeSeriesMetrics, type ValueSeries } from './series-metrics.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2024, 0, 1);

/** A random walk of `count` days, weekends included. */
function walk(count: number, seed: number, hour = 0): ValueSeries {
  const random = new Random(seed);
  let worth = 100;
  return {
    time: Float64Array.from({ length: count }, (_, row) => MONDAY + row * DAY + hour * HOUR),
    values: Float64Array.from({ length: count }, () => (worth *= 1 + 0.01 * random.normal())),
  };
}

function withoutWeekends({ time, values }: ValueSeries): ValueSeries {
  const isWeekday = (_: number, row: number) => new Date(time[row]).getUTCDay() % 6 !== 0;
  return { time: time.filter(isWeekday), values: values.filter(isWeekday) };
}

describe('computeSeriesMetrics', () => {
  it('tells nothing of trades, exposure and costs', () => {
    const { metrics, benchmark } = computeSeriesMetrics(walk(60, 1), {});
    expect(benchmark).toBeNull();
    for (const key of Object.keys(METRICS) as MetricKey[]) {
      if (!['trades', 'activity'].includes(METRICS[key].group)) continue;
      expect(metrics[key], key).toBeNull();
      expect(metrics.unavailable[key]).toBe(
        'a series of values tells nothing of trades and positions',
      );
    }
    expect(metrics.sharpeRatio).not.toBeNull();
    expect(metrics.unavailable.beta).toBe('no benchmark was given');
  });

  it('meets the benchmark on the days that both have', () => {
    const coin = walk(400, 1);
    const stock = withoutWeekends(walk(500, 2, 21));
    const { metrics, benchmark } = computeSeriesMetrics(coin, {}, stock);
    const common = withoutWeekends(coin);
    const alone = computeSeriesMetrics(
      common,
      {},
      {
        time: common.time,
        values: stock.values.subarray(0, common.time.length),
      },
    );
    expect(benchmark?.rows).toBe(common.time.length);
    for (const key of ['beta', 'alpha', 'informationRatio', 'upCapture'] as const) {
      expect(metrics[key], key).toBe(alone.metrics[key]);
    }
    expect(metrics.volatility).toBe(computeSeriesMetrics(coin, {}).metrics.volatility);
    expect(metrics.periodsPerYear).toBe(365);
    expect(benchmark?.metrics).toEqual(alone.benchmark?.metrics);
  });

  it('takes as many of its rows a year as there are common ones, where a number is given', () => {
    const daily = walk(401, 1);
    const weekly = {
      time: daily.time.filter((_, row) => row % 7 === 0),
      values: walk(58, 2).values,
    };
    const options = { periodsPerYear: 364 };
    const { metrics, benchmark } = computeSeriesMetrics(daily, options, weekly);
    expect(metrics.periodsPerYear).toBe(364);
    expect(benchmark?.own.periodsPerYear).toBe(52);
    expect(benchmark?.metrics.periodsPerYear).toBe(52);
    const later = { time: daily.time.subarray(100), values: daily.values.subarray(100) };
    expect(computeSeriesMetrics(daily, options, later).benchmark?.metrics.periodsPerYear).toBe(364);
  });

  it('is measured at the common times, too, beside its benchmark', () => {
    const [daily, other] = [walk(300, 1), walk(300, 2)];
    const later = { time: other.time.subarray(100), values: other.values.subarray(100) };
    const { metrics, benchmark } = computeSeriesMetrics(daily, {}, later);
    const last = { time: daily.time.subarray(100), values: daily.values.subarray(100) };
    const alone = computeSeriesMetrics(last, {}).metrics;
    expect(benchmark?.own.annualizedReturn).toBe(alone.annualizedReturn);
    expect(benchmark?.own.sharpeRatio).toBe(alone.sharpeRatio);
    expect(metrics.excessReturn).toBeCloseTo(
      (alone.annualizedReturn ?? 0) - (benchmark?.metrics.annualizedReturn ?? 0),
      12,
    );
  });

  it('meets it at the very time where there are several a day', () => {
    const hourly = (from: number): ValueSeries => ({
      time: Float64Array.from({ length: 100 }, (_, row) => MONDAY + (from + row) * HOUR),
      values: walk(100, 3).values,
    });
    expect(computeSeriesMetrics(hourly(0), {}, hourly(40)).benchmark?.rows).toBe(60);
    expect(computeSeriesMetrics(hourly(0), {}, hourly(200)).benchmark).toBeNull();
    const between = { ...hourly(0), time: hourly(0).time.map((at) => at + 1) };
    expect(computeSeriesMetrics(hourly(0), {}, between).benchmark).toBeNull();
  });

  it('counts the first return from what was there before it', () => {
    const { time, values } = walk(60, 4);
    const metrics = (initialCapital: number) =>
      computeSeriesMetrics({ time, values }, { initialCapital }, { time, values }).metrics;
    expect(metrics(80).totalReturn).toBeCloseTo(values[59] / 80 - 1, 12);
    expect(metrics(80).volatility).not.toBe(metrics(values[0]).volatility);
    expect(metrics(80).beta).toBeCloseTo(1, 12);
    const { excessReturn, annualizedReturn } = metrics(80);
    const held = metrics(values[0]).annualizedReturn ?? Number.NaN;
    expect(excessReturn).toBeCloseTo((annualizedReturn ?? 0) - held, 12);
  });
});
