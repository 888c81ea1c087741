const MONTHS = 12;
const EPOCH_YEAR = 1970;

/** Whole months from January 1970 to that of a time, UTC. */
export function calendarMonth(time: number): number {
  const date = new Date(time);
  return (date.getUTCFullYear() - EPOCH_YEAR) * MONTHS + date.getUTCMonth();
}
