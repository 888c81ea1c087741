import { unionTimes } from '#data';
import { evaluateLoss, trainModel } from '#models';
import type { RetrainOutcome, RetrainTask } from './retrain-task.ts';

/** Fewest samples on which champion and challenger are compared. */
export const LEAST_HOLDOUT_SAMPLES = 50;

/**
 * Trains a challenger and compares it with the champion on bars neither has seen.
 *
 * The hold-out is the newest `validationFraction` of the bars, later if the champion's training reaches
 * into it. The challenger learns from the bars before it, so that no label of its training meets the
 * hold-out. It is accepted when
 *
 * loss(challenger) < loss(champion) · (1 − acceptMargin)
 *
 * with loss the mean squared error of the calibrated forecast. Without a champion a challenger is
 * accepted when it can be trained and measured.
 */
export async function retrain(task: RetrainTask): Promise<RetrainOutcome> {
  const { config, champion, model: name, seed } = task;
  const assets = task.symbols.map((symbol, at) => ({ symbol, adjusted: task.tables[at] }));
  const holdout = holdoutSpan(task);
  const span = { from: Number.NEGATIVE_INFINITY, to: holdout.from };
  const training = await trainModel({ name, assets, config, seed, span });
  if (training.kind === 'too-few') {
    return failed(`needs ${training.needed} bars to train, has ${training.available}`);
  }
  const challenger = await evaluateLoss(training.trained, assets, holdout, config);
  if (challenger.kind !== 'scored') return failed(`challenger's hold-out is ${challenger.kind}`);
  const { samples, mse: challengerLoss } = challenger.score;
  if (!(samples >= LEAST_HOLDOUT_SAMPLES)) {
    return failed(`hold-out has ${samples} samples, needs ${LEAST_HOLDOUT_SAMPLES}`);
  }
  if (!Number.isFinite(challengerLoss)) return failed(`challenger's loss is ${challengerLoss}`);
  const accepted = { kind: 'ACCEPTED', challenger: training.trained, challengerLoss } as const;
  if (champion === null) return { ...accepted, championLoss: null };
  const reigning = await evaluateLoss(champion, assets, holdout, config);
  if (reigning.kind !== 'scored') return failed(`champion's hold-out is ${reigning.kind}`);
  const championLoss = reigning.score.mse;
  return challengerLoss < championLoss * (1 - config.training.acceptMargin)
    ? { ...accepted, championLoss }
    : { kind: 'REJECTED', championLoss, challengerLoss };
}

function holdoutSpan({ tables, champion, config }: RetrainTask): { from: number; to: number } {
  const times = unionTimes(tables.map((table) => table.time));
  const share = times[Math.floor(times.length * (1 - config.training.validationFraction))];
  const seen = champion?.card.training.lastLabelTime ?? Number.NEGATIVE_INFINITY;
  const from = times.find((time) => time >= share && time > seen);
  return { from: from ?? Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };
}

function failed(reason: string): RetrainOutcome {
  return { kind: 'FAILED', reason };
}
