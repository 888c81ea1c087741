import { z } from 'zod';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';

/** How bars become model inputs. */
export const featureSchema = z.strictObject({
  forecastHorizonBars: wholeAtLeast(1).default(5).describe('bars ahead a model forecasts, bars'),
  scalingWindowBars: wholeAtLeast(20).default(252).describe('rolling z-score window, bars'),
  scalingClip: positive().default(5).describe('largest scaled value, standard deviations'),
  correlationLimit: fraction()
    .default(0.95)
    .describe('a feature this correlated with an earlier one is dropped, |correlation|'),
  missingLimit: fraction()
    .default(0.2)
    .describe(
      'a feature missing in more of the training rows is dropped; a row with more missing is not shown',
    ),
  volatilityHalfLifeBars: positive()
    .default(32)
    .describe('half-life of the volatility that unites assets, bars'),
  only: z
    .array(name())
    .default([])
    .describe('features to compute, by name; empty means all that models usually read'),
  also: z
    .array(name())
    .default([])
    .describe('further features, by name: xs_rank, SMA_50, rsi14@1w'),
  files: z
    .array(name())
    .default([])
    .describe('TypeScript files with features of your own, each exporting `features`'),
});
