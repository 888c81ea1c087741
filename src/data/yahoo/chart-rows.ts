import { type Bar, BAR_COLUMNS } from '#base';
import type { ChartResult } from './chart-schema.ts';
import { badAnswer, type ChartRequest } from './yahoo-chart.ts';

/** One row as Yahoo gives it, NaN where it has nothing; its time is Yahoo's stamp, UTC epoch ms. */
export type YahooRow = Bar;

/** @throws data/bad-answer when columns differ in length */
export function rowsOf(result: ChartResult, request: ChartRequest): YahooRow[] {
  const stamps = result.timestamp ?? [];
  const [quote] = result.indicators.quote;
  for (const column of BAR_COLUMNS) {
    const length = quote[column]?.length ?? 0;
    if (length !== stamps.length) {
      throw badAnswer(request, `${length} values of ${column} for ${stamps.length} rows`);
    }
  }
  return stamps.map((stamp, row) => ({
    time: stamp * 1000,
    open: quote.open?.[row] ?? Number.NaN,
    high: quote.high?.[row] ?? Number.NaN,
    low: quote.low?.[row] ?? Number.NaN,
    close: quote.close?.[row] ?? Number.NaN,
    volume: quote.volume?.[row] ?? Number.NaN,
  }));
}

/** Whether a row has nothing at all: a holiday, or a minute without trade. */
export function isBlank(row: YahooRow): boolean {
  return BAR_COLUMNS.every((column) => column === 'volume' || Number.isNaN(row[column]));
}
