import { firstRowAtOrAfter, QuantError } from '#base';
import { dateText, type Market } from '#data';
import type { Span } from './span.ts';

/**
 * The first bar of any asset at or after the start of a span.
 *
 * @throws data/no-bars
 */
export function firstBarFrom({ assets, interval }: Market, { start, end }: Span): number {
  const firsts = assets.flatMap(({ bars: { time } }) => {
    const row = firstRowAtOrAfter(time, start);
    return row < time.length ? [time[row]] : [];
  });
  if (firsts.length > 0) return Math.min(...firsts);
  const last = Math.max(...assets.map(({ bars }) => bars.time.at(-1) ?? start));
  throw new QuantError(
    'data/no-bars',
    `There is no ${interval} bar from ${dateText(start)} to ${dateText(end)}: the last is of ${dateText(last)}; choose an earlier --start.`,
  );
}
