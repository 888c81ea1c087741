import { QuantError } from '#base';
import { nodeDisk } from '#base/node';
import { dateText, type Market } from '#data';
import { saveModel, type TrainedModel, trainModel } from '#models';
import { fittingModels } from './forecasts.ts';
import type { Session } from './session.ts';

/**
 * The models a learning run begins with: the newest ones trained before `start`, or fresh ones.
 *
 * A fresh one is trained on the bars before `start` and kept in the model folder.
 *
 * @throws cli/too-few-bars
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
  { config, logger }: Session,
  name: string,
  market: Market,
  start: number,
): Promise<TrainedModel> {
  logger.info(`No model '${name}' fits; training one on the bars before ${dateText(start)}`);
  const outcome = await trainModel({
    name,
    assets: market.assets,
    config,
    seed: config.seed,
    span: { from: Number.NEGATIVE_INFINITY, to: start },
  });
  if (outcome.kind === 'too-few') {
    throw new QuantError(
      'cli/too-few-bars',
      `Training ${name} needs ${outcome.needed} bars before ${dateText(start)} and the longest asset has ${outcome.available}; begin later with --start, or take a longer history.`,
    );
  }
  const folder = saveModel(nodeDisk, config.paths.modelDir, outcome.trained);
  logger.info(`Trained '${name}', kept in ${folder}`);
  return outcome.trained;
}
