import { mondayOf } from '../sessions/calendar-date.ts';
import type { MarketHours } from '../sessions/market-hours.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Bars missing in a row. */
export interface Hole {
  /** Stamps of the first and the last that are missing. */
  readonly time: number;
  readonly until: number;
  readonly bars: number;
}

/**
 * Trading days without a bar, between the first and the last with one.
 *
 * @param days - those with bars, ascending
 */
export function missingDays(days: readonly number[], hours: MarketHours): Hole[] {
  const holes: Hole[] = [];
  for (let at = 1; at < days.length; at++) {
    const missing: number[] = [];
    for (let day = days[at - 1] + DAY_MS; day < days[at]; day += DAY_MS) {
      if (hours.sessionOf(day) !== null) missing.push(day);
    }
    addHole(holes, missing);
  }
  return holes;
}

/** Weeks from Monday on that have a trading day and no bar, wherever in the week bars are stamped. */
export function missingWeeks(time: Float64Array, hours: MarketHours): Hole[] {
  const holes: Hole[] = [];
  for (let row = 1; row < time.length; row++) {
    const missing: number[] = [];
    const end = mondayOf(time[row]);
    for (let week = mondayOf(time[row - 1]) + WEEK_MS; week < end; week += WEEK_MS) {
      if (hasSession(week, hours)) missing.push(week);
    }
    addHole(holes, missing);
  }
  return holes;
}

function addHole(holes: Hole[], missing: readonly number[]): void {
  if (missing.length === 0) return;
  holes.push({ time: missing[0], until: missing[missing.length - 1], bars: missing.length });
}

function hasSession(monday: number, hours: MarketHours): boolean {
  for (let day = monday; day < monday + WEEK_MS; day += DAY_MS) {
    if (hours.sessionOf(day) !== null) return true;
  }
  return false;
}
