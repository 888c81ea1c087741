import type { ChartResult } from './chart-schema.ts';

/** The longest delay with which Yahoo quotes an exchange. */
const LONGEST_DELAY_MS = 30 * 60_000;

/** The answer's own idea of what time it is. */
export interface AnswerTime {
  readonly now: number;
  /** Of the newest trade that it knows, UTC epoch ms; null when it does not say. */
  readonly lastTrade: number | null;
}

export function answerTime({ meta }: ChartResult, now: number): AnswerTime {
  const { regularMarketTime } = meta;
  return {
    now,
    lastTrade: typeof regularMarketTime === 'number' ? regularMarketTime * 1000 : null,
  };
}

/**
 * Whether a bar can change no more: its end has come, and either a trade after its end is known, or
 * even the most delayed quote would have come.
 *
 * @param end - when the bar closes
 * @param lastTradeEnd - when the last trade within it can be, ≤ `end`
 */
export function isSettled(
  end: number,
  lastTradeEnd: number,
  { now, lastTrade }: AnswerTime,
): boolean {
  if (!(end <= now)) return false;
  return lastTrade === null || lastTrade >= lastTradeEnd || now >= end + LONGEST_DELAY_MS;
}
