import { describe, expect, it } from 'vitest';
import { barTableOf, type Interval } from '#base';
import { type BarSource, loadMarket, type MarketRequest } from './market.ts';
import { MarketHours } from './sessions/market-hours.ts';

const DAY_MS = 86_400_000;
const request: MarketRequest = {
  symbols: ['A'],
  interval: '1d',
  start: 0,
  end: 100 * DAY_MS,
  corporateActions: 'apply',
  badBars: 'refuse',
};
const bars = barTableOf(
  [100, 101, 51, 50].map((close, row) => ({
    time: row * DAY_MS,
    open: close,
    high: close,
    low: close,
    close,
    volume: 1,
  })),
);
const actions = [{ time: 2 * DAY_MS, kind: 'split' as const, value: 2 }];
const source: BarSource = async () => ({ bars, actions, quarantine: [], caveats: ['close-only'] });
const quarantine = [
  { time: 9, code: 'high-low' as const, place: 'A.csv line 9', detail: 'high 1 is below low 2' },
];

describe('loadMarket', () => {
  it('loads each symbol once, in the order asked for, adjusted by its actions', async () => {
    const market = await loadMarket(source, { ...request, symbols: ['B', 'A', 'B'] });
    expect(market.assets.map(({ symbol }) => symbol)).toEqual(['B', 'A']);
    expect([...market.assets[0].bars.close]).toEqual([100, 101, 51, 50]);
    expect([...market.assets[0].adjusted.close]).toEqual([100, 101, 102, 100]);
    expect(market.caveats).toEqual(['A, B: close-only']);
  });

  it('leaves prices as they stand when actions are ignored', async () => {
    const market = await loadMarket(source, { ...request, corporateActions: 'ignore' });
    const [{ factors, adjusted, bars: raw }] = market.assets;
    const absurd = [{ time: 2 * DAY_MS, kind: 'dividend' as const, value: 1000 }];
    const wrong: BarSource = async (asked) => ({ ...(await source(asked)), actions: absurd });
    await expect(loadMarket(wrong, request)).rejects.toThrow('A dividend of 1000 a share of A on');
    await loadMarket(wrong, { ...request, corporateActions: 'ignore' });
    expect([...factors.factor, ...factors.splitRatio]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(adjusted).toBe(raw);
  });

  it('stops at bad bars or counts them, as it was told', async () => {
    const bad: BarSource = async (asked) => ({ ...(await source(asked)), quarantine });
    await expect(loadMarket(bad, request)).rejects.toThrow(
      'A.csv line 9: high 1 is below low 2; 1 bar of 5 quarantined',
    );
    const market = await loadMarket(bad, { ...request, badBars: 'quarantine' });
    expect(market.assets[0].health.quarantined).toBe(1);
    expect(market.assets[0].quarantine).toEqual(quarantine);
  });

  it('refuses a symbol with fewer bars than asked for', async () => {
    expect((await loadMarket(source, { ...request, minRows: 4 })).assets).toHaveLength(1);
    await expect(loadMarket(source, { ...request, minRows: 5 })).rejects.toThrow(
      'A has 4 1d bars from 1970-01-01 to 1970-04-11, fewer than data.minRows = 5;',
    );
  });

  it('tells when days open and close where assets keep different hours, and only there', async () => {
    const hoursOf = (symbol: string) => new MarketHours(symbol === 'A' ? 'forex' : 'continuous');
    const load = (symbols: readonly string[], interval: Interval) =>
      loadMarket(source, { ...request, symbols, interval, hoursOf });
    const [forex, coin] = (await load(['A', 'B'], '1d')).assets;
    const hours = hoursOf('A');
    expect([...(forex.instants?.opens ?? [])]).toEqual(
      Array.from(bars.time, (time) => hours.openOf(time, '1d')),
    );
    expect([...(coin.instants?.closes ?? [])]).toEqual(
      Array.from(bars.time, (time) => time + DAY_MS),
    );
    for (const alike of [await load(['B', 'C'], '1d'), await load(['A', 'B'], '1h')]) {
      expect(alike.assets.map(({ instants }) => instants)).toEqual([undefined, undefined]);
    }
  });

  it('does not trade a symbol without a bar', async () => {
    const none: BarSource = async () => ({
      bars: barTableOf([]),
      actions: [],
      quarantine: [],
      caveats: [],
    });
    await expect(loadMarket(none, request)).rejects.toThrow(
      'There is no 1d bar of A from 1970-01-01 to 1970-04-11; choose another --start and --end.',
    );
  });
});
