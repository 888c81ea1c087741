import { nodeDisk, systemClock } from '#base/node';
import { QuantError } from '#base';
import type { SystemConfig } from '#config';
import { architectureOf, MODEL_NAMES, saveModel, trainWalkForward } from '#models';
import { checkFolder } from '../folders.ts';
import { listed, loadPlanned, marketFlags, planMarket } from '../market-plan.ts';
import { heldOverTests, netFigures } from '../net-figures.ts';
import type { TrainOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';
import { type ModelReport, printReports } from '../train-table.ts';

/** `quant train`: walk-forward training, checkpoints, a table against buy and hold. */
export async function runTrain(options: TrainOptions): Promise<void> {
  const epochs = { flag: '--epochs', path: 'training.epochs', value: options.epochs };
  await withSession(options, [...marketFlags(options), epochs], async (session) => {
    session.output.document(await train(session, options));
  });
}

/** Trains and keeps models, prints a table, and returns the command's document. */
export async function train(session: Session, options: TrainOptions) {
  const { config } = session;
  const names = modelNames(options.model, config);
  const plan = await planMarket(session, options);
  checkFolder(config.paths.modelDir, 'paths.modelDir');
  const market = await loadPlanned(session, plan, plan.start);
  const progress = session.progress('train', 'models');
  const total = names.length * (config.training.folds + 1);
  let done = 0;
  const reports: ModelReport[] = [];
  for (const name of names) {
    const outcome = await trainWalkForward(
      { name, assets: market.assets, config, seed: config.seed },
      async () => {
        progress.update(++done, total);
        // A turn of the event loop, in which Ctrl+C is heard.
        await systemClock.sleep(0);
      },
    );
    if (outcome.kind === 'too-few') {
      throw new QuantError(
        'cli/too-few-bars',
        `Training ${name} needs ${outcome.needed} bars an asset and the longest has ${outcome.available}; take a longer span, or lower training.minTrainBars, training.folds or features.scalingWindowBars.`,
      );
    }
    const { folds, final } = outcome;
    const { modelDir } = config.paths;
    if (options.walkForward)
      for (const { trained } of folds) saveModel(nodeDisk, modelDir, trained);
    const folder = saveModel(nodeDisk, modelDir, final);
    reports.push({ name, outcome, folder, net: await netFigures(config, market, name, folds) });
  }
  progress.finish();
  printReports(session, reports, heldOverTests(market, reports[0].outcome.folds, config));
  return reports.map((report) => documentOf(report));
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

function documentOf({ name, outcome, net, folder }: ModelReport) {
  return {
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
  };
}
