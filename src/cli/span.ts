import { type Interval, QuantError } from '#base';
import { dateText } from '#data';
import { DAY_MS, parseDate, parseEnd } from './dates.ts';
import { wholeNumber } from './numbers.ts';
import type { MarketOptions } from './options.ts';

/** Which bars a command is about: stamps in [start, end), UTC epoch ms. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Whether the user said where to start. */
  readonly isStartNamed: boolean;
  /** Where the bars before the start begin, for runs that learn from them. */
  readonly historyStart: number;
}

/** Earlier than any price there is. */
const FIRST_DAY = Date.UTC(1800, 0, 1);

/** The simulated market has no today, so that what is left open is the same on every day. */
const SIMULATED_END = Date.UTC(2025, 0, 1);
const SIMULATED_DAYS: Readonly<Record<Interval, number>> = {
  '1m': 60,
  '5m': 180,
  '15m': 365,
  '30m': 700,
  '1h': 1500,
  '4h': 3000,
  '1d': 5479,
  '1w': 8000,
};

/**
 * The span that options name, open ends filled in: all there is, up to the end of this day (UTC).
 *
 * @throws cli/bad-date, cli/bad-option, cli/bad-range
 */
export function spanOf(
  options: Pick<MarketOptions, 'start' | 'end' | 'days'>,
  { interval, now, isSimulated }: { interval: Interval; now: number; isSimulated: boolean },
): Span {
  if (options.start !== undefined && options.days !== undefined) {
    throw new QuantError(
      'cli/bad-option',
      `--start ${options.start} and --days ${options.days} both say where to start; leave one out.`,
    );
  }
  const openEnd = isSimulated ? SIMULATED_END : Math.ceil((now + 1) / DAY_MS) * DAY_MS;
  const end = options.end === undefined ? openEnd : parseEnd(options.end, '--end');
  const before = (time: number) =>
    isSimulated ? time - SIMULATED_DAYS[interval] * DAY_MS : FIRST_DAY;
  const named = namedStart(options, end);
  const start = named ?? before(end);
  if (!(start < end)) {
    throw new QuantError(
      'cli/bad-range',
      `The start, ${options.start ?? dateText(start)}, does not come before the end, ${options.end ?? dateText(end)}; swap --start and --end or leave one out.`,
    );
  }
  return { start, end, isStartNamed: named !== null, historyStart: before(start) };
}

function namedStart(
  { start, days }: Pick<MarketOptions, 'start' | 'days'>,
  end: number,
): number | null {
  if (start !== undefined) return parseDate(start, '--start');
  return days === undefined ? null : end - wholeNumber(days, '--days', 1) * DAY_MS;
}
