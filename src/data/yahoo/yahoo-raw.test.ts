import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BAR_COLUMNS, type Bar, type BarTable, barAt, barsBetween, TABLE_COLUMNS } from '#base';
import { nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { fakeYahoo, type Listing } from '../../../tests/support/fake-yahoo.ts';
import { haveMarketData, readBars } from '../../../tests/support/market-data.ts';
import {
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import { splitListing } from '../../../tests/support/split-listing.ts';
import { adjustmentFactors } from '../adjust.ts';
import type { CorporateAction } from '../provider.ts';
import { YahooProvider } from './yahoo-provider.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2024, 5, 29, 12);
const listing = splitListing();
const START = listing.daily.time[0];

let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer(fakeYahoo({ TEST: listing }));
});

afterEach(() => server.close());

function makeProvider(now = NOW): YahooProvider {
  const settings = systemSchema.parse({ data: { yahoo: { baseUrl: server.url } } }).data;
  return new YahooProvider({ net: nodeNet, clock: { ...systemClock, now: () => now }, settings });
}

function expectSame(given: BarTable, traded: BarTable): void {
  for (const column of TABLE_COLUMNS) expect(given[column], column).toEqual(traded[column]);
}

const isSplit = ({ kind }: CorporateAction) => kind === 'split';

describe('out of prices adjusted for splits', () => {
  it('days come as they were traded, dividends as they were paid', async () => {
    const asked = { symbol: 'TEST', interval: '1d', start: START, end: NOW } as const;
    const { bars, actions, quarantine, caveats } = await makeProvider().fetchBars(asked);
    expectSame(bars, barsBetween(listing.daily, START, NOW));
    expect(actions).toEqual(listing.actions);
    expect([quarantine, caveats]).toEqual([[], []]);
    expect(server.requests.length).toBe(1);
  });

  it('minutes come as they were traded, on the day of a split too', async () => {
    const start = Date.UTC(2024, 5, 5);
    for (const interval of ['1m', '5m', '15m'] as const) {
      const asked = { symbol: 'TEST', interval, start, end: NOW };
      const { bars, actions } = await makeProvider().fetchBars(asked);
      const traded = listing.intraday?.[interval] as BarTable;
      expect(bars.time.length).toBeGreaterThan(100);
      expectSame(bars, barsBetween(traded, start, NOW));
      expect(actions).toEqual(listing.actions.filter(({ time }) => time >= start));
    }
  });

  it('half hours come out of quarters', async () => {
    const start = Date.UTC(2024, 5, 5);
    const asked = { symbol: 'TEST', interval: '30m', start, end: NOW } as const;
    const { bars } = await makeProvider().fetchBars(asked);
    const quarters = barsBetween(listing.intraday?.['15m'] as BarTable, start, NOW);
    expect(bars.time.length * 2).toBe(quarters.time.length);
    for (let row = 0; row < bars.time.length; row++) {
      const [first, second] = [barAt(quarters, row * 2), barAt(quarters, row * 2 + 1)];
      expect(barAt(bars, row)).toEqual({
        time: first.time,
        open: first.open,
        high: Math.max(first.high, second.high),
        low: Math.min(first.low, second.low),
        close: second.close,
        volume: first.volume + second.volume,
      });
    }
  });

  it('half hours are whole where a range ends within one', async () => {
    const start = Date.UTC(2024, 5, 5);
    const end = Date.UTC(2024, 5, 12, 15, 40);
    const ask = async (until: number) =>
      (await makeProvider().fetchBars({ symbol: 'TEST', interval: '30m', start, end: until })).bars;
    expectSame(await ask(end), barsBetween(await ask(NOW), start, end));
  });

  it('weeks are at the terms with which they end, and nothing jumps but the price', async () => {
    const start = Date.UTC(2023, 0, 2);
    const end = Date.UTC(2024, 5, 24);
    const asked = { symbol: 'TEST', interval: '1w', start, end } as const;
    const { bars, actions } = await makeProvider().fetchBars(asked);
    expect(bars.time.length).toBe((end - start) / (7 * DAY_MS));
    for (let row = 0; row < bars.time.length; row++) {
      const week = barAt(bars, row);
      const expected = plainWeek(week.time);
      expect(week.time).toBe(start + row * 7 * DAY_MS);
      for (const column of BAR_COLUMNS) expect(week[column]).toBeCloseTo(expected[column], 3);
    }
    expect(actions.filter(isSplit).map(({ time, value }) => [time, value])).toEqual([
      [Date.UTC(2023, 5, 5), 7],
      [Date.UTC(2024, 2, 11), 4],
      [Date.UTC(2024, 5, 10), 0.1],
    ]);
    const returnsOf = (table: BarTable, acts: readonly CorporateAction[], step: number) => {
      const { factor } = adjustmentFactors(table, acts.filter(isSplit));
      const closes = table.close.map((close, row) => close * factor[row]);
      return closes.filter((_, row) => row % step === step - 1);
    };
    const daily = returnsOf(barsBetween(listing.daily, start, end), listing.actions, 5);
    const weekly = returnsOf(bars, actions, 1);
    for (const [row, close] of weekly.entries()) {
      expect(close / weekly[0]).toBeCloseTo(daily[row] / daily[0], 4);
    }
  });

  it('bars stay the same when the share is split once more', async () => {
    const asked = {
      symbol: 'TEST',
      interval: '1d',
      start: START,
      end: Date.UTC(2024, 5, 1),
    } as const;
    const before = await makeProvider().fetchBars(asked);
    const split: CorporateAction = { time: Date.UTC(2024, 5, 20), kind: 'split', value: 3 };
    server.always(fakeYahoo({ TEST: { ...listing, actions: [...listing.actions, split] } }));
    const after = await makeProvider().fetchBars(asked);
    expectSame(after.bars, before.bars);
    expect(after.actions).toEqual(before.actions);
  });

  it('all that ever happened is told, and told anew each time', async () => {
    const provider = makeProvider();
    expect(await provider.actionHistory('TEST')).toEqual(listing.actions);
    server.always(fakeYahoo({ TEST: { ...listing, actions: listing.actions.slice(0, 5) } }));
    expect(await provider.actionHistory('TEST')).toEqual(listing.actions.slice(0, 5));
    const [{ url }] = server.requests;
    expect(Number(url.searchParams.get('period1')) * 1000).toBeLessThan(Date.UTC(1930, 0, 1));
  });
});

/** The week from a Monday on, each day first brought to the terms of the last. */
function plainWeek(monday: number): Bar {
  const sunday = monday + 6 * DAY_MS;
  const week = barsBetween(listing.daily, monday, sunday);
  const days = Array.from({ length: week.time.length }, (_, row) => barAt(week, row)).map((bar) => {
    const ratio = listing.actions
      .filter(isSplit)
      .filter(({ time }) => time > bar.time && time <= sunday)
      .reduce((product, { value }) => product * value, 1);
    const prices = (['open', 'high', 'low', 'close'] as const).map((name) => bar[name] / ratio);
    return { prices, volume: bar.volume * ratio };
  });
  return {
    time: monday,
    open: days[0].prices[0],
    high: Math.max(...days.map(({ prices }) => prices[1])),
    low: Math.min(...days.map(({ prices }) => prices[2])),
    close: days[days.length - 1].prices[3],
    volume: days.reduce((sum, { volume }) => sum + volume, 0),
  };
}

it.runIf(haveMarketData('AAPL_1d.csv'))(
  'a real share comes back through four splits to the last digit',
  async () => {
    const traded = readBars('AAPL_1d.csv');
    const splits = [
      ['2000-06-21', 2],
      ['2005-02-28', 2],
      ['2014-06-09', 7],
      ['2020-08-31', 4],
    ] as const;
    const apple: Listing = {
      ...listing,
      daily: traded,
      actions: splits.map(([day, value]) => ({ time: Date.parse(day), kind: 'split', value })),
    };
    server.always(fakeYahoo({ AAPL: apple }));
    const last = traded.time.length - 1;
    const asked = {
      symbol: 'AAPL',
      interval: '1d',
      start: traded.time[0],
      end: traded.time[last] + DAY_MS,
    } as const;
    const provider = makeProvider(asked.end + 7 * DAY_MS);
    const { bars, quarantine } = await provider.fetchBars(asked);
    expect(quarantine).toEqual([]);
    expectSame(bars, traded);
  },
);
