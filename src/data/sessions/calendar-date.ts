const DAY_MS = 86_400_000;

const WEEK_MS = 7 * DAY_MS;

/** 1970-01-05; the epoch began on a Thursday. */
const FIRST_MONDAY = 4 * DAY_MS;

export const MONDAY = 0;
export const WEDNESDAY = 2;
export const THURSDAY = 3;
export const FRIDAY = 4;
export const SATURDAY = 5;

/** The date that a stamp at 00:00Z names. */
export interface CalendarDate {
  readonly year: number;
  /** 1…12. */
  readonly month: number;
  /** From 1. */
  readonly dayOfMonth: number;
  readonly daysInMonth: number;
  /** From 1. */
  readonly dayOfYear: number;
  /** 365 or 366. */
  readonly daysInYear: number;
  /** Monday 0 … Sunday 6. */
  readonly weekday: number;
}

/** Stamp at 00:00Z of the Monday on or before a time, UTC. */
export function mondayOf(time: number): number {
  return Math.floor((time - FIRST_MONDAY) / WEEK_MS) * WEEK_MS + FIRST_MONDAY;
}

/**
 * Reads the date off a day's stamp; no time zone is involved, because the stamp is the date.
 *
 * @param day - 00:00Z of the day, UTC epoch ms
 */
export function calendarDate(day: number): CalendarDate {
  const date = new Date(day);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const newYear = Date.UTC(year, 0, 1);
  return {
    year,
    month: month + 1,
    dayOfMonth: date.getUTCDate(),
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
    dayOfYear: Math.floor((day - newYear) / DAY_MS) + 1,
    daysInYear: (Date.UTC(year + 1, 0, 1) - newYear) / DAY_MS,
    weekday: (date.getUTCDay() + 6) % 7,
  };
}
