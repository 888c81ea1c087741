import { QuantError } from '#base';
import { nodeDisk, systemClock } from '#base/node';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import {
  architectureOf,
  MODEL_NAMES,
  saveModel,
  type TrainedModel,
  type TrainingServices,
  trainWalkForward,
  untrainedReason,
} from '#models';
import { checkFolder } from '../folders.ts';
import { listed, loadPlanned, modelFlags, planTrading } from '../market-plan.ts';
import { heldOverTests, netFigures } from '../net-figures.ts';
import { loadOwnFeatures } from '../own-features.ts';
import type { TrainOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';
import { luckOf, type ModelReport, printReports, type SkippedModel } from '../train-table.ts';
import { TrainingProgressLine } from '../training-progress-line.ts';
import { trainingServices } from '../training-services.ts';

/** What every model is compared with. */
const BASELINES: ReadonlySet<string> = new Set(['persistence', 'ridge', 'linear']);

/** `quant train`: walk-forward training, models on disk, a table against baselines and buy and hold. */
export async function runTrain(options: TrainOptions): Promise<void> {
  const epochs = { flag: '--epochs', path: 'training.epochs', value: options.epochs };
  await withSession(options, [...modelFlags(options), epochs], async (session) => {
    session.output.document(await train(session, options));
  });
}

/**
 * Trains the models named and the baselines, keeps those named, prints a table, and returns the
 * command's document.
 *
 * A model that can't be trained is skipped, with the reason under the table.
 *
 * @throws cli/not-trained when none of those named could be
 */
export async function train(session: Session, options: TrainOptions) {
  const { config, screen } = session;
  await loadOwnFeatures(session);
  const names = modelNames(options.model, config);
  const baselines = MODEL_NAMES.filter((name) => BASELINES.has(name) && !names.includes(name));
  const plan = await planTrading(session, options);
  checkFolder(config.paths.modelDir, 'paths.modelDir');
  checkFolder(config.paths.stateDir, 'paths.stateDir');
  const market = await loadPlanned(session, plan, plan.start);
  const models = names.length + baselines.length;
  const fits = config.training.folds + 1;
  const progress = new TrainingProgressLine({ screen, clock: systemClock, models, fits });
  const services = await trainingServices(session, progress.onProgress);
  const trial = { session, services, market, progress, keepsFolds: options.walkForward === true };
  const reports: ModelReport[] = [];
  const skipped: SkippedModel[] = [];
  const sort = (result: ModelReport | SkippedModel) =>
    'reason' in result ? skipped.push(result) : reports.push(result);
  for (const name of names) sort(await trainOne({ ...trial, name, isKept: true }));
  if (reports.length === 0) {
    services.checkpoints.clear();
    throw notTrained(skipped);
  }
  for (const name of baselines) sort(await trainBaseline({ ...trial, name, isKept: false }));
  progress.finish();
  services.checkpoints.clear();
  printReports(session, reports, skipped, heldOverTests(market, reports[0].outcome.folds, config));
  return documentOf(reports, skipped);
}

/** @throws models/unknown-model before anything is trained */
function modelNames(option: string | undefined, config: SystemConfig): readonly string[] {
  const names = option === 'all' ? MODEL_NAMES : listed(option ?? config.model.names.join(','));
  if (names.length === 0) {
    throw new QuantError('cli/no-model', `No model is named; choose of ${MODEL_NAMES.join(', ')}.`);
  }
  for (const name of names) architectureOf(name);
  return names;
}

interface Trial {
  readonly session: Session;
  readonly services: TrainingServices;
  readonly market: Market;
  readonly progress: TrainingProgressLine;
  readonly name: string;
  readonly isKept: boolean;
  /** Whether a model that is kept is kept as it was in every fold, too. */
  readonly keepsFolds: boolean;
}

async function trainOne(trial: Trial): Promise<ModelReport | SkippedModel> {
  const { session, services, market, progress, name } = trial;
  const { config } = session;
  progress.begin(name);
  const outcome = await trainWalkForward(
    {
      name,
      assets: market.assets,
      config,
      seed: config.seed,
      services,
    },
    () => progress.fitted(),
  );
  if (outcome.kind !== 'trained') return { name, reason: untrainedReason(outcome) };
  const { folds, final } = outcome;
  const net = await netFigures(config, market, name, folds);
  const folder = keep(
    trial,
    final,
    folds.map(({ trained }) => trained),
  );
  for (const { model } of [...folds.map(({ trained }) => trained), final]) await model.release();
  return { name, outcome, folder, net };
}

/** A baseline nobody asked for stops nothing: what it lacks is its reason to be skipped. */
async function trainBaseline(trial: Trial): Promise<ModelReport | SkippedModel> {
  try {
    return await trainOne(trial);
  } catch (thrown) {
    if (!(thrown instanceof QuantError)) throw thrown;
    return {
      name: trial.name,
      reason: `is no baseline here: ${thrown.message.replace(/\.$/, '')}`,
    };
  }
}

/** Where the final model is kept; null when none is. */
function keep(
  { session, isKept, keepsFolds }: Trial,
  final: TrainedModel,
  folds: readonly TrainedModel[],
): string | null {
  if (!isKept) return null;
  const { modelDir } = session.config.paths;
  if (keepsFolds) for (const trained of folds) saveModel(nodeDisk, modelDir, trained);
  return saveModel(nodeDisk, modelDir, final);
}

function notTrained(skipped: readonly SkippedModel[]): QuantError {
  const reasons = skipped.map(({ name, reason }) => `${name} ${reason}`).join('; ');
  return new QuantError(
    'cli/not-trained',
    `No model could be trained: ${reasons}; a longer span helps, or lower training.minTrainBars, training.folds or features.scalingWindowBars.`,
  );
}

function documentOf(reports: readonly ModelReport[], skipped: readonly SkippedModel[]) {
  const luck = luckOf(reports);
  return [
    ...reports.map(({ name, outcome, net, folder }) => ({
      model: name,
      id: outcome.final.card.id,
      folder,
      folds: outcome.folds.map((fold) => ({
        id: fold.trained.card.id,
        train: fold.train,
        test: fold.test,
        score: fold.score,
      })),
      net,
      trials: luck.trials,
      luckSharpe: luck.sharpe,
    })),
    ...skipped.map(({ name, reason }) => ({ model: name, skipped: reason })),
  ];
}
