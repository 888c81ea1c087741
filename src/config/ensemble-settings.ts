import { z } from 'zod';
import { heldShareSettings } from './held-share-settings.ts';
import { fraction, name, positive } from './limits.ts';

/** How several models vote. */
export const ensembleSchema = z.strictObject({
  models: z
    .array(name())
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'it must name each model once')
    .default(['ridge', 'linear', 'transformer', 'lstm'])
    .describe('whose forecasts vote'),
  weights: z
    .array(z.number().min(0))
    .default([])
    .describe(
      'weight of each model before anything is known of it, in their order; an empty list is equal ones',
    ),
  flatBelow: fraction()
    .default(0.1)
    .describe('vote below this share of a full position is flat, fraction'),
  fullAt: positive()
    .default(2)
    .describe('joint forecast at this multiple of its typical size is a full position'),
  ...heldShareSettings,
  halfLifeBars: positive()
    .default(126)
    .describe('age at which what a vote earned counts half for its weight, bars'),
  tilt: z
    .number()
    .min(0)
    .default(0.5)
    .describe('how far weights follow what votes earned: e^(tilt · t-statistic); 0 is not at all'),
  floor: fraction()
    .default(0.05)
    .describe('least share of the vote a model keeps, fraction; 1 / models is the most it can be'),
});
