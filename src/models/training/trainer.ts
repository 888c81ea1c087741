import { assert } from '#base';
import type { ParameterSpec, TrainingState } from '#tensor';
import type { BatchSource } from './batch-source.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { checkpointName, type Course, courseOf, type Plan, stepsTaken } from './course.ts';
import { epochOrder } from './epoch-order.ts';
import { FallbackRuntime } from './fallback-runtime.ts';
import { concludeFit, type FitOutcome } from './fit-outcome.ts';
import { afterEpoch, afterStep, type FitRecord, isBetter, newFit } from './fit-record.ts';
import { assertSameRun, isSameRun, type RunIdentity } from './run-identity.ts';
import type { Continuation, TrainerOptions } from './trainer-options.ts';
import type { TrainerState, TrainingRun } from './trainer-state.ts';
import { TrainingGraphs } from './training-graphs.ts';

/** Steps between two calls of `onProgress`. */
const PROGRESS_STEPS = 10;

/**
 * Trains one network: epochs of shuffled batches, AdamW behind a clipped gradient, early stopping.
 *
 * A run that was stopped at any step goes on from its checkpoint with the same bits as one that never
 * stopped.
 */
export class Trainer<Input extends string> {
  readonly #options: TrainerOptions<Input>;
  readonly #runtime: FallbackRuntime;
  #graphs: TrainingGraphs<Input>;
  /** As the seed gives it. */
  readonly #first: Pick<TrainingState, 'parameters' | 'random'>;
  /** Weights of the best epoch of the run; null where those of the newest step count. */
  #best: Float32Array | null = null;
  #run: TrainerState['run'] = null;
  /** A state was loaded that the next run may go on from. */
  #loaded = false;

  private constructor(
    options: TrainerOptions<Input>,
    runtime: FallbackRuntime,
    graphs: TrainingGraphs<Input>,
  ) {
    this.#options = options;
    this.#runtime = runtime;
    this.#graphs = graphs;
    const { parameters, random } = graphs.saveState();
    this.#first = { parameters, random };
  }

  /** @throws tensor/shape, tensor/name-taken, tensor/not-differentiable, tensor/compile-failed */
  static async create<Input extends string>(
    options: TrainerOptions<Input>,
  ): Promise<Trainer<Input>> {
    const { model, runtime, services } = options;
    const { device, logger, threads } = services;
    const fallback = new FallbackRuntime({ device, threads, logger, model, runtime });
    const graphs = await graphsOf(options, fallback, options.settings.batchSize);
    return new Trainer(options, fallback, graphs);
  }

  /** Names, shapes and places of the weights. */
  get specs(): readonly ParameterSpec[] {
    return this.#graphs.specs;
  }

  /** A copy of the best weights so far: of the epoch with the lowest validation loss, else the newest. */
  get parameters(): Float32Array {
    return (this.#best ?? this.#graphs.parameters).slice();
  }

  /** Where it runs now. */
  get device(): FallbackRuntime['device'] {
    return this.#runtime.device;
  }

  /**
   * Trains from the first weights of the seed, or goes on from this run's checkpoint.
   *
   * In each epoch a last batch that is not full is left out. The rate rises and falls over the steps of
   * all epochs, also where patience ends training before.
   *
   * @param validation - examples apart from `training` to choose the epoch by; null keeps the last
   * @throws models/checkpoint-mismatch, models/corrupt; base/write-failed when no checkpoint can be
   * kept; tensor/run-failed; and what `onProgress` throws; a new call goes on from the checkpoint
   */
  async fit(
    training: BatchSource<Input>,
    validation: BatchSource<Input> | null,
  ): Promise<FitOutcome> {
    return this.#train({
      kind: 'fit',
      training,
      validation,
      epochs: this.#options.settings.epochs,
      rateFactor: 1,
      start: this.#first.parameters,
    });
  }

  /**
   * Trains the best weights further at a smaller rate, as when new bars have come.
   *
   * The optimizer starts anew: its moments belong to the newest weights, not to the best, and to data
   * that have changed. Weights with a higher validation loss than those it started from are not kept.
   *
   * @param validation - null keeps the last weights, whatever they are
   * @throws as `fit`
   */
  async continueTraining(
    training: BatchSource<Input>,
    { epochs, rateFactor }: Continuation,
    validation: BatchSource<Input> | null,
  ): Promise<FitOutcome> {
    return this.#train({
      kind: 'continued',
      training,
      validation,
      epochs,
      rateFactor,
      start: this.parameters,
    });
  }

  /** Mean loss of all examples by the best weights so far, without dropout. @throws tensor/run-failed */
  async evaluate(source: BatchSource<Input>): Promise<number> {
    assert(source.count > 0, 'a loss needs at least one example');
    return this.#graphs.evaluate(source, this.#best ?? this.#graphs.parameters);
  }

  /** A copy. */
  getState(): TrainerState {
    const best = this.#best && this.#best.slice();
    return { training: this.#graphs.saveState(), best, run: this.#run };
  }

  /** Takes over a saved state; the next run of its kind goes on from it. @throws tensor/state-mismatch */
  loadState({ training, best, run }: TrainerState): void {
    const fits = best === null || best.length === training.parameters.length;
    assert(fits, 'best and newest weights are of one network');
    this.#graphs.loadState(training);
    this.#best = best && best.slice();
    this.#run = run;
    this.#loaded = run !== null;
  }

  /** Takes over weights alone, to evaluate them or to train them further. @throws tensor/state-mismatch */
  loadParameters(parameters: Float32Array): void {
    this.#graphs.loadState({ parameters });
    this.#best = null;
    this.#run = null;
    this.#loaded = false;
  }

  /** Keeps the run as it is now; nothing where no checkpoints are kept. @throws base/write-failed */
  saveCheckpoint(): void {
    const { services, run } = this.#options;
    if (services.checkpoints === null) return;
    assert(this.#run !== null, 'a checkpoint is of a run that has begun');
    const name = checkpointName(run, this.#run.identity.kind);
    services.checkpoints.save(name, encodeCheckpoint({ ...this.getState(), run: this.#run }));
  }

  /** Gives memory and threads back. */
  async release(): Promise<void> {
    await this.#graphs.release();
  }

  async #train(plan: Plan<Input>): Promise<FitOutcome> {
    const { model, services, settings } = this.#options;
    assert(plan.training.count > 0, 'training needs at least one example');
    assert(plan.validation === null || plan.validation.count > 0, 'so does validation');
    await this.#useBatch(Math.min(settings.batchSize, plan.training.count));
    const course = courseOf(plan, this.#options, this.#graphs);
    if (!this.#resume(course)) await this.#start(course);
    while (!this.#record.finished && this.#record.badStepsInRow < settings.maxBadSteps) {
      await this.#trainEpoch(course);
    }
    return concludeFit(course, this.#record, { model, logger: services.logger });
  }

  async #useBatch(batch: number): Promise<void> {
    if (this.#graphs.batch === batch) return;
    const before = this.#graphs;
    this.#graphs = await graphsOf(this.#options, this.#runtime, batch);
    this.#graphs.loadState(before.saveState());
    await before.release();
  }

  /** Goes on with the loaded or the kept run, if there is one; returns whether. */
  #resume(course: Course<Input>): boolean {
    const { run, services, model } = this.#options;
    const name = checkpointName(run, course.kind);
    if (this.#loaded && this.#run !== null) {
      const { identity } = this.#run;
      // What a loaded continuation started from is known to its state alone.
      const start = course.kind === 'fit' ? course.identity.start : identity.start;
      const goes = goesOn(name, this.#run, { ...course.identity, start });
      this.#loaded = false;
      if (goes) return true;
    }
    const kept = services.checkpoints?.load(name) ?? null;
    const state = kept && decodeCheckpoint(kept, name);
    if (state === null || !goesOn(name, state.run, course.identity)) return false;
    this.loadState(state);
    this.#loaded = false;
    const { epoch, step, finished } = state.run.record;
    services.logger.info(
      `Training '${model}' ${finished ? 'was finished' : 'goes on'} after ${epoch} epochs and ${step} steps, as its checkpoint says`,
      { run: name, epoch, step },
    );
    return true;
  }

  async #start({ kind, start, validation, identity }: Course<Input>): Promise<void> {
    const compared = kind === 'continued' && validation !== null;
    this.#graphs.loadState({ parameters: start, random: this.#first.random });
    this.#best = compared ? start.slice() : null;
    const loss = compared ? await this.#graphs.evaluate(validation, start) : Number.NaN;
    this.#run = { identity, record: newFit(Number.isFinite(loss) ? loss : null) };
  }

  async #trainEpoch(course: Course<Input>): Promise<void> {
    const { training, stepsPerEpoch, schedule } = course;
    const { settings, seed } = this.#options;
    const { batch } = this.#graphs;
    const { epoch } = this.#record;
    const order = epochOrder(seed, epoch, training.count);
    let loss = Number.NaN;
    for (let step = this.#record.step; step < stepsPerEpoch; step++) {
      const done = epoch * stepsPerEpoch + step;
      const examples = order.subarray(step * batch, (step + 1) * batch);
      const report = await this.#graphs.step(training, examples, schedule(done));
      loss = report.loss;
      this.#record = afterStep(this.#record, report);
      if (this.#record.badStepsInRow >= settings.maxBadSteps) return;
      if (step + 1 === stepsPerEpoch) break;
      if ((done + 1) % settings.checkpointSteps === 0) this.saveCheckpoint();
      if ((done + 1) % PROGRESS_STEPS === 0) await this.#tell(course, loss);
    }
    await this.#closeEpoch(course);
    await this.#tell(course, loss);
  }

  async #closeEpoch({ validation, epochs }: Course<Input>): Promise<void> {
    const { parameters } = this.#graphs;
    const record = this.#record;
    const loss = validation && (await this.#graphs.evaluate(validation, parameters));
    if (isBetter(record, loss)) {
      this.#best ??= new Float32Array(parameters.length);
      this.#best.set(parameters);
    }
    const closed = afterEpoch(record, loss);
    const patienceLost = closed.epoch - closed.bestEpoch >= this.#options.settings.patienceEpochs;
    this.#record = { ...closed, finished: closed.epoch >= epochs || patienceLost };
    this.saveCheckpoint();
  }

  get #record(): FitRecord {
    assert(this.#run !== null, 'a run has begun');
    return this.#run.record;
  }

  set #record(record: FitRecord) {
    assert(this.#run !== null, 'a run has begun');
    this.#run = { ...this.#run, record };
  }

  async #tell(course: Course<Input>, loss: number): Promise<void> {
    const { model, services } = this.#options;
    const record = this.#record;
    const { batch } = this.#graphs;
    await services.onProgress({
      model,
      epoch: record.epoch,
      epochs: course.epochs,
      examplesDone: batch * stepsTaken(course, record),
      examplesTotal: batch * course.epochs * course.stepsPerEpoch,
      loss,
      validationLoss: record.validationLosses.at(-1) ?? null,
    });
  }
}

async function graphsOf<Input extends string>(
  { objective, settings, seed }: TrainerOptions<Input>,
  runtime: FallbackRuntime,
  batch: number,
): Promise<TrainingGraphs<Input>> {
  const { weightDecay, clipNorm } = settings;
  return TrainingGraphs.create({ runtime, objective, batch, weightDecay, clipNorm, seed });
}

/**
 * Whether a training goes on with a run that was begun.
 *
 * A continuation that is over makes room for the next one, which starts from other weights.
 *
 * @throws models/checkpoint-mismatch for the run of another training
 */
function goesOn(name: string, { identity, record }: TrainingRun, here: RunIdentity): boolean {
  if (identity.kind !== here.kind) return false;
  const over = here.kind === 'continued' && record.finished;
  if (over && !isSameRun(identity, here)) return false;
  assertSameRun(name, identity, here);
  return true;
}
