import { QuantError } from '#base';
import type { SystemConfig } from '#config';
import type { FeatureSet } from '#features';
import type { ModelCard } from './model-card.ts';

/** What a model is about to be used on. */
export interface Usage {
  readonly symbols: readonly string[];
  readonly config: SystemConfig;
  readonly set: FeatureSet;
}

/** Why a model's card does not cover a use, in words that follow the model's name; null when it does. */
export function coverageGap(card: ModelCard, usage: Usage): string | null {
  const { data, features, model } = usage.config;
  if (card.interval !== data.interval) {
    return `was trained on ${card.interval} bars and cannot be used on ${data.interval}`;
  }
  if (card.horizonBars !== features.forecastHorizonBars) {
    return `foresees ${card.horizonBars} bars and features.forecastHorizonBars is ${features.forecastHorizonBars}`;
  }
  if (card.seqLen > model.seqLen) {
    return `reads windows of ${card.seqLen} bars and model.seqLen is ${model.seqLen}`;
  }
  if (card.pipeline.featureHash !== usage.set.hash) {
    return 'was trained with other feature settings than the present ones';
  }
  const stranger = usage.symbols.find((symbol) => !card.symbols.includes(symbol));
  if (stranger !== undefined) {
    return `was trained on ${card.symbols.join(', ')} and has never seen ${stranger}`;
  }
  return peerGap(card, usage);
}

/** Ranks and market factors mean something else among other assets. */
function peerGap({ pipeline, symbols }: ModelCard, usage: Usage): string | null {
  const { definitions } = usage.set;
  const reader = definitions.find(
    ({ name, inputs }) => inputs.includes('peers') && pipeline.selected.includes(name),
  );
  const isWhole = symbols.every((symbol) => usage.symbols.includes(symbol));
  if (reader === undefined || isWhole) return null;
  return `compares its assets (${reader.name}) and was trained on ${symbols.join(', ')} together, not on ${usage.symbols.join(', ')} alone`;
}

/**
 * Refuses a use that the model's card does not cover.
 *
 * @throws models/not-covered
 */
export function checkCoverage(card: ModelCard, usage: Usage): void {
  const gap = coverageGap(card, usage);
  if (gap === null) return;
  throw new QuantError(
    'models/not-covered',
    `Model ${card.name} ${card.id} ${gap}; train a model for this use.`,
    { context: { id: card.id } },
  );
}

/** Whether a bar lies after everything the model has seen, so that its forecast there is out of sample. */
export function isOutOfSample(card: ModelCard, barTime: number): boolean {
  return barTime > card.training.lastLabelTime;
}
