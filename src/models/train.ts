import { canonicalJson, firstRowAtOrAfter, sha256 } from '#base';
import type { SystemConfig } from '#config';
import { ALL_TIME, type AssetBars, FeaturePipeline, type ModelTable, type Span } from '#features';
import { type Calibration, fitCalibration } from './calibration.ts';
import { meanCorrelation } from './mean-correlation.ts';
import { LEAST_VALIDATION_SAMPLES, minimumBars } from './minimum-bars.ts';
import type { Architecture, ArchitectureOutcome } from './architecture.ts';
import type { Choices, Model } from './model.ts';
import { type ModelCard, sealCard } from './model-card.ts';
import { architectureOf } from './model-zoo.ts';
import { hashData, type PreparedAsset, prepareAssets } from './prepared-asset.ts';
import { encodeTensors } from './safetensors.ts';
import { collectSamples, horizonTargets, type SampleSet, validationStart } from './samples.ts';
import { type ForecastScore, scoreForecasts } from './score.ts';
import { rawSampleForecasts, type TrainedModel } from './trained-model.ts';
import { QUIET_SERVICES, type TrainingServices } from './training/training-services.ts';
import type { Untrained } from './untrained.ts';

export interface TrainingRequest {
  readonly name: string;
  readonly assets: readonly AssetBars[];
  readonly config: SystemConfig;
  readonly seed: number;
  /** Samples to learn from: their bars and whole labels lie in it; without it, all. */
  readonly span?: Span;
  readonly services?: TrainingServices;
}

export type TrainingOutcome =
  | { readonly kind: 'trained'; readonly trained: TrainedModel }
  | Untrained;

/**
 * Trains one model on a span of history, all assets pooled.
 *
 * The newest share of the span (`training.validationFraction`) is held out first: settings are chosen
 * and the calibration is fitted there, by a model that has not seen it. Then, where the
 * architecture says so, the model is trained again on everything.
 *
 * @throws models/unknown-model; features/bad-bar for prices that are not positive
 */
export async function trainModel(request: TrainingRequest): Promise<TrainingOutcome> {
  return trainPrepared(request, prepareAssets(request.assets, request.config));
}

/** `trainModel` on assets whose features are there already. */
export async function trainPrepared(
  request: Omit<TrainingRequest, 'assets'>,
  assets: readonly PreparedAsset[],
): Promise<TrainingOutcome> {
  const { config, name, seed, span = ALL_TIME } = request;
  const architecture = architectureOf(name);
  const needed = minimumBars(name, config);
  const available = Math.max(
    ...assets.map(({ adjusted }) => firstRowAtOrAfter(adjusted.time, span.to)),
  );
  if (!(available >= needed)) return { kind: 'too-few', needed, available };

  const pipeline = new FeaturePipeline(config);
  const tables = pipeline.fitTransform(
    assets.map((asset) => asset.features),
    span,
  );
  const split = splitSamples(tables, architecture.seqLen(config), span, config);
  const training = split.training.count;
  const validation = split.validation.count;
  const enough = training > pipeline.set.names.length && validation >= LEAST_VALIDATION_SAMPLES;
  if (!enough) return { kind: 'too-few-examples', training, validation };

  const dataHash = hashData(assets, span.to);
  const configHash = hashSettings(config);
  const run = `${name}-${sha256(canonicalJson([dataHash, configHash, `${span.from}`, seed])).slice(0, 16)}`;
  const fitted = await fitModel(architecture, split, { ...request, run });
  if (fitted.kind !== 'trained') return fitted;
  const { model, choices, calibration, score } = fitted;
  const card = sealCard({
    name,
    symbols: assets.map((asset) => asset.symbol),
    interval: config.data.interval,
    pipeline: pipeline.getState(),
    seqLen: model.inputShape.seqLen,
    horizonBars: model.horizonBars,
    training: describeSamples(split.all),
    settings: architecture.settings(config),
    choices,
    calibration,
    correlation: meanCorrelation(split.all),
    metrics: { ...score },
    parameters: model.countParameters(),
    seed,
    dataHash,
    configHash,
    weightsHash: sha256(encodeTensors(model.weights())),
  });
  return { kind: 'trained', trained: { model, card } };
}

/** Samples of one span: to learn from, to hold out, and both with those whose labels touch the two. */
interface SampleSplit {
  readonly all: SampleSet;
  readonly training: SampleSet;
  readonly validation: SampleSet;
}

function splitSamples(
  tables: readonly ModelTable[],
  seqLen: number,
  span: Span,
  config: SystemConfig,
): SampleSplit {
  const all = collectSamples(tables, seqLen, span);
  const start = validationStart(all, config.training.validationFraction);
  return {
    all,
    training: collectSamples(tables, seqLen, { from: span.from, to: start }),
    validation: collectSamples(tables, seqLen, { from: start, to: span.to }),
  };
}

interface FittedModel {
  readonly kind: 'trained';
  readonly model: Model;
  readonly choices: Choices;
  readonly calibration: Calibration;
  /** Of the held-out samples, by the model that had not seen them. */
  readonly score: ForecastScore;
}

async function fitModel(
  architecture: Architecture,
  { all, training, validation }: SampleSplit,
  request: Pick<TrainingRequest, 'config' | 'seed' | 'services'> & { readonly run: string },
): Promise<FittedModel | Exclude<ArchitectureOutcome, { kind: 'trained' }>> {
  const { config, seed, run, services = QUIET_SERVICES } = request;
  const task = { samples: training, validation, config, seed, choices: null, services, run };
  const outcome = await architecture.train(task);
  if (outcome.kind !== 'trained') return outcome;
  const { model, choices } = outcome;
  const forecasts = await rawSampleForecasts(model, validation);
  const realised = horizonTargets(validation);
  const calibration = fitCalibration(forecasts, realised, model.horizonBars);
  const score = scoreForecasts(
    forecasts.map((forecast) => calibration.slope * forecast),
    realised,
  );
  const fitted = { kind: 'trained', model, choices, calibration, score } as const;
  if (!architecture.refits) return fitted;
  await model.release();
  const again = await architecture.train({ ...task, samples: all, validation: null, choices });
  return again.kind === 'trained' ? { ...fitted, model: again.model } : again;
}

function describeSamples({ count, asset, row, tables }: SampleSet): ModelCard['training'] {
  let firstBarTime = Number.POSITIVE_INFINITY;
  let lastLabelTime = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index++) {
    const { times, labelEnd } = tables[asset[index]];
    firstBarTime = Math.min(firstBarTime, times[row[index]]);
    lastLabelTime = Math.max(lastLabelTime, labelEnd[row[index]]);
  }
  return { firstBarTime, lastLabelTime, samples: count };
}

/** SHA-256 over the settings that shape a model: not those that change only how it is computed. */
function hashSettings({ data, features, model, training }: SystemConfig): string {
  const { threads: _, checkpointSteps: __, ...shaping } = training;
  return sha256(canonicalJson({ interval: data.interval, features, model, training: shaping }));
}
