import { describe, expect, it } from 'vitest';
import { type EquityCurve, SILENT_LOGGER } from '#base';
import { type SystemConfig, systemSchema } from '#config';
import { createStrategy, type Strategy } from '#strategies';
import { sampleRun } from '../../../tests/support/sample-run.ts';
import { days } from '../../../tests/support/days.ts';
import { preparedMarket } from '../../../tests/support/prepared-market.ts';
import { BacktestEngine } from '../backtest-engine.ts';
import { computeHoldingMetrics } from '../metrics/compute-metrics.ts';
import { heldCurve } from '../metrics/account.ts';
import { BASELINE_METRICS, measureBaseline } from './baseline.ts';
import { cashEquity } from './cash-equity.ts';
import { equalWeightEquity } from './equal-weight-equity.ts';
import { passiveBaselines } from './passive-baselines.ts';

const named = (curve: EquityCurve) => ({ name: 'held', meaning: 'Held.', curve });

const OPTIONS = { initialCapital: 1000, riskFreeRate: 0.02 };

/** Prices that go each its own way, a bar a day. */
function wandering(bars: number, phase: number): number[] {
  return Array.from(
    { length: bars },
    (_, day) =>
      50 * Math.exp(0.06 * Math.sin(day / (11 + 7 * phase)) + (0.001 * day) / (1 + phase)),
  );
}

const threeAssets = (bars: number) =>
  preparedMarket({
    A: { prices: wandering(bars, 0) },
    B: { prices: wandering(bars, 1) },
    C: { prices: wandering(bars, 2) },
  });

const NEVER: Strategy = {
  name: 'never',
  models: [],
  warmUp: () => undefined,
  generateSignals: () => [],
  saveState: () => ({}),
  loadState: () => undefined,
};

async function runOf(strategy: Strategy, config: SystemConfig, bars: number, start = 0) {
  const market = await threeAssets(bars);
  const logger = SILENT_LOGGER;
  const run = new BacktestEngine({
    market,
    start,
    strategy,
    config,
    forecasts: null,
    logger,
  }).run();
  return { market, run };
}

describe('baselines', () => {
  it('have the figures that an account has', () => {
    const { equity, benchmark } = sampleRun({ symbols: 2, years: 3 });
    const whole = computeHoldingMetrics(equity.time, benchmark, OPTIONS);
    const { metrics, unavailable } = measureBaseline(
      named(heldCurve(equity.time, benchmark)),
      OPTIONS,
    );
    for (const key of BASELINE_METRICS) expect(metrics[key], key).toBe(whole[key]);
    expect(unavailable).toEqual({});
  });

  it('say why a figure is missing, as an account does', () => {
    const time = Float64Array.from(days(0, 10));
    const values = new Float64Array(10).fill(1000);
    const whole = computeHoldingMetrics(time, values, OPTIONS);
    const { metrics, unavailable } = measureBaseline(named(heldCurve(time, values)), OPTIONS);
    expect(metrics.totalReturn).toBe(0);
    expect(unavailable.sharpeRatio).toBe('needs 20 bar returns, has 9');
    for (const key of BASELINE_METRICS) expect(unavailable[key], key).toBe(whole.unavailable[key]);
  });

  it('of cash earn what the account pays on it', async () => {
    const config = systemSchema.parse({
      trading: { financing: { creditRate: 0.05 } },
      backtest: { initialCapital: 1000 },
    });
    const { run } = await runOf(NEVER, config, 60);
    const cash = cashEquity(run.equity.time, config);
    expect(cash[0]).toBe(1000);
    expect(cash[59]).toBeGreaterThan(1008);
    expect([...cash]).toEqual([...run.equity.equity]);
  });

  it('of equal weights come near to what the trading step makes of them', async () => {
    const config = systemSchema.parse({
      trading: {
        sizing: { method: 'portfolio' },
        risk: { enabled: false },
        maxVolumeFraction: null,
      },
      portfolio: { method: 'equal-weight', rebalance: 'month', noTradeBand: 0, lookbackBars: 20 },
      backtest: { initialCapital: 1000 },
    });
    const hold = createStrategy('buy-and-hold', 3, config.trading);
    const { market, run } = await runOf(hold, config, 400, days(40, 41)[0]);
    const { time, equity } = run.equity;
    const ours = equalWeightEquity(market, time, config);
    const apart = ours.map((value, row) => Math.abs(value / equity[row] - 1));
    expect(Math.max(...apart)).toBeLessThan(0.002);
    expect(run.fills.length).toBeGreaterThan(30);
  });

  it('are cash alone where one asset is held anyway', async () => {
    const config = systemSchema.parse({});
    const one = await preparedMarket({ A: { prices: wandering(60, 0) } });
    const time = Float64Array.from(days(0, 60));
    expect(passiveBaselines(one, time, config, {}).map(({ name }) => name)).toEqual(['Cash']);
    const names = passiveBaselines(await threeAssets(60), time, config, {}).map(({ name }) => name);
    expect(names).toEqual(['Equal weight', 'Cash']);
  });
});
