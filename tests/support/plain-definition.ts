import { describe, expect, it } from 'vitest';
import { type BarTable, type Series, sliceBars } from '#base';
import type { FeatureDefinition } from '#features';
import { valuesOf } from '../contracts/feature.ts';
import { haveMarketData, readBars } from './market-data.ts';
import { roughBars } from './rough-bars.ts';

const HALF_LIFE_BARS = 32;
const LEAST_RETURNS = 20;
const REAL_FILES = ['GOOG_1d.csv', 'EURUSD_1h.csv'].filter((file) => haveMarketData(file));
const REAL_BARS = 1200;

/** A feature's values worked out anew at every row, from the definition alone; the warm-up is not compared. */
export type PlainDefinition = (bars: BarTable) => Series;

/** Holds kernels to plain definitions, over bars made rough and over real ones. */
export function expectPlainly(
  definitions: readonly FeatureDefinition[],
  plain: Readonly<Record<string, PlainDefinition>>,
): void {
  const histories: readonly (readonly [string, BarTable])[] = [
    ['rough bars', roughBars(3, 900)],
    ...REAL_FILES.map((file) => [file, sliceBars(readBars(file), 0, REAL_BARS)] as const),
  ];
  describe.each(histories)('over %s', (_, bars) => {
    it.each(Object.keys(plain))('%s is what its definition says', (name) => {
      const definition = definitions.find((candidate) => candidate.name === name);
      expect(definition).toBeDefined();
      if (definition === undefined) return;
      const values = valuesOf(definition, bars);
      const expected = plain[name](bars);
      for (let row = definition.warmupBars; row < values.length; row++) {
        const allowed = 1e-9 * Math.abs(expected[row]) + 1e-12;
        expect(Math.abs(values[row] - expected[row]), `row ${row}`).toBeLessThan(allowed);
      }
    });
  });
}

/** The value of `of` at each window's rows first…last; NaN before the first full one. */
export function overWindows(
  rows: number,
  window: number,
  of: (first: number, last: number) => number,
): Series {
  return Float64Array.from({ length: rows }, (_, last) =>
    last + 1 < window ? Number.NaN : of(last + 1 - window, last),
  );
}

/** One value a row. */
export function perRow(bars: BarTable, of: (row: number) => number): Float64Array {
  return Float64Array.from({ length: bars.time.length }, (_, row) => of(row));
}

/** ln(close / close before); NaN at the first row. */
export function logReturns({ close }: BarTable): Float64Array {
  return close.map((price, row) => Math.log(price / close[row - 1]));
}

export function sumOf(values: Series, first: number, last: number): number {
  let sum = 0;
  for (let row = first; row <= last; row++) sum += values[row];
  return sum;
}

export function meanOf(values: Series, first: number, last: number): number {
  return sumOf(values, first, last) / (last - first + 1);
}

/** Σ(x − mean)^power / n, in two passes. */
export function centralMoment(values: Series, first: number, last: number, power: number): number {
  const mean = meanOf(values, first, last);
  let sum = 0;
  for (let row = first; row <= last; row++) sum += (values[row] - mean) ** power;
  return sum / (last - first + 1);
}

/** Deviation of a sample, divided by n − 1. */
export function sampleDeviation(values: Series, first: number, last: number): number {
  const count = last - first + 1;
  return Math.sqrt((centralMoment(values, first, last, 2) * count) / (count - 1));
}

/** Exponentially weighted volatility, each row's sum taken from the start; NaN where it is not known. */
export function plainVolatility(bars: BarTable): Float64Array {
  const returns = logReturns(bars);
  const decay = 0.5 ** (1 / HALF_LIFE_BARS);
  return returns.map((_, row) => {
    let squares = 0;
    let weights = 0;
    for (let ago = 0; ago < row; ago++) {
      const weight = decay ** ago;
      squares += weight * returns[row - ago] ** 2;
      weights += weight;
    }
    return row >= LEAST_RETURNS && squares > 0 ? Math.sqrt(squares / weights) : Number.NaN;
  });
}

/** Values over the volatility; 0 where it is not known. */
export function inVolatilities(bars: BarTable, values: Series): Series {
  const volatility = plainVolatility(bars);
  return perRow(bars, (row) => (volatility[row] > 0 ? values[row] / volatility[row] : 0));
}

/** Average with weight 2 / (period + 1), or another, started as the mean of the values from `from` on. */
export function plainAverage(
  values: Series,
  period: number,
  weight = 2 / (period + 1),
  from = 0,
): Float64Array {
  const averages = new Float64Array(values.length).fill(Number.NaN);
  const start = from + period - 1;
  for (let row = start; row < values.length; row++) {
    averages[row] =
      row === start
        ? meanOf(values, from, start)
        : weight * values[row] + (1 - weight) * averages[row - 1];
  }
  return averages;
}
