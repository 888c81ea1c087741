import { z } from 'zod';
import { fraction, positive, wholeAtLeast } from './limits.ts';

/** How models are trained and retrained. */
export const trainingSchema = z.strictObject({
  epochs: wholeAtLeast(1).default(10).describe('passes over the training span, count'),
  batchSize: wholeAtLeast(1).default(128).describe('windows in one training step, count'),
  learningRate: positive().max(1).default(3e-4).describe('highest step size of AdamW'),
  warmupFraction: fraction()
    .default(0.1)
    .describe('share of all steps in which the rate rises, before half a cosine down, fraction'),
  weightDecay: z.number().min(0).default(1).describe('decoupled, times the learning rate'),
  clipNorm: positive().default(1).describe('gradients longer than this are shortened to it'),
  patienceEpochs: wholeAtLeast(1)
    .default(4)
    .describe('epochs without a better validation loss after which training stops, count'),
  maxBadSteps: wholeAtLeast(1)
    .default(10)
    .describe('steps in a row that are not finite after which training gives up, count'),
  seeds: wholeAtLeast(1)
    .default(1)
    .describe('networks trained from different seeds, whose mean is the model, count'),
  loss: z
    .enum(['mse', 'huber', 'directional', 'combined', 'quantile'])
    .default('huber')
    .describe('what forecasting networks minimise'),
  quantile: z.number().gt(0).lt(1).default(0.5).describe('level of the quantile loss, fraction'),
  costBps: z
    .number()
    .min(0)
    .default(10)
    .describe('cost a side in the loss of networks that trade, basis points of notional'),
  threads: wholeAtLeast(1)
    .nullable()
    .default(null)
    .describe('of a training graph, count; null is all cores, in a retrain one fewer'),
  checkpointSteps: wholeAtLeast(1)
    .default(200)
    .describe('training steps between checkpoints, count'),
  folds: wholeAtLeast(1).default(5).describe('walk-forward folds, count'),
  window: z
    .enum(['expanding', 'rolling'])
    .default('expanding')
    .describe('bars a fold trains on: all before its test, or the newest minTrainBars of them'),
  minTrainBars: wholeAtLeast(50).default(750).describe('bars of the first training span, bars'),
  purgeBars: wholeAtLeast(0)
    .default(5)
    .describe('left out between training and test, raised to forecastHorizonBars if less, bars'),
  embargoBars: wholeAtLeast(0)
    .default(5)
    .describe('further bars left out between training and test, beyond the purge, bars'),
  validationFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('share of the span held out, fraction'),
  retrainIntervalBars: wholeAtLeast(1).default(250).describe('bars between retrains, bars'),
  retrainMinSamples: wholeAtLeast(1).default(200).describe('fewest samples for a retrain, bars'),
  retrainBufferBars: wholeAtLeast(1)
    .default(1500)
    .describe('newest bars a retrain learns from, bars'),
  retrainLatencyBars: wholeAtLeast(1)
    .default(5)
    .describe('bars from trigger to the bar the verdict takes effect in a replay, bars'),
  sharpeThreshold: z
    .number()
    .nullable()
    .default(null)
    .describe('a rolling Sharpe below this triggers a retrain, annual; null is never'),
  sharpeWindowBars: wholeAtLeast(10)
    .default(60)
    .describe('newest bars the rolling Sharpe looks at, bars'),
  retrainTimeoutMs: wholeAtLeast(1).default(600_000).describe('one retrain, ms'),
  acceptMargin: fraction()
    .default(0.002)
    .describe('hold-out loss must fall by this share for a challenger to be accepted, fraction'),
});
