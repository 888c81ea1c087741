import { assert } from '#base';
import { scaledRate, type Schedule, warmupCosine } from '#tensor';
import type { BatchSource } from './batch-source.ts';
import type { FitRecord } from './fit-record.ts';
import { identityOf, type RunIdentity } from './run-identity.ts';
import type { TrainerOptions, TrainerSettings } from './trainer-options.ts';
import type { TrainingGraphs } from './training-graphs.ts';

/** What one training is asked for. */
export interface Plan<Input extends string> {
  readonly kind: 'fit' | 'continued';
  readonly training: BatchSource<Input>;
  readonly validation: BatchSource<Input> | null;
  readonly epochs: number;
  /** Of the learning rate. */
  readonly rateFactor: number;
  /** The weights it starts from. */
  readonly start: Float32Array;
}

/** A plan in steps. */
export interface Course<Input extends string> extends Plan<Input> {
  readonly stepsPerEpoch: number;
  readonly schedule: Schedule;
  readonly identity: RunIdentity;
}

/**
 * The steps of a plan, the rate at each, and what tells this training from any other.
 *
 * Rate at a step without a schedule of its own: rateFactor · (linear rise, then half a cosine down).
 *
 * @param graphs - of one step, at the batch size that steps take
 */
export function courseOf<Input extends string>(
  plan: Plan<Input>,
  { settings, seed, objective, schedule = warmupOf(settings) }: TrainerOptions<Input>,
  graphs: Pick<TrainingGraphs<Input>, 'batch' | 'hash' | 'specs'>,
): Course<Input> {
  const { batch, hash, specs } = graphs;
  const stepsPerEpoch = Math.floor(plan.training.count / batch);
  const totalSteps = plan.epochs * stepsPerEpoch;
  assert(totalSteps > 0, 'training needs at least one step');
  const rates = scaledRate(schedule(totalSteps), plan.rateFactor);
  const run = { ...plan, seed, settings, totalSteps, schedule: rates, objective, specs };
  const identity = identityOf({ ...run, graph: hash });
  return { ...plan, stepsPerEpoch, schedule: rates, identity };
}

function warmupOf({ learningRate, warmupFraction }: TrainerSettings) {
  return (totalSteps: number): Schedule =>
    warmupCosine({
      peak: learningRate,
      warmupSteps: Math.min(totalSteps - 1, Math.round(warmupFraction * totalSteps)),
      totalSteps,
    });
}

/** What a checkpoint is kept under; a continuation leaves that of the fit alone. */
export function checkpointName(run: string, kind: Plan<string>['kind']): string {
  return kind === 'fit' ? run : `${run}-continued`;
}

/** Steps since the first of the first epoch, left-out ones counted. */
export function stepsTaken({ stepsPerEpoch }: Course<string>, { epoch, step }: FitRecord): number {
  return epoch * stepsPerEpoch + step;
}
