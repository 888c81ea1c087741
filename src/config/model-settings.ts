import { z } from 'zod';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';

const width = (value: number) =>
  wholeAtLeast(1).default(value).describe('numbers a hidden layer holds for each position, count');
const heads = (value: number) =>
  wholeAtLeast(1).default(value).describe('attention heads, a divisor of width, count');
const layers = (value: number) => wholeAtLeast(1).default(value).describe('layers, count');
const dropout = (value: number) =>
  z
    .number()
    .min(0)
    .lt(1)
    .default(value)
    .describe('share of hidden numbers left out in training, fraction');

/** Which models there are, and how large. */
export const modelSchema = z.strictObject({
  names: z.array(name()).default(['ridge']).describe('models to train and trade'),
  seqLen: wholeAtLeast(1).default(60).describe('bars in one input window, bars'),
  transformer: z
    .strictObject({ width: width(16), heads: heads(4), layers: layers(1), dropout: dropout(0.1) })
    .prefault({}),
  itransformer: z
    .strictObject({
      width: width(16),
      heads: heads(4),
      layers: layers(1),
      dropout: dropout(0.1),
      instanceNorm: z
        .boolean()
        .default(false)
        .describe('each window is shown free of its own mean and deviation'),
    })
    .prefault({}),
  lstm: z
    .strictObject({ width: width(16), heads: heads(4), layers: layers(1), dropout: dropout(0.1) })
    .prefault({}),
  vlstm: z.strictObject({ width: width(8), dropout: dropout(0.1) }).prefault({}),
  momentum: z
    .strictObject({ width: width(16), heads: heads(4), dropout: dropout(0.1) })
    .prefault({}),
  ppo: z
    .strictObject({
      width: width(32),
      actions: wholeAtLeast(1024)
        .default(100_000)
        .describe('portfolios tried in training, one a bar, count'),
      learningRate: positive().max(1).default(1e-3).describe('highest step size of Adam'),
      discount: fraction().default(0.9).describe('weight of the next bar’s reward, fraction'),
    })
    .prefault({}),
  ridge: z
    .strictObject({
      penalty: positive()
        .default(1)
        .describe('shrinkage, as a multiple of that for features that foresee 1 % of the variance'),
      autoPenalty: z
        .boolean()
        .default(true)
        .describe('change the penalty where a purged validation slice clearly asks for it'),
    })
    .prefault({}),
});
