import { basename } from 'node:path';
import { QuantError } from '#base';
import type { RowRange } from '#data';
import type { WideSeries } from './wide-csv.ts';

/** `ett`: 12, 4 and 4 months of 30 days from the start; `ratio`: 70, 10 and 20 % of the rows. */
export type SplitRule = 'ett' | 'ratio';

/** Rows [from, to) of each part; validation and test include the inputs of their first windows. */
export interface Split {
  readonly training: RowRange;
  readonly validation: RowRange;
  readonly test: RowRange;
}

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30;

/** The rule by which the literature splits this file: `ett` for ETTh1.csv, ETTm2.csv and their like. */
export function customaryRule(path: string): SplitRule {
  return /^ETT[hm]\d/i.test(basename(path)) ? 'ett' : 'ratio';
}

/**
 * The borders of the long-horizon benchmarks.
 *
 * Training takes rows [0, a), validation forecasts rows [a, b) and test rows [b, c), so that both start
 * `inputBars` earlier: their first inputs are rows of the part before.
 *
 * @throws data/too-few-rows, data/no-days
 * @see Zhou et al., Informer, 2021; the borders of https://github.com/thuml/iTransformer, data_provider
 */
export function splitRows(
  series: WideSeries,
  rule: SplitRule,
  { inputBars, horizonBars }: { readonly inputBars: number; readonly horizonBars: number },
): Split {
  const [a, b, c] = rule === 'ett' ? monthBorders(series) : ratioBorders(series.rows);
  const split: Split = {
    training: { from: 0, to: a },
    validation: { from: a - inputBars, to: b },
    test: { from: b - inputBars, to: c },
  };
  for (const [part, { from, to }] of Object.entries<RowRange>({ ...split })) {
    if (from >= 0 && to <= series.rows && to - from >= inputBars + horizonBars) continue;
    throw new QuantError(
      'data/too-few-rows',
      `The file has ${series.rows} rows, and the ${part} part of the ${rule} split needs rows ${from} to ${to} with at least one window of ${inputBars} + ${horizonBars}; take a longer file, a shorter --input or --horizon, or another --split.`,
    );
  }
  return split;
}

function ratioBorders(rows: number): readonly number[] {
  const training = Math.trunc(rows * 0.7);
  return [training, rows - Math.trunc(rows * 0.2), rows];
}

function monthBorders({ times, rows }: WideSeries): readonly number[] {
  const rowsPerDay = times && rows > 1 ? DAY_MS / (times[1] - times[0]) : Number.NaN;
  if (!(Number.isInteger(rowsPerDay) && rowsPerDay > 0)) {
    throw new QuantError(
      'data/no-days',
      'The ett split counts months of 30 days, and the first two stamps of this file do not divide a day; use --split ratio.',
    );
  }
  return [12, 16, 20].map((months) => months * MONTH_DAYS * rowsPerDay);
}
