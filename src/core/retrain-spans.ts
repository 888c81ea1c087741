import type { SystemConfig } from '#config';
import type { Span } from '#features';

/** Fewest samples on which champion and challenger are compared. */
export const LEAST_HOLDOUT_SAMPLES = 50;

/** What a challenger learns from, and the later bars on which it meets the champion. */
export interface RetrainSpans {
  readonly training: Span;
  readonly holdout: Span;
}

/** Bars left out between what a model has seen and where it is judged. */
export function gapBars({ training }: SystemConfig): number {
  return training.purgeBars + training.embargoBars;
}

/** Row at which the hold-out of so many bars begins: its share is `validationFraction`. */
export function holdoutRow(bars: number, { training }: SystemConfig): number {
  return Math.floor(bars * (1 - training.validationFraction));
}

/**
 * Cuts a retrain's bars in two: the hold-out is the newest share of them, later where the champion's
 * training comes too near, and `gapBars` lie between it and what either of the two has learned from.
 *
 * @param times - of all assets together, ascending
 * @param seenTime - stamp of the newest bar the champion has seen; −∞ when there is no champion
 * @returns null when the champion has seen too much for a hold-out to be left
 */
export function retrainSpans(
  times: Float64Array,
  seenTime: number,
  config: SystemConfig,
): RetrainSpans | null {
  const gap = gapBars(config);
  const newest = times.findLastIndex((time) => time <= seenTime);
  const unseen = newest === -1 ? 0 : newest + 1 + gap;
  const row = Math.max(holdoutRow(times.length, config), unseen);
  if (row >= times.length) return null;
  return {
    training: { from: Number.NEGATIVE_INFINITY, to: times[Math.max(0, row - gap)] },
    holdout: { from: times[row], to: Number.POSITIVE_INFINITY },
  };
}
