import { type Logger, messageOf, QuantError } from '#base';
import { nodeDisk } from '#base/node';
import type { SystemConfig } from '#config';
import { dateText, type Market, unionTimes } from '#data';
import { featureSet } from '#features';
import {
  coverageGap,
  type ForecastTable,
  forecastHistory,
  listModels,
  loadModel,
  type ModelCard,
  type TrainedModel,
} from '#models';

/** The forecasts that a backtest trades, and what a reader of its numbers must know of them. */
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
  readonly logger: Logger;
}

/** Cards of one kind of model, apart by whether they cover the market; oldest training first. */
function cardsFor(
  config: SystemConfig,
  name: string,
  market: Market,
): { readonly fitting: readonly ModelCard[]; readonly gaps: readonly string[] } {
  const usage = {
    symbols: market.assets.map((asset) => asset.symbol),
    config,
    set: featureSet(config),
  };
  const cards = listModels(nodeDisk, config.paths.modelDir).filter((card) => card.name === name);
  const gaps = cards.flatMap((card) => {
    const gap = coverageGap(card, usage);
    return gap === null ? [] : [`${card.id} ${gap}`];
  });
  return { fitting: cards.filter((card) => coverageGap(card, usage) === null), gaps };
}

/** Trained models of a kind that cover the market, oldest training first. */
export async function fittingModels(
  config: SystemConfig,
  name: string,
  market: Market,
): Promise<TrainedModel[]> {
  const { fitting } = cardsFor(config, name, market);
  return Promise.all(fitting.map((card) => loadModel(nodeDisk, config.paths.modelDir, card)));
}

/**
 * Out-of-sample forecasts for a backtest; null for a strategy that reads none.
 *
 * @throws cli/no-model, models/not-covered, models/in-sample
 */
export async function forecastsFor(
  config: SystemConfig,
  names: readonly string[],
  market: Market,
  { start, isOpen, inSample, logger }: ForecastSpan,
): Promise<UsedForecasts | null> {
  if (names.length === 0) return null;
  const missing = names.filter((name) => cardsFor(config, name, market).fitting.length === 0);
  if (missing.length > 0) throw noModel(config, missing, market);
  const models: TrainedModel[] = [];
  for (const name of names) models.push(...(await fittingModels(config, name, market)));
  const { assets } = market;
  const times = unionTimes(assets.map((asset) => asset.bars.time));
  const failed = new Set<string>();
  const table = await forecastHistory({
    ...{ models, assets, times, config, inSample },
    // Where several models are read, one that throws is left out and the others go on.
    ...(names.length > 1 && {
      onFailure: (model: string, cause: unknown) => {
        failed.add(model);
        logger.error(`Model ${model} failed and is left out: ${messageOf(cause)}`);
      },
    }),
  });
  if (failed.size === names.length) {
    throw new QuantError(
      'cli/no-forecast',
      `All of ${names.join(', ')} failed; what each said is in the log above.`,
    );
  }
  const firsts = table.models.map(({ expectedSigma }) => {
    const first = firstForecast(table, expectedSigma, start);
    if (first === null) throw allInSample(models, start);
    return first;
  });
  return {
    table,
    modelIds: table.models.flatMap((kind) => kind.ids),
    firstForecast: Math.max(...firsts),
    caveats: [
      ...[...failed].map((model) => `${model} failed and has no forecast`),
      ...table.models.flatMap(({ model }, at) => [
        ...(!isOpen && firsts[at] > start
          ? [`no ${model} forecast before ${dateText(firsts[at])}`]
          : []),
        ...inSampleCaveat(models, model, firsts[at]),
      ]),
    ],
  };
}

/** A model forecasts what it has seen only where no older one is at hand: the oldest says how far. */
function inSampleCaveat(models: readonly TrainedModel[], name: string, first: number): string[] {
  const oldest = models.find(({ card }) => card.name === name);
  const seen = oldest?.card.training.lastLabelTime ?? first;
  return first <= seen ? [`forecasts of ${name} up to ${dateText(seen)} are in sample`] : [];
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

/** Models that do not fit are refused for what they are; where there are none, some must be trained. */
export function noModel(
  config: SystemConfig,
  names: readonly string[],
  market: Market,
): QuantError {
  const symbols = market.assets.map((asset) => asset.symbol).join(',');
  const command = `quant train --model ${names.join(',')} --assets ${symbols} --interval ${market.interval}`;
  const { modelDir } = config.paths;
  for (const name of names) {
    const { gaps } = cardsFor(config, name, market);
    if (gaps.length === 0) continue;
    return new QuantError(
      'models/not-covered',
      `No model ${name} in ${modelDir} fits: ${gaps.at(-1)}; run ${command} with these settings first.`,
      { context: { gaps } },
    );
  }
  return new QuantError(
    'cli/no-model',
    `There is no model ${names.join(' or ')} in ${modelDir}; run ${command} first.`,
  );
}

function allInSample(models: readonly TrainedModel[], start: number): QuantError {
  const seen = Math.min(...models.map(({ card }) => card.training.lastLabelTime));
  return new QuantError(
    'models/in-sample',
    `The models have seen bars up to ${dateText(seen)} at least, and the backtest from ${dateText(start)} ends before that or too soon after: train with an earlier --end, test later, or take in-sample numbers with --in-sample.`,
  );
}
