import type { Measured } from './metric.ts';

/** Why a figure is missing that left the range of numbers on the way. */
export const BEYOND_NUMBERS = 'its values are too large or too small to compute with';

/** Figures apart from the reasons of those that there are none of. */
export interface SplitFigures<Key extends string> {
  /** Finite, or null with the reason under `unavailable`. */
  readonly values: Readonly<Record<Key, number | null>>;
  readonly unavailable: Readonly<Partial<Record<Key, string>>>;
}

export function splitMeasured<Key extends string>(
  measured: Readonly<Record<Key, Measured>>,
): SplitFigures<Key> {
  const values = {} as Record<Key, number | null>;
  const unavailable: Partial<Record<Key, string>> = {};
  for (const key of Object.keys(measured) as Key[]) {
    const figure = measured[key];
    const reason = typeof figure === 'number' ? BEYOND_NUMBERS : figure.missing;
    if (typeof figure === 'number' && Number.isFinite(figure)) values[key] = figure;
    else {
      values[key] = null;
      unavailable[key] = reason;
    }
  }
  return { values, unavailable };
}
