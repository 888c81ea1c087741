import { messageOf } from '#base';
import { unionTimes } from '#data';
import {
  evaluateLoss,
  QUIET_SERVICES,
  trainModel,
  type TrainingServices,
  untrainedReason,
} from '#models';
import { LEAST_HOLDOUT_SAMPLES, retrainSpans } from './retrain-spans.ts';
import type { RetrainOutcome, RetrainTask } from './retrain-task.ts';

/**
 * Trains a challenger and compares it with the champion on bars neither has seen.
 *
 * The hold-out is the newest `validationFraction` of the bars, later if the champion's training comes
 * too near; purge and embargo lie between it and the challenger's training. It is accepted when
 *
 * loss(challenger) < loss(champion) · (1 − acceptMargin)
 *
 * with loss the mean squared error of the calibrated forecast. Without a champion a challenger is
 * accepted when it can be trained and measured. Whatever goes wrong is the outcome FAILED.
 */
export async function retrain(
  task: RetrainTask,
  services: TrainingServices = QUIET_SERVICES,
): Promise<RetrainOutcome> {
  try {
    return await verdictOf(task, services);
  } catch (thrown) {
    return failed(messageOf(thrown));
  }
}

async function verdictOf(task: RetrainTask, services: TrainingServices): Promise<RetrainOutcome> {
  const { config, champion, model: name, seed } = task;
  const assets = task.symbols.map((symbol, at) => ({ symbol, adjusted: task.tables[at] }));
  const times = unionTimes(task.tables.map((table) => table.time));
  const seenTime = champion?.card.training.lastLabelTime ?? Number.NEGATIVE_INFINITY;
  const spans = retrainSpans(times, seenTime, config);
  if (spans === null) return failed('the champion has seen too much for a hold-out to be left');
  const training = await trainModel({ name, assets, config, seed, span: spans.training, services });
  if (training.kind !== 'trained') return failed(untrainedReason(training));
  const challenger = await evaluateLoss(training.trained, assets, spans.holdout, config);
  if (challenger.kind !== 'scored') return failed(`challenger's hold-out is ${challenger.kind}`);
  const { samples, mse: challengerLoss } = challenger.score;
  if (!(samples >= LEAST_HOLDOUT_SAMPLES)) {
    return failed(`hold-out has ${samples} samples, needs ${LEAST_HOLDOUT_SAMPLES}`);
  }
  if (!Number.isFinite(challengerLoss)) return failed(`challenger's loss is ${challengerLoss}`);
  const accepted = { kind: 'ACCEPTED', challenger: training.trained, challengerLoss } as const;
  if (champion === null) return { ...accepted, championLoss: null };
  const reigning = await evaluateLoss(champion, assets, spans.holdout, config);
  if (reigning.kind !== 'scored') return failed(`champion's hold-out is ${reigning.kind}`);
  const championLoss = reigning.score.mse;
  if (!Number.isFinite(championLoss)) return failed(`champion's loss is ${championLoss}`);
  return challengerLoss < championLoss * (1 - config.training.acceptMargin)
    ? { ...accepted, championLoss }
    : { kind: 'REJECTED', championLoss, challengerLoss };
}

function failed(reason: string): RetrainOutcome {
  return { kind: 'FAILED', reason };
}
