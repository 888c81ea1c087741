import { calendarMonth } from '#base';
import type { PortfolioConfig } from '#config';

const DAY_MS = 86_400_000;
/** 1970 began on a Thursday, three days after a Monday. */
const DAYS_AFTER_MONDAY = 3;
const MONTHS_A_QUARTER = 3;

/**
 * Number of the period that a bar lies in, in UTC; a change of it is a new period.
 *
 * @param time - stamp of the bar, UTC epoch ms
 */
export function periodOf(time: number, rebalance: PortfolioConfig['rebalance']): number {
  switch (rebalance) {
    case 'bar':
      return time;
    case 'day':
      return Math.floor(time / DAY_MS);
    case 'week':
      return Math.floor((time / DAY_MS + DAYS_AFTER_MONDAY) / 7);
    case 'month':
      return calendarMonth(time);
    case 'quarter':
      return Math.floor(calendarMonth(time) / MONTHS_A_QUARTER);
  }
}
