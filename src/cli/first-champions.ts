import { QuantError } from '#base';
import { nodeDisk, systemClock } from '#base/node';
import { dateText, type Market } from '#data';
import { saveModel, type TrainedModel, trainModel, untrainedReason } from '#models';
import { fittingModels } from './forecasts.ts';
import type { Session } from './session.ts';
import { trainingServices } from './training-services.ts';
import { TrainingProgressLine } from './training-progress-line.ts';

/**
 * The models a learning run begins with: the newest ones trained before `start`, or fresh ones.
 *
 * A fresh one is trained on the bars before `start` and kept in the model folder.
 *
 * @throws cli/not-trained
 */
export async function firstChampions(
  session: Session,
  names: readonly string[],
  market: Market,
  start: number,
): Promise<TrainedModel[]> {
  const champions: TrainedModel[] = [];
  for (const name of names) {
    const fitting = await fittingModels(session.config, name, market);
    const known = fitting.filter(({ card }) => card.training.lastLabelTime < start);
    champions.push(known.at(-1) ?? (await trainFirst(session, name, market, start)));
  }
  return champions;
}

async function trainFirst(
  session: Session,
  name: string,
  market: Market,
  start: number,
): Promise<TrainedModel> {
  const { config, logger } = session;
  logger.info(`No model '${name}' fits; training one on the bars before ${dateText(start)}`);
  const { screen } = session;
  const progress = new TrainingProgressLine({ screen, clock: systemClock, models: 1, fits: 1 });
  progress.begin(name);
  const services = await trainingServices(session, progress.onProgress);
  const outcome = await trainModel({
    name,
    assets: market.assets,
    config,
    seed: config.seed,
    span: { from: Number.NEGATIVE_INFINITY, to: start },
    services,
  });
  progress.finish();
  if (outcome.kind !== 'trained') {
    throw new QuantError(
      'cli/not-trained',
      `No model ${name} could be trained on the bars before ${dateText(start)}: it ${untrainedReason(outcome)}; begin later with --start, or take a longer history.`,
    );
  }
  const folder = saveModel(nodeDisk, config.paths.modelDir, outcome.trained);
  services.checkpoints.clear();
  logger.info(`Trained '${name}', kept in ${folder}`);
  return outcome.trained;
}
