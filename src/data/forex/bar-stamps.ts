import { type Interval, intervalMs } from '#base';
import type { MarketHours } from '../sessions/market-hours.ts';
import type { StampOf } from '../joined-bars.ts';

const DAY_MS = 86_400_000;

/** A Monday at 00:00Z, from which weeks are counted. */
const A_MONDAY = Date.UTC(2000, 0, 3);

/** Which candles make up which bars, and what time those of a range span. */
export interface BarStamps {
  readonly stampOf: StampOf;
  /** The time that holds every candle of the bars stamped in [start, end); empty when there are none. */
  readonly spanOf: (
    start: number,
    end: number,
  ) => { readonly from: number; readonly until: number };
}

/**
 * Bars shorter than a day begin at multiples of their length, UTC. A day is a trading day with a
 * session, from 17:00 in New York to 17:00; a week is five of them, stamped by its Monday.
 */
export function barStamps(interval: Interval, hours: MarketHours): BarStamps {
  const length = intervalMs(interval);
  const origin = interval === '1w' ? A_MONDAY : 0;
  // A trading day begins within the calendar day before it.
  const lead = length >= DAY_MS ? DAY_MS : 0;
  const upward = (time: number) => Math.ceil((time - origin) / length) * length + origin;
  return {
    stampOf: (time) => {
      if (length < DAY_MS) return Math.floor(time / length) * length;
      const day = hours.tradingDayOf(time);
      if (hours.sessionOf(day) === null) return null;
      return Math.floor((day - origin) / length) * length + origin;
    },
    spanOf: (start, end) => {
      const first = upward(start);
      const next = upward(end);
      return { from: first - lead, until: next > first ? next : first - lead };
    },
  };
}
