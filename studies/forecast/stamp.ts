const STAMP =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(?:Z|[+-]00:?00)?$/;

/**
 * Epoch ms of `2016-07-01 13:00:00`, `1990/1/1 0:00` and their kin, read as UTC.
 *
 * @returns null for other text, and for a day or hour that does not exist
 */
export function parseStamp(text: string): number | null {
  const match = STAMP.exec(text);
  if (match === null) return null;
  const [year, , month, day, hour, minute, second] = match
    .slice(1, 8)
    .map((part) => Number(part ?? 0));
  if (minute > 59 || second > 59) return null;
  // An hour too many ends in another day, as a day too many ends in another month.
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}
