import { type Interval, QuantError } from '#base';
import { dateText } from '../date-text.ts';
import { mondayOf } from '../sessions/calendar-date.ts';

const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 30 * 60_000;

/** How Yahoo serves one of our intervals. */
export interface YahooInterval {
  /** Length of the rows asked for, by its name there. */
  readonly granularity: '1m' | '5m' | '15m' | '1h' | '1d';
  /** Whether a row covers a trading day. */
  readonly isDaily: boolean;
  /** How far back it goes, days; null without limit. */
  readonly memoryDays: number | null;
  /** Longest span of one answer, days. */
  readonly pageDays: number;
  /** Stamp of the bar that a row belongs to; null where a row is a bar. */
  readonly groupOf: ((time: number) => number) | null;
}

const halfHourOf = (time: number) => Math.floor(time / HALF_HOUR_MS) * HALF_HOUR_MS;

const MINUTES = { isDaily: false, memoryDays: 59, pageDays: 59, groupOf: null } as const;
const DAYS = { isDaily: true, memoryDays: null, pageDays: 36_000, groupOf: null } as const;

/**
 * Half hours are made of quarters, because hours have come under that name; weeks of days, because
 * weeks are cut where the request begins and mix prices before and after a split.
 */
const YAHOO_INTERVALS: ReadonlyMap<Interval, YahooInterval> = new Map([
  ['1m', { ...MINUTES, granularity: '1m', memoryDays: 29, pageDays: 7 }],
  ['5m', { ...MINUTES, granularity: '5m' }],
  ['15m', { ...MINUTES, granularity: '15m' }],
  ['30m', { ...MINUTES, granularity: '15m', groupOf: halfHourOf }],
  ['1h', { ...MINUTES, granularity: '1h', memoryDays: 729, pageDays: 729 }],
  ['1d', { ...DAYS, granularity: '1d' }],
  ['1w', { ...DAYS, granularity: '1d', groupOf: mondayOf }],
]);

/** @throws data/unknown-interval */
export function yahooInterval(symbol: string, interval: Interval): YahooInterval {
  const found = YAHOO_INTERVALS.get(interval);
  if (found !== undefined) return found;
  const known = [...YAHOO_INTERVALS.keys()].join(', ');
  throw new QuantError(
    'data/unknown-interval',
    `Yahoo has no ${interval} bars of ${symbol}; it has ${known}.`,
    { context: { symbol, interval } },
  );
}

/** @throws data/too-old for a range that begins before what Yahoo keeps */
export function checkMemory(
  asked: { readonly symbol: string; readonly interval: Interval; readonly start: number },
  { memoryDays }: YahooInterval,
  now: number,
): void {
  if (memoryDays === null) return;
  const { symbol, interval, start } = asked;
  const since = Math.ceil(now / DAY_MS - memoryDays) * DAY_MS;
  if (start >= since) return;
  throw new QuantError(
    'data/too-old',
    `Yahoo keeps ${interval} bars for ${memoryDays} days only, and has those of ${symbol} from ${dateText(since)} on, not from ${dateText(start)}: start there, or ask for a longer interval.`,
    { context: { symbol, interval, start, since } },
  );
}
