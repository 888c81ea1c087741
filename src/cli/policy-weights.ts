import { QuantError } from '#base';
import { dateText, type Market, unionTimes } from '#data';
import { allocationWeights, forecastHistory } from '#models';
import { fittingModels, noModel } from './forecasts.ts';
import type { Session } from './session.ts';

/**
 * The weights that the newest trained PPO agent gives at the newest bar; what they lack to 1 is cash.
 *
 * The bars before may have been trained on: the weights are for those after.
 *
 * @throws cli/no-model, models/not-covered, cli/no-forecast
 */
export async function policyWeights({ config }: Session, market: Market): Promise<Float64Array> {
  const newest = (await fittingModels(config, 'ppo', market)).at(-1);
  if (newest === undefined) throw noModel(config, ['ppo'], market);
  const times = unionTimes(market.assets.map(({ bars }) => bars.time));
  const assets = market.assets.length;
  const { models } = await forecastHistory({
    models: [newest],
    assets: market.assets,
    times,
    config,
    inSample: true,
  });
  // Forecasts are scores in units of σ; the agent's own are what it was trained to make weights of.
  const { slope } = newest.card.calibration;
  const scores = models[0].expectedSigma.slice(-assets).map((value) => value / slope);
  if (!scores.every(Number.isFinite)) {
    throw new QuantError(
      'cli/no-forecast',
      `${newest.card.id} has no score for every asset at the newest bar, ${dateText(times[times.length - 1])}; choose an --end at which all assets have a bar, or train it on more bars.`,
      { context: { slope, scores: [...scores] } },
    );
  }
  return allocationWeights(scores).subarray(0, assets);
}
