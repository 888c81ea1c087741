import { describe, expect, it } from 'vitest';
import { type Logger, SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import type { Market } from '#data';
import { createStrategy } from '#strategies';
import { dayOf, unevenMarket } from '../../tests/support/learning-market.ts';
import { preparedMarket } from '../../tests/support/prepared-market.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { BacktestEngine } from './backtest-engine.ts';
import { delistingStamps, paperMarket } from './paper-market.ts';

const DAYS = 120;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const config = systemSchema.parse({});
/** The third asset’s last bar is eleven days before the end. */
const GONE = DAYS - 11;

/** A market of one asset whose bars have these stamps. */
async function stamped(interval: Market['interval'], symbol: string, stamps: readonly number[]) {
  const [asset] = (await unevenMarket(DAYS)).assets;
  const bars = { ...randomBars(3, stamps.length), time: Float64Array.from(stamps) };
  return { interval, assets: [{ ...asset, symbol, bars }], caveats: [] };
}

async function backtest(delisting: object, logger: Logger = SILENT_LOGGER) {
  const market = await unevenMarket(DAYS);
  const settings = systemSchema.parse({
    trading: {
      sizing: { method: 'fixed-fraction' },
      commissionBps: 0,
      slippageBps: 0,
      delisting,
      risk: { enabled: false },
    },
  });
  const engine = new BacktestEngine({
    market,
    start: 0,
    strategy: createStrategy('buy-and-hold', market.assets.length, settings.trading),
    config: settings,
    forecasts: null,
    logger,
  });
  return { market, run: engine.run() };
}

describe('a feed that tells volumes only later', () => {
  const fills = async (days: number) => {
    const prices = Array.from({ length: days }, () => 10);
    const market = await preparedMarket({ A: { prices, silentDays: 20 } });
    const settings = systemSchema.parse({
      trading: { sizing: { method: 'fixed-fraction' }, risk: { enabled: false } },
    });
    return new BacktestEngine({
      market,
      start: 0,
      strategy: createStrategy('buy-and-hold', 1, settings.trading),
      config: settings,
      forecasts: null,
      logger: SILENT_LOGGER,
    }).run().fills;
  };

  it('caps no earlier fill by what came after it', async () => {
    const short = await fills(15);
    expect(short).toHaveLength(1);
    expect(await fills(30)).toEqual(short);
  });
});

describe('an asset whose bars end before the run does', () => {
  it('is closed so many bars later, at its last close less the haircut', async () => {
    const { market, run } = await backtest({ closeAfterBars: 3, haircut: 0.3 });
    const fill = run.fills.find(({ reason }) => reason === 'delisted');
    expect(fill).toMatchObject({ symbol: 'C', time: dayOf(GONE + 3), fee: 0 });
    expect(fill?.price).toBeCloseTo((market.assets[2].bars.close.at(-1) ?? 0) * 0.7, 9);
    expect(fill?.quantity).toBeLessThan(0);
    expect(run.fills.filter(({ reason }) => reason === 'delisted')).toHaveLength(1);
    const held = run.fills.filter(({ symbol }) => symbol === 'C');
    expect(held.at(-1)).toBe(fill);
    expect(run.trades.find(({ exitReason }) => exitReason === 'delisted')?.symbol).toBe('C');
  });

  it('is not closed where the run ends before that, nor unless asked for; a warning says so', async () => {
    for (const closeAfterBars of [11, null]) {
      const said: string[] = [];
      const logger = { ...SILENT_LOGGER, warn: (message: string) => void said.push(message) };
      const { run } = await backtest({ closeAfterBars }, logger);
      expect(run.fills.some(({ reason }) => reason === 'delisted')).toBe(false);
      expect(said.filter((line) => line.includes('no bar after'))).toEqual([
        expect.stringContaining('C has no bar after 2010-04-20'),
      ]);
    }
    const said: string[] = [];
    const logger = { ...SILENT_LOGGER, warn: (message: string) => void said.push(message) };
    await backtest({ closeAfterBars: 3 }, logger);
    expect(said.filter((line) => line.includes('no bar after'))).toEqual([]);
  });

  it('is told from one that trades to the end', async () => {
    const market = await unevenMarket(DAYS);
    const times = market.assets[0].bars.time;
    expect(delistingStamps(market, times, 1)).toEqual([Number.NaN, Number.NaN, dayOf(GONE + 1)]);
  });
});

describe('sessions', () => {
  const at = (text: string) => Date.parse(text);

  it('of bars shorter than a day begin and end where the market’s day does', async () => {
    const stamps = [
      '2024-07-02T13:30Z',
      '2024-07-02T19:30Z',
      '2024-07-03T13:30Z',
      '2024-07-03T16:30Z',
      '2024-07-05T13:30Z',
    ].map(at);
    const market = await stamped('1h', 'W1', stamps);
    const { sessions } = paperMarket(market, config);
    const places = stamps.map((time) => [
      sessions?.opensWith(0, time),
      sessions?.closesWith(0, time),
    ]);
    expect(places).toEqual([
      [true, false],
      [false, true],
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  it('are the bars themselves where those are days', async () => {
    expect(paperMarket(await unevenMarket(DAYS), config).sessions).toBeUndefined();
  });
});

describe('finer bars', () => {
  it('are those within a bar of the same symbol, none where there are none', async () => {
    const begin = Date.UTC(2024, 0, 2);
    const market = await stamped('1h', 'W2', [begin, begin + HOUR_MS]);
    const minutes = Array.from({ length: 150 }, (_, minute) => begin + minute * MINUTE_MS);
    const finer = await stamped('1m', 'W2', minutes);
    const { open, high, low, close } = finer.assets[0].bars;
    const { finerBars } = paperMarket(market, config, finer);
    const within = finerBars?.(0, begin + HOUR_MS) ?? [];
    expect(within).toHaveLength(60);
    expect(within[0]).toEqual({ open: open[60], high: high[60], low: low[60], close: close[60] });
    expect(finerBars?.(0, begin + 3 * HOUR_MS)).toEqual([]);
    const others = paperMarket(market, config, await stamped('1m', 'W3', minutes));
    expect(others.finerBars?.(0, begin)).toEqual([]);
  });
});
