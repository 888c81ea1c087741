import type { BarTable } from '#base';

const BEFORE_BARS = 20;

/**
 * Money traded on a bar over the median of the 20 bars before.
 *
 * @returns NaN without volumes
 */
export function turnoverRatio({ close, volume }: BarTable, row: number): number {
  const from = Math.max(0, row - BEFORE_BARS);
  const before = new Float64Array(row - from);
  for (let at = from; at < row; at++) before[at - from] = close[at] * volume[at];
  const usual = before.sort()[before.length >> 1];
  return usual > 0 ? (close[row] * volume[row]) / usual : Number.NaN;
}

/** Sizes of ln turnover: a split leaves the money traded as it was, a crash multiplies it. */
const SPLIT_SPREAD = 0.7;
const CRASH_CENTRE = Math.log(4);
const CRASH_SPREAD = 0.8;

/**
 * What the money traded says for a split and against a crash or a leap.
 *
 * odds = φ(ln q / 0.7) / φ((ln q − ln 4) / 0.8), up to a constant, for q times the usual turnover.
 *
 * @returns 1 without volumes; at most 6, because trading can also be quiet when prices jump
 */
export function turnoverOdds(ratio: number): number {
  if (!(ratio > 0)) return 1;
  const split = Math.log(ratio) / SPLIT_SPREAD;
  const crash = (Math.log(ratio) - CRASH_CENTRE) / CRASH_SPREAD;
  const odds = (CRASH_SPREAD / SPLIT_SPREAD) * Math.exp((crash * crash - split * split) / 2);
  return Math.min(MOST_TURNOVER_ODDS, odds);
}

const MOST_TURNOVER_ODDS = 6;
