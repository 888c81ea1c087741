import { z } from 'zod';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';

/** Far enough from 0 and ∞ that no observation makes a probability NaN. */
const priorNumber = () => z.number().min(1e-6).max(1e6);

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
  changePoint: z
    .strictObject({
      expectedRunBars: z
        .number()
        .gt(1)
        .max(1e9)
        .default(250)
        .describe('mean length of a regime before anything is seen, bars; the hazard is 1 / this'),
      priorKappa: priorNumber()
        .default(1)
        .describe('observations that the prior mean of a regime counts for, count'),
      priorAlpha: priorNumber()
        .default(4)
        .describe('shape of the prior of a regime’s variance: half its weight in observations'),
      priorBeta: priorNumber()
        .default(4)
        .describe('scale of the prior of a regime’s variance, squared units of the series'),
      recentBars: wholeAtLeast(1)
        .max(64)
        .default(4)
        .describe('a change counts as recent for this long, bars'),
      maxHypotheses: wholeAtLeast(8)
        .nullable()
        .default(20)
        .describe('run lengths kept apart, count; null keeps them all, at a cost that grows'),
    })
    .prefault({}),
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
