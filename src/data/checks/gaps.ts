import { type Interval, intervalMs } from '#base';
import { dateText } from '../date-text.ts';
import type { MarketHours } from '../sessions/market-hours.ts';
import { findGapsWithoutCalendar } from './calendar-free-gaps.ts';
import { type DayCensus, takeDayCensus } from './day-census.ts';
import type { FindingLog } from './finding.ts';
import { type Hole, missingDays, missingWeeks } from './missing-days.ts';
import { findSessionHoles } from './session-holes.ts';

const DAY_MS = 86_400_000;

/** No calendar speaks of years beyond these, and a stamp there is a slip. */
const FIRST_JUDGED = Date.UTC(1800, 0, 1);
const END_JUDGED = Date.UTC(2200, 0, 1);

/** From this share of days with bars on which the market is closed, and this number, it is another market. */
const OTHER_MARKET_SHARE = 0.01;
const OTHER_MARKET_DAYS = 3;

/**
 * Bars that should be there and are not, and bars where none should be.
 *
 * By the market's hours: a day's bar for every trading day, a week's for every week with one, and within
 * a day bars that cover every session from open to close; hours before and after a session are never
 * missed. A run of missing bars is one `gap`. What the calendar does not know is not judged by it: when
 * more than 1 % of the days with bars, and three at least, are days on which the market is closed, or
 * most sessions lack an hour or more at an edge, one `off-calendar` says so and gaps are looked for
 * without a calendar. Fewer such days are `off-calendar` each, as bars with wrong stamps.
 *
 * @param hours - absent where nobody knows whose bars they are
 */
export function findGaps(
  log: FindingLog,
  time: Float64Array,
  interval: Interval,
  hours?: MarketHours,
): void {
  const isJudged = time[0] >= FIRST_JUDGED && time[time.length - 1] < END_JUDGED;
  if (hours === undefined || !isJudged) {
    findGapsWithoutCalendar(log, time, interval);
    return;
  }
  const step = intervalMs(interval);
  if (step > DAY_MS) {
    tellHoles(log, missingWeeks(time, hours));
    return;
  }
  const census = takeDayCensus(time, hours, step === DAY_MS);
  if (isOtherMarket(census)) {
    const why = `${census.closed.length} of ${census.days.length} days with bars are closed days`;
    tellOtherMarket(log, time, hours, why);
    findGapsWithoutCalendar(log, time, interval);
  } else if (step === DAY_MS) {
    tellClosedDays(log, census, hours);
    tellHoles(log, missingDays(census.days, hours));
  } else {
    tellClosedDays(log, census, hours);
    findIntradayGaps(log, time, interval, { hours, sessions: census.days.length });
  }
}

function isOtherMarket({ days, closed }: DayCensus): boolean {
  return closed.length >= OTHER_MARKET_DAYS && closed.length > OTHER_MARKET_SHARE * days.length;
}

function findIntradayGaps(
  log: FindingLog,
  time: Float64Array,
  interval: Interval,
  { hours, sessions }: { readonly hours: MarketHours; readonly sessions: number },
): void {
  const found = findSessionHoles(time, intervalMs(interval), hours, sessions);
  if (found.kind === 'other-hours') {
    const why = `${found.sessions} of ${sessions} sessions lack an hour or more at their edge`;
    tellOtherMarket(log, time, hours, why);
    findGapsWithoutCalendar(log, time, interval);
    return;
  }
  tellHoles(log, found.holes);
  const { thin } = found;
  if (thin === null) return;
  const span = { time: time[0], until: time[time.length - 1], bars: thin.bars };
  log.add({ code: 'thin', ...span }, () => {
    const told = `only more than ${thin.mostUsualBars} in a row are told as gaps`;
    return `${thin.bars} bars are missing in ${thin.sessions} of ${sessions} sessions, as where nobody traded; ${told}`;
  });
}

function tellOtherMarket(
  log: FindingLog,
  time: Float64Array,
  hours: MarketHours,
  why: string,
): void {
  const span = { time: time[0], until: time[time.length - 1], bars: time.length };
  log.add(
    { code: 'off-calendar', ...span },
    () =>
      `${why} in the calendar of ${hours.kind}: gaps were looked for without it; name the market in data.markets if it is another`,
  );
}

function tellClosedDays(log: FindingLog, { closed }: DayCensus, hours: MarketHours): void {
  for (const { day, time, until, bars } of closed) {
    log.add({ code: 'off-calendar', time, until, bars }, () => {
      const what = bars === 1 ? '1 bar' : `${bars} bars`;
      return `${what} on ${dateText(day)}, a day without trade in the calendar of ${hours.kind}`;
    });
  }
}

function tellHoles(log: FindingLog, holes: readonly Hole[]): void {
  for (const { time, until, bars } of holes) {
    log.add({ code: 'gap', time, until, bars }, () =>
      bars === 1
        ? `1 bar missing at ${dateText(time)}`
        : `${bars} bars missing from ${dateText(time)} to ${dateText(until)}`,
    );
  }
}
