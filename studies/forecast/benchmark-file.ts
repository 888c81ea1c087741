import { readFileSync } from 'node:fs';
import { messageOf, QuantError, systemCodeOf } from '#base';
import type { Benchmark } from './fit-forecaster.ts';
import { type SplitRule, splitRows } from './split-rows.ts';
import { parseWideCsv, type WideSeries } from './wide-csv.ts';
import { WindowedSeries } from './windows.ts';

export interface BenchmarkShape {
  readonly inputBars: number;
  readonly horizonBars: number;
  readonly split: SplitRule;
}

/**
 * A wide CSV file.
 *
 * @throws data/file-unreadable, and as `parseWideCsv`
 */
export function readWideCsv(path: string): WideSeries {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new QuantError(
      'data/file-unreadable',
      `Cannot read ${path} (${systemCodeOf(thrown) ?? messageOf(thrown)}); name a CSV file you may read.`,
      { cause: thrown },
    );
  }
  return parseWideCsv(text, path);
}

/** Windows of the three parts, scaled by the training rows. @throws data/too-few-rows, data/no-days */
export function benchmarkOf(series: WideSeries, { split, ...bars }: BenchmarkShape): Benchmark {
  const rows = splitRows(series, split, bars);
  const windows = new WindowedSeries(series, rows.training, bars);
  return {
    sizes: windows.sizes,
    training: windows.source(rows.training),
    validation: windows.source(rows.validation),
    test: windows.source(rows.test),
  };
}
