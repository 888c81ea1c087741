import { z } from 'zod';
import { canonicalJson, INTERVALS, type Interval, messageOf, QuantError, sha256 } from '#base';
import type { PipelineFit } from '#features';
import type { Calibration } from './calibration.ts';
import type { Choices, ModelSettings } from './model.ts';

/**
 * What a trained model is, what it may be used for, and everything it learned but its weights.
 */
export interface ModelCard {
  readonly schema: 2;
  /** First 16 digits of a hash over all the rest: a card cannot change and keep its name. */
  readonly id: string;
  readonly name: string;
  readonly symbols: readonly string[];
  readonly interval: Interval;
  readonly pipeline: PipelineFit;
  readonly seqLen: number;
  readonly horizonBars: number;
  readonly training: {
    /** Stamp of the first sample's bar, UTC epoch ms. */
    readonly firstBarTime: number;
    /** Stamp of the newest bar the model has seen in any way, UTC epoch ms. */
    readonly lastLabelTime: number;
    readonly samples: number;
  };
  /** Sizes and switches the model was built with. */
  readonly settings: ModelSettings;
  /** Settings that training chose from data. */
  readonly choices: Choices;
  readonly calibration: Calibration;
  /** Between the returns of any two of the assets in the training span, 0…0.95. */
  readonly correlation: number;
  /** Of the held-out share of the training span. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly parameters: number;
  readonly seed: number;
  /** SHA-256 of the bars, the settings and the weights file. */
  readonly dataHash: string;
  readonly configHash: string;
  readonly weightsHash: string;
}

const sha = () => z.string().regex(/^[0-9a-f]{64}$/);
const count = () => z.number().int().min(0);

const droppedFeature = z.discriminatedUnion('reason', [
  z.strictObject({ name: z.string(), reason: z.literal('constant') }),
  z.strictObject({ name: z.string(), reason: z.literal('missing'), share: z.number() }),
  z.strictObject({
    name: z.string(),
    reason: z.literal('correlated'),
    with: z.string(),
    correlation: z.number(),
  }),
]);

const cardSchema: z.ZodType<ModelCard> = z.strictObject({
  schema: z.literal(2),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string().regex(/^[a-z0-9-]+$/),
  symbols: z.array(z.string()).min(1),
  interval: z.enum(INTERVALS),
  pipeline: z.strictObject({
    featureHash: sha(),
    selected: z.array(z.string()).min(1),
    dropped: z.array(droppedFeature),
  }),
  seqLen: count().min(1),
  horizonBars: count().min(1),
  training: z.strictObject({
    firstBarTime: z.number().int(),
    lastLabelTime: z.number().int(),
    samples: count().min(1),
  }),
  settings: z.record(z.string(), z.union([z.number(), z.boolean()])),
  choices: z.record(z.string(), z.number()),
  calibration: z.strictObject({
    slope: z.number().min(0).max(1),
    scale: z.number().min(0),
    samples: count(),
  }),
  correlation: z.number().min(0).max(1),
  metrics: z.record(z.string(), z.number().nullable()),
  parameters: count(),
  seed: z.number().int(),
  dataHash: sha(),
  configHash: sha(),
  weightsHash: sha(),
});

/** Gives a card its id. */
export function sealCard(card: Omit<ModelCard, 'id' | 'schema'>): ModelCard {
  const complete = { ...card, schema: 2 } as const;
  return { ...complete, id: idOf(complete) };
}

/**
 * Reads a card from its file's text.
 *
 * @throws models/corrupt when it is not a card, or not the one that was written
 */
export function parseCard(text: string, path: string): ModelCard {
  const card = readCard(text, path);
  const { id, ...rest } = card;
  if (id === idOf(rest)) return card;
  throw new QuantError(
    'models/corrupt',
    `The model card ${path} says id ${id} but its content has ${idOf(rest)}; it was changed after it was written: restore it or train the model again.`,
  );
}

function readCard(text: string, path: string): ModelCard {
  try {
    return cardSchema.parse(JSON.parse(text));
  } catch (cause) {
    const found =
      cause instanceof z.ZodError
        ? cause.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)[0]
        : messageOf(cause).replaceAll(/\s+/g, ' ');
    throw new QuantError(
      'models/corrupt',
      `The model card ${path} cannot be read (${found}); restore it or train the model again.`,
      { cause },
    );
  }
}

function idOf(card: Omit<ModelCard, 'id'>): string {
  return sha256(canonicalJson(card)).slice(0, 16);
}
