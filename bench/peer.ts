import { BacktestEngine, type BacktestCheckpoint, type BacktestRun } from '#backtest';
import { SILENT_LOGGER } from '#base';
import { type SystemConfig, systemSchema } from '#config';
import type { Market } from '#data';
import { createStrategy } from '#strategies';
import { type PlainResult, plainLoop } from './plain-loop.ts';
import { print } from './print.ts';
import { timed, timedLater } from './timing.ts';
import { accountOf, candlesOf, tradalizeBacktest } from './tradalize-rival.ts';
import { vectorbtBacktest } from './vectorbt-rival.ts';
import { walkMarket } from './walk.ts';

/** Everything switched off that programs disagree about. */
export const PEER: SystemConfig = systemSchema.parse({
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

/** The SMA cross of a market under some settings. */
export function crossed(
  market: Market,
  config: SystemConfig,
  checkpoint: BacktestCheckpoint | null = null,
): BacktestRun {
  return new BacktestEngine({
    market,
    start: 0,
    strategy: createStrategy('sma-cross', market.assets.length, config.trading),
    config,
    forecasts: null,
    logger: SILENT_LOGGER,
    checkpoint,
  }).run();
}

export function millionsASecond(count: number, cpuSeconds: number): string {
  return `${(count / cpuSeconds / 1e6).toFixed(2)} M/CPU-s`;
}

/** One symbol, the plainest strategy: beside the least code for it and other programs, all with one result. */
export async function benchPeer(): Promise<void> {
  for (const bars of [10_000, 100_000, 1_000_000]) await benchLength(bars);
}

async function benchLength(bars: number): Promise<void> {
  const market = walkMarket(1, bars);
  const [{ bars: table }] = market.assets;
  const ours = timed(() => crossed(market, PEER));
  const result = {
    finalEquity: ours.result.equity.equity[bars - 1],
    closedTrades: ours.result.trades.length,
  };
  const beside = (cpuSeconds: number, of: string) =>
    `${(ours.cpuSeconds / cpuSeconds).toFixed(2)} x ${of}`;
  const plain = timed(() => plainLoop(table));
  mustAgree(result, plain.result, 'the plain loop');
  print(
    `backtest, SMA cross, 1 symbol x ${bars} bars`,
    millionsASecond(bars, ours.cpuSeconds),
    beside(plain.cpuSeconds, 'a plain loop with the same result'),
  );
  const candles = candlesOf(table);
  const npm = await timedLater(() => tradalizeBacktest(candles));
  mustAgree(result, accountOf(npm.result, table.close[bars - 1]), '@tradalize/core');
  print(
    '  the same by @tradalize/core of npm',
    millionsASecond(bars, npm.cpuSeconds),
    `ours takes ${beside(npm.cpuSeconds, 'its time; the same trades, but no account and no costs')}`,
  );
  const python = vectorbtBacktest(process.env['QUANT_BENCH_PYTHON'] ?? 'python3', table);
  if (python === null) return;
  mustAgree(result, python, 'vectorbt');
  print(
    `  the same by vectorbt ${python.version}, whole columns at once`,
    millionsASecond(bars, python.cpuSeconds),
    `ours takes ${beside(python.cpuSeconds, 'its time; the same result')}`,
  );
}

function mustAgree(ours: PlainResult, theirs: PlainResult, whose: string): void {
  const isSame =
    Math.abs(ours.finalEquity - theirs.finalEquity) <= 1e-4 &&
    ours.closedTrades === theirs.closedTrades;
  if (isSame) return;
  throw new Error(
    `Ours and ${whose} disagree: ${JSON.stringify(ours)} and ${JSON.stringify(theirs)}`,
  );
}
