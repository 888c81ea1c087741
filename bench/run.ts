/**
 * `npm run bench [-- SECTION…]`: seeded work, CPU time of the least disturbed run, ratios to a rival in
 * the same run. QUANT_BENCH_PYTHON names a Python with torch and vectorbt, QUANT_BENCH_THREADS the threads of graphs.
 */
import { type SystemConfig, systemSchema } from '#config';
import { benchAllocation } from './allocation.ts';
import { benchBars } from './bars.ts';
import { benchChangePoints } from './change-points.ts';
import { benchCheckpoints } from './checkpoints.ts';
import { benchFeatures } from './features.ts';
import { benchLoopDelay } from './loop-delay.ts';
import { benchMemory } from './memory.ts';
import { benchPeer, crossed, millionsASecond } from './peer.ts';
import { benchSymbols } from './symbols.ts';
import { print } from './print.ts';
import { benchTensor } from './tensor.ts';
import { timed } from './timing.ts';
import { walkMarket } from './walk.ts';

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

function benchPortfolio(): void {
  benchAllocation();
  const market = walkMarket(50, 20_000);
  const configs = {
    'risk and sizing on': EVERYTHING_ON,
    'the same, no halt': TO_THE_END,
    'every limit and stop': EVERY_LIMIT,
  };
  for (const [name, config] of Object.entries(configs)) {
    const { cpuSeconds } = timed(() => crossed(market, config));
    print(
      `backtest, 50 symbols x 20,000 bars, ${name}`,
      millionsASecond(1_000_000, cpuSeconds),
      'budget 1 M symbol-bars/s',
    );
  }
}

const SECTIONS: Readonly<Record<string, () => void | Promise<void>>> = {
  // First: Linux counts what a process's parent had as what it had itself.
  memory: benchMemory,
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
