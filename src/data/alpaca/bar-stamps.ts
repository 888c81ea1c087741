import { type Interval, intervalMs } from '#base';
import type { StampOf } from '../joined-bars.ts';
import { mondayOf } from '../sessions/calendar-date.ts';
import type { MarketHours } from '../sessions/market-hours.ts';

/**
 * Our stamps of Alpaca's bars.
 *
 * A stock's day is stamped by its date and a week by its Monday, at 00:00Z, where Alpaca has New
 * York's midnight. Bars within the day count from the open of the session, and those outside it are
 * left out: Alpaca gives the hours before and after as well, in which few trade, at other prices than
 * could be had in quantity. Coins count from 00:00Z.
 */
export function stampsOf(hours: MarketHours, interval: Interval): StampOf {
  if (interval === '1d') return (time) => hours.tradingDayOf(time);
  if (interval === '1w') return (time) => mondayOf(hours.tradingDayOf(time));
  const length = intervalMs(interval);
  return (time) => {
    const session = hours.sessionOf(hours.tradingDayOf(time));
    if (session === null || time < session.openTime || time >= session.closeTime) return null;
    return time - ((time - session.openTime) % length);
  };
}
