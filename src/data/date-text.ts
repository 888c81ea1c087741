/** `2004-08-19`, or `2004-08-19T14:30Z` when there is a time of day: how messages write a stamp. */
export function dateText(time: number): string {
  if (!(Math.abs(time) <= 8.64e15)) return String(time);
  const iso = new Date(time).toISOString();
  if (iso.endsWith('T00:00:00.000Z')) return iso.slice(0, -14);
  return iso.endsWith(':00.000Z') ? `${iso.slice(0, -8)}Z` : iso;
}
