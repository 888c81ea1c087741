import { QuantError } from '#base';
import { nodeDisk } from '#base/node';
import type { SystemConfig } from '#config';
import { dateText, type Market, unionTimes } from '#data';
import { featureSet } from '#features';
import {
  type ForecastTable,
  forecastHistory,
  listModels,
  loadModel,
  type ModelCard,
  type TrainedModel,
} from '#models';
import type { Session } from './session.ts';

export interface UsedForecasts {
  readonly table: ForecastTable;
  readonly modelIds: readonly string[];
  /** Stamp of the first bar from the start on that every model forecasts. */
  readonly firstForecast: number;
  readonly caveats: readonly string[];
}

export interface ForecastSpan {
  /** First bar that may be traded. */
  readonly start: number;
  /** Nobody named the start: the test begins with the first forecast. */
  readonly isOpen: boolean;
  readonly inSample: boolean;
}

/** Trained models of these kinds that cover the market, oldest training first. */
export async function fittingModels(
  config: SystemConfig,
  names: readonly string[],
  market: Market,
): Promise<TrainedModel[]> {
  const symbols = market.assets.map((asset) => asset.symbol);
  const featureHash = featureSet(config.features).hash;
  const fits = (card: ModelCard) =>
    names.includes(card.name) &&
    card.interval === market.interval &&
    card.pipeline.featureHash === featureHash &&
    symbols.every((symbol) => card.symbols.includes(symbol));
  const cards = listModels(nodeDisk, config.paths.modelDir).filter(fits);
  return Promise.all(cards.map((card) => loadModel(nodeDisk, config.paths.modelDir, card)));
}

/** Out-of-sample forecasts for a backtest; null for a strategy that reads none. */
export async function forecastsFor(
  session: Session,
  names: readonly string[],
  market: Market,
  { start, isOpen, inSample }: ForecastSpan,
): Promise<UsedForecasts | null> {
  if (names.length === 0) return null;
  const { config } = session;
  const symbols = market.assets.map((asset) => asset.symbol).join(',');
  const models = await fittingModels(config, names, market);
  const missing = names.find((name) => !models.some(({ card }) => card.name === name));
  if (missing !== undefined) {
    throw new QuantError(
      'cli/no-model',
      `No model '${missing}' in ${config.paths.modelDir} is trained on ${symbols} at ${market.interval} with these feature settings; run quant train --model ${missing} --assets ${symbols} --interval ${market.interval} first.`,
    );
  }
  const times = unionTimes(market.assets.map((asset) => asset.bars.time));
  const { assets } = market;
  const table = await forecastHistory({ models, assets, times, config, inSample });
  const firsts = table.models.map(({ expectedSigma }) => {
    const first = firstForecast(table, expectedSigma, start);
    if (first === null) throw allInSample(models, start);
    return first;
  });
  return {
    table,
    modelIds: table.models.flatMap((kind) => kind.ids),
    firstForecast: Math.max(...firsts),
    caveats: table.models.flatMap(({ model, inSampleBars }, at) => [
      ...(!isOpen && firsts[at] > start
        ? [`no ${model} forecast before ${dateText(firsts[at])}`]
        : []),
      ...(inSampleBars > 0 ? [`${inSampleBars} forecasts of ${model} in sample`] : []),
    ]),
  };
}

function firstForecast(
  { times, assets }: ForecastTable,
  expectedSigma: Float64Array,
  start: number,
): number | null {
  for (let at = 0; at < times.length; at++) {
    if (times[at] < start) continue;
    const row = expectedSigma.subarray(at * assets, (at + 1) * assets);
    if (row.some(Number.isFinite)) return times[at];
  }
  return null;
}

function allInSample(models: readonly TrainedModel[], start: number): QuantError {
  const seen = Math.min(...models.map(({ card }) => card.training.lastLabelTime));
  return new QuantError(
    'models/in-sample',
    `The models have seen bars up to ${dateText(seen)} at least, and the backtest from ${dateText(start)} ends before that or too soon after: train with an earlier --end, test later, or take in-sample numbers with --in-sample.`,
  );
}
