import type { ModelSpec } from '../model.ts';

/** Share of the variance over the horizon that features are believed to foresee. */
const BELIEVED_R2 = 0.01;

/**
 * How many samples weigh as much as what is believed before any is seen: features · horizon / 0.01.
 *
 * The choice of one who believes in normal weights that foresee a hundredth of the variance, and knows that
 * labels overlap, so that only one sample in `horizon` is news.
 */
export function priorSamples({ features, horizonBars }: ModelSpec): number {
  return (features.length * horizonBars) / BELIEVED_R2;
}
