import { unionTimes, WalkForwardSplitter } from '#data';
import type { Span } from '#features';
import { evaluatePrepared } from './evaluate-loss.ts';
import { minimumBars } from './minimum-bars.ts';
import { prepareAssets } from './prepared-asset.ts';
import type { ForecastScore } from './score.ts';
import { type TrainingRequest, trainPrepared } from './train.ts';
import type { TrainedModel } from './trained-model.ts';
import type { Untrained } from './untrained.ts';

/** One step of walk-forward: a model and how it did on what followed. */
export interface FoldResult {
  readonly trained: TrainedModel;
  readonly train: Span;
  readonly test: Span;
  /** Of the test span, which neither the model nor its settings have seen. */
  readonly score: ForecastScore;
}

export type WalkForwardOutcome =
  | {
      readonly kind: 'trained';
      readonly folds: readonly FoldResult[];
      /** Trained up to the newest bar; there is no data left to judge it on. */
      readonly final: TrainedModel;
    }
  | Untrained;

/**
 * Trains on the past and is judged on what follows, fold after fold, then trains on everything, or on
 * the newest bars alone when the window rolls.
 *
 * Spans are cut on the union of all assets' bar times. A training label ends before its span does,
 * and `purgeBars` and `embargoBars` lie between that and the test.
 *
 * @param onTrained - told, and waited for, after each of the models, the final one included
 */
export async function trainWalkForward(
  request: Omit<TrainingRequest, 'span'>,
  onTrained?: () => Promise<void>,
): Promise<WalkForwardOutcome> {
  const { config, name } = request;
  const { training, features } = config;
  const assets = prepareAssets(request.assets, config);
  const times = unionTimes(assets.map((asset) => asset.adjusted.time));
  const minTrain = Math.max(training.minTrainBars, minimumBars(name, config));
  const split = new WalkForwardSplitter({
    folds: training.folds,
    minTrain,
    horizon: features.forecastHorizonBars,
    purge: training.purgeBars,
    embargo: training.embargoBars,
    window: training.window,
  }).split(times.length);
  if (split.kind === 'too-few') return split;

  const folds: FoldResult[] = [];
  for (const fold of split.folds) {
    const train = spanOf(times, fold.train);
    const test = spanOf(times, fold.test);
    const outcome = await trainPrepared({ ...request, span: train }, assets);
    if (outcome.kind !== 'trained') {
      await releaseModels(folds);
      return outcome;
    }
    const { trained } = outcome;
    folds.push({
      trained,
      train,
      test,
      score: await evaluatePrepared(trained, assets, test, config),
    });
    await onTrained?.();
  }
  const span = training.window === 'rolling' ? newest(times, minTrain) : undefined;
  const final = await trainPrepared(span === undefined ? request : { ...request, span }, assets);
  await onTrained?.();
  if (final.kind === 'trained') return { kind: 'trained', folds, final: final.trained };
  await releaseModels(folds);
  return final;
}

async function releaseModels(folds: readonly FoldResult[]): Promise<void> {
  for (const { trained } of folds) await trained.model.release();
}

function newest(times: Float64Array, rows: number): Span {
  return spanOf(times, { from: times.length - rows, to: times.length });
}

/** [time of the first row, time of the row after the last). */
function spanOf(times: Float64Array, rows: { from: number; to: number }): Span {
  return { from: times[rows.from], to: times[rows.to] ?? Number.POSITIVE_INFINITY };
}
