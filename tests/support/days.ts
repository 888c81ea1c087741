export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Where days are counted from. */
export const JANUARY = Date.UTC(2024, 0, 1);

/** Stamps of days counted from January. */
export function days(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => JANUARY + (from + at) * DAY_MS);
}
