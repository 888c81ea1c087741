import type { Measured } from './metric.ts';

/** Why a figure is missing that left the range of numbers on the way. */
export const BEYOND_NUMBERS = 'its values are too large or too small to compute with';

/** Figures, null where one is missing, and why those are. */
export interface Figures<Key extends string> {
  readonly values: Readonly<Record<Key, number | null>>;
  readonly unavailable: Readonly<Partial<Record<Key, string>>>;
}

/** What was measured as finite numbers, and the reasons of those that are missing. */
export function figuresOf<Key extends string>(
  measured: Readonly<Record<Key, Measured>>,
): Figures<Key> {
  const values = {} as Record<Key, number | null>;
  const unavailable: Partial<Record<Key, string>> = {};
  for (const key of Object.keys(measured) as Key[]) {
    const figure = measured[key];
    if (typeof figure === 'number' && Number.isFinite(figure)) values[key] = figure;
    else {
      values[key] = null;
      unavailable[key] = typeof figure === 'number' ? BEYOND_NUMBERS : figure.missing;
    }
  }
  return { values, unavailable };
}
