import { describe, expect, it } from 'vitest';
import { SILENT_LOGGER } from '#base';
import { BacktestEngine, type BacktestRun } from '#backtest';
import { replayLearning } from '#core';
import { type Market, unionTimes } from '#data';
import { forecastHistory, type TrainedModel, trainModel } from '#models';
import { createStrategy } from '#strategies';
import { runOfEntries } from '../src/cli/ledger-run.ts';
import { dayOf, smallConfig, unevenMarket } from './support/learning-market.ts';

const START = dayOf(150);

/** Nothing is learned on the way, so that both must do the same. */
const config = smallConfig({
  model: { seqLen: 8 },
  training: { retrainIntervalBars: 100_000, retrainMinSamples: 100_000, epochs: 1 },
  trading: { ensemble: { models: ['ridge', 'transformer'], flatBelow: 0 } },
});

async function trained(name: string, market: Market): Promise<TrainedModel> {
  const { assets } = market;
  const span = { from: Number.NEGATIVE_INFINITY, to: START };
  const outcome = await trainModel({ name, assets, config, seed: 1, span });
  if (outcome.kind !== 'trained') throw new Error(outcome.kind);
  return outcome.trained;
}

/** All bars forecast at once, before the first is traded. */
async function frozen(
  market: Market,
  models: readonly TrainedModel[],
  strategy: string,
): Promise<BacktestRun> {
  const { assets } = market;
  const times = unionTimes(assets.map(({ bars }) => bars.time));
  return new BacktestEngine({
    market,
    start: START,
    strategy: createStrategy(strategy, assets.length, config.trading),
    config,
    forecasts: await forecastHistory({ models, assets, times, config }),
    logger: SILENT_LOGGER,
  }).run();
}

/** Each bar forecast when it has come. */
async function learning(
  market: Market,
  champions: readonly TrainedModel[],
  strategy: string,
): Promise<ReturnType<typeof runOfEntries>> {
  const { entries, barsPerYear } = await replayLearning({
    ...{ config, strategy, market, champions, start: START },
    logger: SILENT_LOGGER,
    onProgress: () => undefined,
  });
  return runOfEntries(entries, market, config, barsPerYear);
}

describe('forecasts made in batches and those made bar by bar', () => {
  it.each([
    ['ml', ['ridge']],
    ['ensemble', ['ridge', 'transformer']],
  ] as const)('give %s the same run, to the bit', async (strategy, names) => {
    const market = await unevenMarket(280);
    const models: TrainedModel[] = [];
    for (const name of names) models.push(await trained(name, market));
    const { retrains, barsPerYear, ...slow } = await learning(market, models, strategy);
    const { barsPerYear: _whole, ...fast } = await frozen(market, models, strategy);
    expect(retrains, 'nothing was learned').toEqual([]);
    expect(barsPerYear).toBe(365);
    expect(fast.fills.length).toBeGreaterThan(20);
    expect(Object.keys(fast.modelWeights?.share ?? { [names[0]]: 1 })).toEqual(names);
    expect(slow).toEqual(fast);
  });
});
