import { type ModelWeights, SILENT_LOGGER, sliceBars } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { createStrategy } from '#strategies';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  dayOf,
  marketOf,
  smallConfig,
  unevenMarket,
} from '../../../tests/support/learning-market.ts';
import { randomBars } from '../../../tests/support/random-bars.ts';
import { BacktestEngine, type BacktestRun } from '../backtest-engine.ts';
import { computeMetrics } from '../metrics/compute-metrics.ts';
import { type BreakdownInput, computeBreakdowns } from './breakdowns.ts';
import { measurePart, type Part, PART_METRICS, type PartBars } from './part.ts';

const CONFIG = smallConfig({
  backtest: { initialCapital: 50_000, closeAtEnd: false },
  trading: { risk: { enabled: false }, smaCross: { fastBars: 3, slowBars: 8 } },
});

async function ran(days: number, config = CONFIG): Promise<BreakdownInput> {
  return ranOn(await unevenMarket(days), config);
}

function ranOn(
  market: Market,
  config: SystemConfig,
): BreakdownInput & { readonly run: BacktestRun } {
  const run: BacktestRun = new BacktestEngine({
    market,
    start: dayOf(30),
    strategy: createStrategy('sma-cross', 3, config.trading, SILENT_LOGGER),
    config,
    forecasts: null,
    logger: SILENT_LOGGER,
  }).run();
  return { run, market, config, barsPerYear: run.barsPerYear };
}

const sum = (parts: readonly Part[]) =>
  parts.reduce((total, { metrics }) => total + (metrics.netProfit ?? Number.NaN), 0);
const measured = ({ run, config, barsPerYear }: BreakdownInput) =>
  computeMetrics(run, {
    initialCapital: config.backtest.initialCapital,
    periodsPerYear: barsPerYear,
  });

describe('computeBreakdowns', () => {
  let input: BreakdownInput;
  beforeAll(async () => {
    input = await ran(900);
  });

  it('adds up to the net profit, by asset and by year and by regime, over splits and dividends', () => {
    const { netProfit, closedTrades, costsPaid } = measured(input);
    expect(input.run.fills.length).toBeGreaterThan(100);
    const { byAsset, byYear, byRegime, byModel } = computeBreakdowns(input);
    for (const parts of [byAsset, byYear, byRegime]) {
      expect(sum(parts)).toBeCloseTo(netProfit ?? Number.NaN, 6);
      const total = (key: 'closedTrades' | 'costsPaid') =>
        parts.reduce((all, { metrics }) => all + (metrics[key] ?? 0), 0);
      expect(total('closedTrades')).toBe(closedTrades);
      expect(total('costsPaid')).toBeCloseTo(costsPaid ?? Number.NaN, 6);
    }
    expect(byAsset.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect(byYear.map(({ name }) => name)).toEqual(['2010', '2011', '2012']);
    expect(byModel).toEqual([]);
  });

  it('has a row for interest and borrow fees where there were any', async () => {
    const financed = await ran(
      300,
      smallConfig({
        backtest: { initialCapital: 50_000, closeAtEnd: false },
        trading: {
          risk: { enabled: false },
          smaCross: { fastBars: 3, slowBars: 8 },
          financing: { creditRate: 0.03, borrowRate: 0.05 },
        },
      }),
    );
    const { byAsset } = computeBreakdowns(financed);
    expect(byAsset.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'cash']);
    expect(byAsset[3].metrics.netProfit).toBeGreaterThan(1);
    expect(sum(byAsset)).toBeCloseTo(measured(financed).netProfit ?? Number.NaN, 6);
  });

  it('gives assets of other currencies and forex pairs what their trades brought', async () => {
    const symbols = ['SAP', 'EURUSD', 'GE'];
    const bars = symbols.map((_, at) => randomBars(at, 300, { edge: 0.3, skip: at / 10 }));
    const end = Math.min(...bars.map(({ time }) => time[time.length - 1]));
    const listed = symbols.map((symbol, at) => ({
      symbol,
      bars: sliceBars(bars[at], 0, bars[at].time.filter((time) => time <= end).length),
    }));
    const market = await marketOf(listed);
    const config = (closeAtEnd: boolean) =>
      smallConfig({
        backtest: { initialCapital: 50_000, closeAtEnd },
        trading: {
          risk: { enabled: false },
          smaCross: { fastBars: 3, slowBars: 8 },
          currency: 'EUR',
          quoteCurrencies: { SAP: 'EUR', GE: 'USD' },
          exchangeFeeBps: 5,
        },
      });
    const flat = ranOn(market, config(true));
    const { byAsset } = computeBreakdowns(flat);
    symbols.forEach((symbol, at) => {
      const trades = flat.run.trades.filter((trade) => trade.symbol === symbol);
      expect(trades.length, symbol).toBeGreaterThan(10);
      const brought = trades.reduce((total, { netPnl }) => total + netPnl, 0);
      expect(byAsset[at].metrics.netProfit, symbol).toBeCloseTo(brought, 6);
    });
    expect(Math.abs(byAsset[1].metrics.netProfit ?? 0)).toBeGreaterThan(100);
    expect(sum(byAsset)).toBeCloseTo(measured(flat).netProfit ?? Number.NaN, 6);
    // What is still held counts at the rate of now, so that nothing but balances is left for cash.
    const open = ranOn(market, config(false));
    const { netExposure } = open.run.equity;
    expect(netExposure[netExposure.length - 1]).not.toBe(0);
    const gains = open.run.flows.reduce((total, flow) => total + flow.exchangeGains, 0);
    const cash = computeBreakdowns(open).byAsset[3];
    expect(cash.name).toBe('cash');
    expect(cash.metrics.netProfit).toBeCloseTo(gains, 6);
  });

  it('takes the risk-free rate off years, not off what assets bring', () => {
    const rich = smallConfig({ backtest: { initialCapital: 50_000, riskFreeRate: 0.1 } });
    const ratios = (config: SystemConfig) => {
      const { byAsset, byYear } = computeBreakdowns({ ...input, config });
      return [byAsset, byYear].map((parts) => parts.map(({ metrics }) => metrics.sharpeRatio));
    };
    const [plain, free] = [ratios(input.config), ratios(rich)];
    expect(free[0]).toEqual(plain[0]);
    free[1].forEach((ratio, year) => expect(ratio).toBeLessThan(plain[1][year] ?? 0));
  });

  it('counts what is filled in a first bar that moved nothing with the first year', () => {
    const [fill] = input.run.fills;
    const fills = [{ ...fill, time: input.run.equity.time[0], fee: 7 }, ...input.run.fills];
    const costs = (of: BreakdownInput) => computeBreakdowns(of).byYear[0].metrics.costsPaid ?? 0;
    const more = { ...input, run: { ...input.run, fills } };
    expect(costs(more) - costs(input)).toBeCloseTo(7 + fill.slippageCost, 9);
  });

  it('has for the one year of a run the figures of the run', async () => {
    const short = await ran(300);
    const { byYear } = computeBreakdowns(short);
    expect(byYear).toHaveLength(1);
    const whole = measured(short);
    for (const key of PART_METRICS) {
      expect(byYear[0].metrics[key], key).toBeCloseTo(whole[key] ?? Number.NaN, 9);
    }
  });

  it('compounds years to the total return', () => {
    const { byYear } = computeBreakdowns(input);
    const growth = byYear.reduce((all, { metrics }) => all * (1 + (metrics.totalReturn ?? 0)), 1);
    expect(growth - 1).toBeCloseTo(measured(input).totalReturn ?? Number.NaN, 12);
  });

  it('shares each bar out by the votes at the close before it', () => {
    const { time, equity } = input.run.equity;
    const one = time.map((_, row) => (row % 3) / 4);
    const modelWeights: ModelWeights = { time, share: { one, other: one.map((part) => 1 - part) } };
    const { byModel } = computeBreakdowns({ ...input, run: { ...input.run, modelWeights } });
    let expected = 0;
    for (let row = 1; row < time.length; row++) {
      expected += one[row - 1] * (equity[row] - equity[row - 1]);
    }
    expect(byModel.map(({ name }) => name)).toEqual(['one', 'other']);
    expect(byModel[0].metrics.netProfit).toBeCloseTo(expected, 6);
    expect(sum(byModel)).toBeCloseTo(equity[time.length - 1] - equity[0], 6);
    expect((byModel[0].share ?? 0) + (byModel[1].share ?? 0)).toBeCloseTo(1, 12);
    expect(byModel[0].unavailable.winRate).toBe('trades and costs are those of the whole decision');
  });

  it('begins with the first vote', () => {
    const { time, equity } = input.run.equity;
    const late = time.slice(100);
    const share = { only: new Float64Array(late.length).fill(1) };
    const run = { ...input.run, modelWeights: { time: late, share } };
    const { byModel } = computeBreakdowns({ ...input, run });
    expect(byModel[0].start).toBe(time[101]);
    expect(sum(byModel)).toBeCloseTo(equity[time.length - 1] - equity[100], 6);
  });
});

describe('measurePart', () => {
  const bars = (over: Partial<PartBars>): PartBars => ({
    name: 'x',
    time: Float64Array.from({ length: 30 }, (_, row) => row),
    results: Float64Array.from({ length: 30 }, (_, row) => (row % 2 === 0 ? 3 : -1)),
    equityBefore: new Float64Array(30).fill(100),
    deals: { trades: [], fills: [] },
    ...over,
  });
  const OPTIONS = { periodsPerYear: 252, riskFreePerBar: 0 };

  it('has a finite figure or a reason, whatever happened', () => {
    const broke = bars({ equityBefore: Float64Array.from({ length: 30 }, (_, row) => 20 - row) });
    const still = bars({ results: new Float64Array(30) });
    const short = bars({
      time: Float64Array.of(1),
      results: Float64Array.of(1),
      equityBefore: Float64Array.of(100),
    });
    for (const part of [broke, still, short, bars({ deals: null }), bars({})]) {
      const { metrics, unavailable } = measurePart(part, OPTIONS);
      for (const key of PART_METRICS) {
        expect(Number.isFinite(metrics[key]), key).toBe(unavailable[key] === undefined);
      }
    }
    expect(measurePart(broke, OPTIONS).unavailable.maxDrawdown).toBe(
      'equity was 0 before a bar of it',
    );
    expect(measurePart(short, OPTIONS).unavailable.sharpeRatio).toBe('needs 20 bar returns, has 1');
    expect(measurePart(still, OPTIONS).unavailable.sharpeRatio).toBe('its result never varies');
  });

  it('measures a drawdown from the equity that it began with', () => {
    const results = new Float64Array(30);
    results.set([10, -22, 5]);
    const { metrics } = measurePart(bars({ results }), OPTIONS);
    expect(metrics.maxDrawdown).toBeCloseTo(22 / 110, 12);
    expect(metrics.totalReturn).toBeCloseTo(-0.07, 12);
  });
});
