import { rankCorrelation, type Series } from '#base';
import type { Subject } from './subject.ts';

/**
 * Bid-ask bounce, the strongest honest link between one bar's move and the next, is at most ½.
 *
 * @see R. Roll, A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market, 1984
 */
const LIMIT = 0.5;

/** With fewer bars chance alone comes near the limit. */
const LEAST_BARS = 100;
const MOST_BARS = 20_000;

/**
 * What a feature knows of the next bar that nobody can know; null where it is no more than honest.
 *
 * Cutting the history off does not show a feature that has the future from elsewhere: a file it
 * read, or what it kept of another computation. That the next move follows from it does.
 */
export function foresightFault({ assets, values }: Subject): string | null {
  for (const [asset, { symbol, adjusted }] of assets.entries()) {
    const known = foresight(values[asset], adjusted.close);
    if (Math.abs(known) <= LIMIT) continue;
    return `has a rank correlation of ${known.toFixed(2)} with the next bar's return of ${symbol}, more than ${LIMIT}, which no feature of a real market has`;
  }
  return null;
}

/** The stronger rank correlation of a feature, or of its newest change, with the next return; 0 where it can't be told. */
function foresight(values: Series, closes: Series): number {
  const first = Math.max(1, closes.length - 1 - MOST_BARS);
  const rows: number[] = [];
  for (let row = first; row < closes.length - 1; row++) {
    if (Number.isFinite(values[row - 1])) rows.push(row);
  }
  if (rows.length < LEAST_BARS) return 0;
  const next = Float64Array.from(rows, (row) => Math.log(closes[row + 1] / closes[row]));
  const level =
    rankCorrelation(
      Float64Array.from(rows, (row) => values[row]),
      next,
    ) ?? 0;
  const changes = Float64Array.from(rows, (row) => values[row] - values[row - 1]);
  const change = rankCorrelation(changes, next) ?? 0;
  return Math.abs(change) > Math.abs(level) ? change : level;
}
