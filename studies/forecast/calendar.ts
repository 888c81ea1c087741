const DAY_MS = 86_400_000;

/** Columns that say where in day, week, month and year a row stands. */
export const CALENDAR_COLUMNS = 4;

/**
 * Hour of day, day of week from Monday, day of month and day of year, each in [−½, ½].
 *
 * The paper's code shows every file these four, whatever its step.
 *
 * @param time - epoch ms, read as UTC
 * @see https://github.com/thuml/iTransformer, utils/timefeatures.py
 */
export function calendarColumns(time: number): readonly number[] {
  const date = new Date(time);
  const dayOfYear = Math.floor((time - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS);
  return [
    date.getUTCHours() / 23 - 0.5,
    ((date.getUTCDay() + 6) % 7) / 6 - 0.5,
    (date.getUTCDate() - 1) / 30 - 0.5,
    dayOfYear / 365 - 0.5,
  ];
}
