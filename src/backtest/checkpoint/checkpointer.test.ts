import { describe, expect, it } from 'vitest';
import { decodeFiniteJson, encodeFiniteJson, Random, SILENT_LOGGER } from '#base';
import { systemSchema, type SystemConfig } from '#config';
import { type Market, unionTimes } from '#data';
import type { ForecastTable } from '#models';
import { createStrategy } from '#strategies';
import { dayOf, marketOf, unevenMarket } from '../../../tests/support/learning-market.ts';
import { randomBars } from '../../../tests/support/random-bars.ts';
import { BacktestEngine, type BacktestRun } from '../backtest-engine.ts';
import type { BacktestCheckpoint } from './checkpointer.ts';

const EVERY = 7;
const START = dayOf(30);
const uneven = await unevenMarket(190);
const foreign = await marketOf(
  ['SAP', 'EURUSD', 'GE'].map((symbol, at) => ({
    symbol,
    bars: randomBars(at, 170, { edge: 0.3, skip: at / 10 }),
  })),
);

type Kept = NonNullable<BacktestCheckpoint['resumed']>;

/** Everything a run leaves, as text: the same text is the same bytes. */
const textOf = ({ equity, benchmark, modelWeights, ...others }: BacktestRun): string =>
  encodeFiniteJson({
    ...others,
    equity: Object.values<Float64Array>({ ...equity }).map((column) => [...column]),
    benchmark: Array.from(benchmark),
    weights: modelWeights && [
      [...modelWeights.time],
      Object.entries(modelWeights.share).map(([model, share]) => [model, [...share]]),
    ],
  });

/** Forecasts that wander. */
function forecastsOf(models: readonly string[], market: Market): ForecastTable {
  const times = unionTimes(market.assets.map(({ bars }) => bars.time));
  const assets = market.assets.length;
  const filled = (value: number) => new Float64Array(times.length).fill(value);
  return {
    times,
    assets,
    models: models.map((model) => {
      const random = Random.stream(3, model);
      return {
        model,
        ids: [model],
        expectedSigma: Float64Array.from({ length: times.length * assets }, () => random.normal()),
        scale: filled(0.5),
        correlation: filled(0.1),
        slope: filled(1),
        barsWithout: 0,
        inSampleBars: 0,
      };
    }),
  };
}

interface Case {
  readonly strategy: string;
  readonly models?: readonly string[];
  readonly market: Market;
  readonly config: SystemConfig;
  /** What its run must hold, so that it is worth being stopped. */
  readonly shows: readonly RegExp[];
}

function run(each: Case, checkpoint: BacktestCheckpoint | null): string {
  const { strategy, models, market, config } = each;
  const engine = new BacktestEngine({
    market,
    start: START,
    strategy: createStrategy(strategy, market.assets.length, config.trading),
    config,
    forecasts: models === undefined ? null : forecastsOf(models, market),
    logger: SILENT_LOGGER,
    checkpoint,
  });
  return textOf(engine.run());
}

/** Runs to the end and gives what was kept on the way, as it reads back from a disk. */
function keptBy(each: Case, everyBars: number, resumed: Kept | null = null) {
  const kept: Kept[] = [];
  const text = run(each, {
    everyBars,
    resumed,
    save(bar, content) {
      const { state, piece, numbers: columns } = content();
      const before = kept.at(-1) ?? resumed;
      const pieces = [...(before?.pieces ?? []), piece];
      const numbers = [...(before?.numbers ?? []), columns];
      // One that is not kept leaves its bars to the next.
      if (bar % 4 === 0) return false;
      const read = decodeFiniteJson(encodeFiniteJson({ bar, state, pieces })) as Kept;
      kept.push({ ...read, numbers });
      return true;
    },
  });
  return { kept, text };
}

const NEVER_HALTS = { maxDrawdown: 1, dailyLossLimit: 1 };

const CASES: Readonly<Record<string, Case>> = {
  'stops, targets, costs and a close at the end': {
    strategy: 'sma-cross',
    market: uneven,
    config: systemSchema.parse({
      trading: {
        smaCross: { fastBars: 2, slowBars: 5, allowShort: true },
        costs: { spread: { method: 'high-low' }, impact: 1, slippageSigma: 0.1 },
        maxVolumeFraction: 0.001,
        dataDelayMinutes: 2880,
        delisting: { closeAfterBars: 3 },
        risk: {
          ...NEVER_HALTS,
          stopLossSigma: 2,
          takeProfitSigma: 3,
          trailingStopSigma: 2,
          timeStopBars: 9,
          maxOrders: 4,
          maxCorrelatedFraction: 0.5,
        },
      },
      backtest: { closeAtEnd: true },
    }),
    shows: [/"stop-loss"|"trailing-stop"/, /"take-profit"/, /"time-stop"/, /"impactCost":[1-9]/],
  },
  'an allocator, currencies and financing': {
    strategy: 'tsmom',
    market: foreign,
    config: systemSchema.parse({
      trading: {
        tsmom: { lookbackBars: 5, rebalanceBars: 3 },
        sizing: { method: 'portfolio' },
        quoteCurrencies: { SAP: 'EUR' },
        exchangeFeeBps: 20,
        financing: { borrowRate: 0.1, debitRate: 0.05, creditRate: 0.02 },
        risk: NEVER_HALTS,
      },
      portfolio: { method: 'hrp', lookbackBars: 20 },
    }),
    shows: [/"rate":/, /"exchangeCosts":\d+\.\d/, /"borrowFees":\d+\.\d/, /"interest":\d+\.\d/],
  },
  'an ensemble that is halted': {
    strategy: 'ensemble',
    market: uneven,
    models: ['ridge', 'lstm'],
    config: systemSchema.parse({
      trading: {
        ensemble: { models: ['ridge', 'lstm'] },
        sizing: { method: 'fixed-fraction' },
        risk: { maxDrawdown: 0.05 },
      },
    }),
    shows: [/"breaches":\[\{/, /"lstm",\[/, /"netPnl"/],
  },
};

describe('a backtest that was stopped', () => {
  it.each(Object.keys(CASES))('goes on from every checkpoint to the byte: %s', (name) => {
    const each = CASES[name];
    const whole = run(each, null);
    for (const pattern of each.shows) expect(whole).toMatch(pattern);
    const { kept, text } = keptBy(each, EVERY);
    expect(text).toBe(whole);
    expect(kept.length).toBeGreaterThan(14);
    const asked = Array.from({ length: 40 }, (_, at) => EVERY * (at + 1));
    const bars = asked.filter((bar) => bar % 4 !== 0).slice(0, kept.length);
    expect(kept.map(({ bar }) => bar)).toEqual(bars);
    for (const resumed of kept) {
      const other = keptBy(each, 11, resumed);
      expect(other.text, `from bar ${resumed.bar}`).toBe(whole);
      const next = other.kept.at(0);
      if (next === undefined) continue;
      expect((next.bar - resumed.bar) % 11).toBe(0);
      expect(run(each, { everyBars: 1000, resumed: next, save: () => false })).toBe(whole);
    }
  });

  it.each(Object.keys(CASES))('is kept before its last bar, and not after it: %s', (name) => {
    const each = CASES[name];
    const times = unionTimes(each.market.assets.map(({ bars }) => bars.time));
    const bars = times.filter((time) => time >= START).length;
    const last = bars - 1 - Number(bars % 4 === 1);
    const [resumed] = keptBy(each, last).kept;
    expect(resumed.bar).toBe(last);
    const neverAsked = (): boolean => {
      throw new Error('a run that ends is not kept');
    };
    const whole = run(each, { everyBars: bars, resumed: null, save: neverAsked });
    expect(run(each, { everyBars: bars - last, resumed, save: neverAsked })).toBe(whole);
  });
});
