import { QuantError } from '#base';
import { dateText, type Market, unionTimes } from '#data';
import { forecastHistory, forecastsAt } from '#models';
import { POLICY_MODEL, policyWeights } from '#portfolio';
import { fittingModels, noModel } from './forecasts.ts';
import type { Session } from './session.ts';

/**
 * The weights that the newest trained PPO agent gives at the newest bar; what they lack to 1 is cash.
 *
 * The bars before may have been trained on: the weights are for those after.
 *
 * @throws cli/no-model, models/not-covered, cli/no-forecast
 */
export async function newestPolicyWeights(
  { config }: Session,
  market: Market,
): Promise<Float64Array> {
  const newest = (await fittingModels(config, POLICY_MODEL, market)).at(-1);
  if (newest === undefined) throw noModel(config, [POLICY_MODEL], market);
  const times = unionTimes(market.assets.map(({ bars }) => bars.time));
  const table = await forecastHistory({
    models: [newest],
    assets: market.assets,
    times,
    config,
    inSample: true,
  });
  const newestBar = times.length - 1;
  const weights = policyWeights(forecastsAt(table, newestBar));
  if (weights === null || !weights.every(Number.isFinite)) {
    throw new QuantError(
      'cli/no-forecast',
      `${newest.card.id} has no score for every asset at the newest bar, ${dateText(times[newestBar])}; choose an --end at which all assets have a bar, or train it on more bars.`,
    );
  }
  return weights;
}
