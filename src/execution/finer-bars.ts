import type { BarPath } from './matching.ts';

/** Bars shorter than an asset's own within its bar stamped `time`, in order; none where there are none. */
export type FinerBars = (asset: number, time: number) => readonly BarPath[];

/** Difference of two prices that is rounding, fraction. */
const ROUNDING = 1e-9;

/**
 * The way a price took inside a bar, from finer bars of the same market.
 *
 * @returns null where there are none, or where they do not reach exactly as far as the bar: what they
 *   miss could be what met a stop
 */
export function finerPath(bar: BarPath, finer: readonly BarPath[]): readonly BarPath[] | null {
  if (finer.length === 0) return null;
  const high = Math.max(bar.open, ...finer.map((part) => part.high));
  const low = Math.min(bar.open, ...finer.map((part) => part.low));
  if (!(isSame(high, bar.high) && isSame(low, bar.low))) return null;
  const [{ high: top, low: bottom, close }, ...rest] = finer;
  const { open } = bar;
  return [{ open, high: Math.max(open, top), low: Math.min(open, bottom), close }, ...rest];
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= ROUNDING * b;
}
