import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BarTable, Random, SILENT_LOGGER } from '#base';
import { BacktestEngine } from '#backtest';
import { systemSchema } from '#config';
import { loadMarket, type Market, SimulatedProvider, unionTimes } from '#data';
import { computeFeatures, FeaturePipeline, FEATURES, featureSet } from '#features';
import { forecastHistory, trainModel } from '#models';
import { nodeImport } from '#base/node';
import { createStrategy, loadStrategyFile, type Signal, type Strategy } from '#strategies';
import { FEW_FEATURES } from './support/few-features.ts';

const config = systemSchema.parse({
  features: { only: FEW_FEATURES, scalingWindowBars: 60 },
  training: { minTrainBars: 300 },
  // A halt would leave nothing to compare after it.
  trading: { risk: { enabled: false } },
});

const TRAINED_UNTIL = Date.UTC(2012, 0, 1);

async function simulated(): Promise<Market> {
  const provider = new SimulatedProvider(config.seed, config.data.simulated);
  return loadMarket((request) => provider.fetchBars(request), {
    symbols: ['SIM1', 'SIM2'],
    interval: '1d',
    start: Date.UTC(2009, 0, 1),
    end: Date.UTC(2014, 0, 1),
    corporateActions: 'apply',
    badBars: 'refuse',
  });
}

/** The market with every bar after `time` replaced by another one. */
function changedAfter(market: Market, time: number): Market {
  const random = new Random(5);
  const change = (table: BarTable): BarTable => {
    const factor = table.time.map((barTime) => (barTime > time ? 0.5 + random.uniform() : 1));
    const scaled = (column: Float64Array) => column.map((value, row) => value * factor[row]);
    return {
      time: table.time,
      open: scaled(table.open),
      high: scaled(table.high),
      low: scaled(table.low),
      close: scaled(table.close),
      volume: scaled(table.volume),
    };
  };
  const assets = market.assets.map((asset) => {
    const bars = change(asset.bars);
    return { ...asset, bars, adjusted: bars };
  });
  return { ...market, assets };
}

/** A strategy that also notes the signals it gives. */
function noting(strategy: Strategy, signals: Signal[]): Strategy {
  return {
    name: strategy.name,
    models: strategy.models,
    warmUp: (slice) => strategy.warmUp(slice),
    generateSignals: (slice, forecasts) => {
      const made = strategy.generateSignals(slice, forecasts);
      signals.push(...made);
      return made;
    },
    saveState: () => strategy.saveState(),
    loadState: (state) => strategy.loadState(state),
  };
}

const WITH_ENTRIES = join(import.meta.dirname, '../examples/limit-dip.ts');

async function everythingOf(market: Market, name: string) {
  if (name === WITH_ENTRIES) await loadStrategyFile(name, nodeImport);
  const { assets } = market;
  const times = unionTimes(assets.map((asset) => asset.bars.time));
  const span = { from: Number.NEGATIVE_INFINITY, to: TRAINED_UNTIL };
  const trained = await trainModel({ name: 'ridge', assets, config, seed: 1, span });
  if (trained.kind !== 'trained') throw new Error(`expected a model, got ${trained.kind}`);
  const forecasts = await forecastHistory({ models: [trained.trained], assets, times, config });
  const signals: Signal[] = [];
  const strategy = noting(createStrategy(name, assets.length, config.trading), signals);
  const start = Date.UTC(2011, 0, 1);
  const run = new BacktestEngine({
    market,
    start,
    strategy,
    config,
    forecasts,
    logger: SILENT_LOGGER,
  }).run();
  const pipeline = new FeaturePipeline(config);
  return {
    times,
    scaled: pipeline.build(assets),
    forecasts: forecasts.models[0].expectedSigma,
    signals,
    fills: run.fills,
    equity: run.equity,
    trainedOn: trained.trained.card.dataHash,
  };
}

describe('nothing at or before a time depends on a bar after it', () => {
  it('features of every kind, before scaling', async () => {
    const market = await simulated();
    const set = featureSet(config, FEATURES);
    const cut = 700;
    const { assets } = changedAfter(market, market.assets[0].adjusted.time[cut]);
    const before = computeFeatures(set, market.assets);
    computeFeatures(set, assets).forEach((columns, asset) => {
      columns.forEach((after, at) => {
        const peek = after
          .subarray(0, cut + 1)
          .findIndex((value, row) => !Object.is(value, before[asset][at][row]));
        expect(peek, set.names[at]).toBe(-1);
      });
    });
  });

  it.each(['ml', 'sma-cross', 'tsmom', 'buy-and-hold', WITH_ENTRIES])(
    'features, forecasts, signals, fills and equity under %s',
    async (name) => {
      const market = await simulated();
      const whole = await everythingOf(market, name);
      for (const time of [Date.UTC(2012, 5, 12), Date.UTC(2013, 2, 5)]) {
        const cut = whole.times.findIndex((barTime) => barTime > time);
        const changed = await everythingOf(changedAfter(market, time), name);
        const until = <Item extends { readonly time: number }>(items: readonly Item[]) =>
          items.filter((item) => item.time <= time);
        expect(changed.trainedOn).toBe(whole.trainedOn);
        whole.scaled.forEach((table, asset) => {
          const width = cut * table.set.names.length;
          const again = changed.scaled[asset].values.subarray(0, width);
          expect(again).toEqual(table.values.subarray(0, width));
        });
        expect(changed.forecasts.subarray(0, cut * 2)).toEqual(
          whole.forecasts.subarray(0, cut * 2),
        );
        expect(until(changed.signals)).toEqual(until(whole.signals));
        expect(until(changed.fills)).toEqual(until(whole.fills));
        const bars = whole.equity.time.findIndex((barTime) => barTime > time);
        expect(changed.equity.equity.subarray(0, bars)).toEqual(
          whole.equity.equity.subarray(0, bars),
        );
        expect(until(whole.signals).length).toBeGreaterThan(0);
        expect(until(whole.fills).length, 'fills before the change').toBeGreaterThan(0);
        expect(
          changed.equity.equity.at(-1),
          'the change is felt afterwards, so the comparison can fail',
        ).not.toBe(whole.equity.equity.at(-1));
      }
    },
  );
});
