/**
 * `npm run bench [-- SECTION…]`: seeded work, CPU time of the least disturbed run, ratios to a rival in
 * the same run. QUANT_BENCH_PYTHON names a Python with torch, QUANT_BENCH_THREADS the threads of graphs.
 */
import { SILENT_LOGGER } from '#base';
import { BacktestEngine } from '#backtest';
import { type SystemConfig, systemSchema } from '#config';
import type { Market } from '#data';
import { createStrategy } from '#strategies';
import { benchAllocation } from './allocation.ts';
import { benchBars } from './bars.ts';
import { benchChangePoints } from './change-points.ts';
import { benchCheckpoints } from './checkpoints.ts';
import { benchFeatures } from './features.ts';
import { benchLoopDelay } from './loop-delay.ts';
import { benchSymbols } from './symbols.ts';
import { plainLoop } from './plain-loop.ts';
import { print } from './print.ts';
import { benchTensor } from './tensor.ts';
import { timed } from './timing.ts';
import { walkMarket } from './walk.ts';

const PEER: SystemConfig = systemSchema.parse({
  data: { corporateActions: 'ignore' },
  trading: {
    commissionBps: 10,
    slippageBps: 0,
    maxVolumeFraction: null,
    cashCheck: false,
    sizing: { method: 'fixed-quantity', quantity: 100 },
    risk: { enabled: false },
  },
  backtest: { initialCapital: 1_000_000 },
});

const EVERYTHING_ON: SystemConfig = systemSchema.parse({});

/** Losses that halt nothing, so that there is trading to the end. */
const NEVER_HALTS = { maxDrawdown: 1, dailyLossLimit: 1 };

const TO_THE_END: SystemConfig = systemSchema.parse({ trading: { risk: NEVER_HALTS } });

const EVERY_LIMIT: SystemConfig = systemSchema.parse({
  trading: {
    risk: {
      ...NEVER_HALTS,
      maxNetFraction: 0.9,
      maxGroupFraction: 0.5,
      maxCorrelatedFraction: 0.5,
      maxLeverage: 1.5,
      maxValueAtRisk: 0.0005,
      maxConditionalValueAtRisk: 0.001,
      maxPriceMove: 0.1,
      maxPriceAgeMinutes: 10,
      maxOpenOrders: 200,
      maxOrders: 500,
      stopLossSigma: 20,
      takeProfitSigma: 30,
      trailingStopSigma: 20,
      timeStopBars: 200,
    },
  },
});

function backtest(market: Market, config: SystemConfig) {
  return new BacktestEngine({
    market,
    start: 0,
    strategy: createStrategy('sma-cross', market.assets.length, config.trading),
    config,
    forecasts: null,
    logger: SILENT_LOGGER,
  }).run();
}

function millionsASecond(count: number, cpuSeconds: number): string {
  return `${(count / cpuSeconds / 1e6).toFixed(2)} M/CPU-s`;
}

function benchPeer(): void {
  for (const bars of [10_000, 100_000, 1_000_000]) {
    const market = walkMarket(1, bars);
    const ours = timed(() => backtest(market, PEER));
    const plain = timed(() => plainLoop(market.assets[0].bars));
    const equity = ours.result.equity.equity[bars - 1];
    if (
      Math.abs(equity - plain.result.finalEquity) > 1e-4 ||
      ours.result.trades.length !== plain.result.closedTrades
    ) {
      throw new Error(`The two disagree: ${equity} and ${plain.result.finalEquity}`);
    }
    print(
      `backtest, SMA cross, 1 symbol x ${bars} bars`,
      millionsASecond(bars, ours.cpuSeconds),
      `${(ours.cpuSeconds / plain.cpuSeconds).toFixed(2)} x a plain loop with the same result`,
    );
  }
}

function benchPortfolio(): void {
  benchAllocation();
  const market = walkMarket(50, 20_000);
  const configs = {
    'risk and sizing on': EVERYTHING_ON,
    'the same, no halt': TO_THE_END,
    'every limit and stop': EVERY_LIMIT,
  };
  for (const [name, config] of Object.entries(configs)) {
    const { cpuSeconds } = timed(() => backtest(market, config));
    print(
      `backtest, 50 symbols x 20,000 bars, ${name}`,
      millionsASecond(1_000_000, cpuSeconds),
      'budget 1 M symbol-bars/s',
    );
  }
}

const SECTIONS: Readonly<Record<string, () => void | Promise<void>>> = {
  peer: benchPeer,
  portfolio: benchPortfolio,
  checkpoints: benchCheckpoints,
  features: benchFeatures,
  'change-points': benchChangePoints,
  bars: benchBars,
  symbols: benchSymbols,
  tensor: () => benchTensor(Number(process.env['QUANT_BENCH_THREADS'] ?? '2')),
  loop: () => benchLoopDelay('transformer'),
};

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(SECTIONS)) {
  if (!Object.hasOwn(SECTIONS, name)) {
    throw new Error(`There is no section ${name}; there are ${Object.keys(SECTIONS).join(', ')}.`);
  }
  await SECTIONS[name]();
}
