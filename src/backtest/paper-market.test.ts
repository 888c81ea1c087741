import { describe, expect, it } from 'vitest';
import { type Logger, SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { createStrategy } from '#strategies';
import { dayOf, unevenMarket } from '../../tests/support/learning-market.ts';
import { walkMarket } from '../../bench/walk.ts';
import { BacktestEngine } from './backtest-engine.ts';
import { delistingStamps, paperMarket } from './paper-market.ts';

const DAYS = 120;
const HOUR_MS = 3_600_000;
/** The third asset’s last bar is eleven days before the end. */
const GONE = DAYS - 11;

async function backtest(delisting: object, logger: Logger = SILENT_LOGGER) {
  const market = await unevenMarket(DAYS);
  const config = systemSchema.parse({
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
    strategy: createStrategy('buy-and-hold', market.assets.length, config.trading),
    config,
    forecasts: null,
    logger,
  });
  return { market, run: engine.run() };
}

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
  const config = systemSchema.parse({});
  const at = (text: string) => Date.parse(text);

  it('of bars shorter than a day begin and end where the market’s day does', () => {
    const stamps = [
      '2024-07-02T13:30Z',
      '2024-07-02T19:30Z',
      '2024-07-03T13:30Z',
      '2024-07-03T16:30Z',
      '2024-07-05T13:30Z',
    ].map(at);
    const [asset] = walkMarket(1, stamps.length).assets;
    const bars = { ...asset.bars, time: Float64Array.from(stamps) };
    const market = { interval: '1h', assets: [{ ...asset, bars }], caveats: [] } as const;
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
  it('are those within a bar of the same symbol, none where there are none', () => {
    const [coarse] = walkMarket(1, 2).assets;
    const fine = walkMarket(2, 150);
    const [first] = coarse.bars.time;
    const bars = { ...coarse.bars, time: Float64Array.of(first, first + HOUR_MS) };
    const market = {
      interval: '1h',
      assets: [{ ...coarse, symbol: 'W2', bars }],
      caveats: [],
    } as const;
    const { finerBars } = paperMarket(market, systemSchema.parse({}), fine);
    const { open, high, low, close } = fine.assets[1].bars;
    const within = finerBars?.(0, first + HOUR_MS) ?? [];
    expect(within).toHaveLength(60);
    expect(within[0]).toEqual({ open: open[60], high: high[60], low: low[60], close: close[60] });
    expect(finerBars?.(0, first + 3 * HOUR_MS)).toEqual([]);
    const others = paperMarket(walkMarket(1, 2), systemSchema.parse({}), { ...fine, assets: [] });
    expect(others.finerBars?.(0, first)).toEqual([]);
  });
});
