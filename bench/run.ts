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
  const { cpuSeconds } = timed(() => backtest(market, EVERYTHING_ON));
  print(
    'backtest, 50 symbols x 20,000 bars, risk and sizing on',
    millionsASecond(1_000_000, cpuSeconds),
    'budget 1 M symbol-bars/s',
  );
}

const SECTIONS: Readonly<Record<string, () => void | Promise<void>>> = {
  peer: benchPeer,
  portfolio: benchPortfolio,
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
