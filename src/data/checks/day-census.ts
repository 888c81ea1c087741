import type { MarketHours } from '../sessions/market-hours.ts';

const DAY_MS = 86_400_000;

/** Bars on a day on which the market is closed. */
export interface ClosedDay {
  /** Its stamp at 00:00Z. */
  readonly day: number;
  readonly time: number;
  readonly until: number;
  readonly bars: number;
}

/** The trading days that bars belong to. */
export interface DayCensus {
  /** Each day with bars once, ascending, by its stamp at 00:00Z. */
  readonly days: readonly number[];
  /** Those of them on which no source of such a market has bars. */
  readonly closed: readonly ClosedDay[];
}

/** Counts days; a stamp at 00:00Z of a daily bar is its day, any other an instant within one. */
export function takeDayCensus(time: Float64Array, hours: MarketHours, isDaily: boolean): DayCensus {
  const days: number[] = [];
  const closed: ClosedDay[] = [];
  let first = 0;
  let day = dayOf(time[0], hours, isDaily);
  for (let row = 1; row <= time.length; row++) {
    const next = row < time.length ? dayOf(time[row], hours, isDaily) : Number.NaN;
    if (next === day) continue;
    days.push(day);
    if (hours.isClosedToAll(day)) {
      closed.push({ day, time: time[first], until: time[row - 1], bars: row - first });
    }
    first = row;
    day = next;
  }
  return { days, closed };
}

function dayOf(time: number, hours: MarketHours, isDaily: boolean): number {
  return isDaily && time % DAY_MS === 0 ? time : hours.tradingDayOf(time);
}
