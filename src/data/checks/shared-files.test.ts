import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, barAt, type Interval } from '#base';
import { nodeDisk } from '#base/node';
import { type Repair, systemSchema } from '#config';
import { haveMarketData, MARKET_DATA_FOLDER } from '../../../tests/support/market-data.ts';
import { CsvProvider } from '../csv/csv-provider.ts';
import { dateText } from '../date-text.ts';
import type { FetchedBars } from '../provider.ts';
import { marketHoursOf } from '../sessions/market-hours-of.ts';
import { checkBars } from './check-bars.ts';

const { data: settings } = systemSchema.parse({});

/** Each finding of real files, with why it is one; all else in them must pass. */
const REAL: readonly (readonly [
  symbol: string,
  interval: Interval,
  findings: readonly string[],
])[] = [
  // A low that the market never saw, 14 % under the open on a quiet day.
  ['SPY', '1d', ['outlier 2005-09-06']],
  // Lows at a tenth of the price: three prints with the point at the wrong place.
  ['AAPL', '1d', ['outlier 2009-09-21', 'outlier 2010-08-31', 'outlier 2011-01-03']],
  ['BAC', '1d', []],
  ['GOOG', '1d', []],
  // A day of quotes that the source lost, and two late starts after holidays; quotes have no volume.
  [
    'EURUSD',
    '1h',
    [
      'gap 2007-01-08T23:00Z 22',
      'gap 2012-12-25T22:00Z 15',
      'gap 2013-01-01T22:00Z 7',
      'no-volume 2007-01-01T21:00Z 49806',
    ],
  ],
  ['ETHBTC', '5m', []],
  // The flat bars that its description names.
  ['BTCPERP', '1m', ['stale 2022-01-15T22:37Z 5']],
  // After hours, trades told late at prices of hours before.
  [
    'SPY',
    '1m',
    [
      'outlier 2013-10-07T20:06Z',
      'outlier 2013-10-07T21:04Z',
      'outlier 2013-10-11T20:16Z',
      'outlier 2013-10-11T21:30Z',
    ],
  ],
];
const PANEL =
  'AMD BBY CVX GE HD JNJ JPM KO LLY MRK MSFT PANEL/AAPL PANEL/BAC PEP PFE PG RRC SP500 UNH WMT XOM'.split(
    ' ',
  );

const files = [
  ...REAL.map(([symbol, interval]) => `${symbol}_${interval}.csv`),
  ...['SPY', 'AAPL', 'BAC'].map((symbol) => `${symbol}_actions.csv`),
  'panel_daily.csv',
];

function check(symbol: string, interval: Interval, fetched: FetchedBars, repairs: Repair[] = []) {
  const { bars, actions, quarantine } = fetched;
  const hours = marketHoursOf(symbol, settings);
  return checkBars(bars, { symbol, interval, actions, quarantine, hours, repairs });
}

const told = ({ findings }: Pick<ReturnType<typeof check>, 'findings'>) =>
  findings.map(({ code, time, bars }) => `${code} ${dateText(time)}${bars > 1 ? ` ${bars}` : ''}`);

describe.skipIf(!haveMarketData(...files))('real files', () => {
  const provider = new CsvProvider(MARKET_DATA_FOLDER, nodeDisk);
  const fetch = (symbol: string, interval: Interval, from = provider) =>
    from.fetchBars({ symbol, interval, start: 0, end: 4e12 });
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'withheld-'));
    for (const [symbol, interval] of REAL) {
      const name = `${symbol}_${interval}.csv`;
      copyFileSync(join(MARKET_DATA_FOLDER, name), join(folder, name));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(REAL)(
    'of %s at %s have these findings and no other',
    async (symbol, interval, expected) => {
      const fetched = await fetch(symbol, interval);
      const checked = check(symbol, interval, fetched);
      expect(told(checked)).toEqual(expected);
      expect(checked.quarantine).toEqual([]);
      expect(checked.clean).toBe(fetched.bars);
    },
  );

  it('show the splits of AAPL and BAC when their actions are withheld, and no other', async () => {
    const withheld = new CsvProvider(folder, nodeDisk);
    const splits: string[] = [];
    for (const symbol of ['AAPL', 'BAC', 'SPY', 'GOOG']) {
      const checked = check(symbol, '1d', await fetch(symbol, '1d', withheld));
      const suspected = told(checked).filter((text) => text.startsWith('split'));
      splits.push(...suspected.map((text) => `${symbol} ${text}`));
    }
    expect(splits).toEqual([
      'AAPL split-suspected 2000-06-21',
      'AAPL split-suspected 2005-02-28',
      'AAPL split-suspected 2014-06-09',
      'AAPL split-suspected 2020-08-31',
      'BAC split-suspected 2004-08-30',
    ]);
  });

  it('have the splits of AAPL inferred as they were', async () => {
    const known = (await fetch('AAPL', '1d')).actions.filter(({ kind }) => kind === 'split');
    const withheld = await fetch('AAPL', '1d', new CsvProvider(folder, nodeDisk));
    const { actions, health } = check('AAPL', '1d', withheld, ['infer-splits']);
    expect(actions).toEqual(known.map((split) => ({ ...split, value: Math.round(split.value) })));
    expect(health.repaired).toEqual({ 'infer-splits': 4 });
    expect(health.findings).toEqual({ outlier: 3 });
  });

  it('of a panel of closes have no volume, and in cents of old prices they stand still', async () => {
    const findings: Record<string, unknown> = {};
    for (const symbol of PANEL) {
      const fetched = await fetch(symbol, '1d');
      expect(fetched.caveats).toEqual(['close-only']);
      const { health } = check(symbol, '1d', fetched);
      const { 'no-volume': silent, ...others } = health.findings;
      expect([symbol, silent, health.gaps]).toEqual([symbol, 1, 0]);
      if (Object.keys(others).length > 0) findings[symbol] = others;
    }
    expect(findings).toEqual({
      BBY: { stale: 4 },
      GE: { stale: 1 },
      JPM: { stale: 1 },
      KO: { stale: 1 },
      // The crash of 2000-09-29 to 48 %: without volume or a day's range it looks like a split.
      'PANEL/AAPL': { 'split-suspected': 1 },
      PG: { stale: 1 },
      RRC: { stale: 25 },
    });
  });

  it('of closes alone have no split inferred of a crash that looks like one', async () => {
    const fetched = await fetch('PANEL/AAPL', '1d');
    const { actions, health } = check('PANEL/AAPL', '1d', fetched, ['infer-splits']);
    expect(actions).toEqual([]);
    expect(health.repaired).toEqual({});
    expect(health.findings).toMatchObject({ 'split-suspected': 1 });
  });

  describe('made worse', () => {
    const rows = async (symbol: string) => {
      const { bars } = await fetch(symbol, '1d');
      return Array.from(bars.time, (_, row) => barAt(bars, row));
    };
    const checkTable = (table: BarTable, symbol = 'GOOG', repairs: Repair[] = []) =>
      checkBars(table, {
        symbol,
        interval: '1d',
        actions: [],
        hours: marketHoursOf(symbol, settings),
        repairs,
      });

    it('lose their repeated rows and no other', async () => {
      const bars = await rows('GOOG');
      const again = bars.flatMap((bar, row) => {
        if (row % 100 === 7) return [bar, bar];
        return row % 100 === 9 ? [{ ...bar, close: bar.low }, bar] : [bar];
      });
      const { health, clean } = checkTable(barTableOf(again));
      expect(health).toMatchObject({ bars: 2148, quarantined: 44, gaps: 0 });
      expect(health.findings).toEqual({ duplicate: 22, revised: 22 });
      expect(clean).toEqual(barTableOf(bars));
      const mended = checkTable(barTableOf(again), 'GOOG', ['drop-duplicates']).health;
      expect(mended).toMatchObject({ quarantined: 0, repaired: { 'drop-duplicates': 44 } });
    });

    it('are refused backwards and read so when they may be sorted', async () => {
      const bars = await rows('GOOG');
      const turned = barTableOf([...bars].reverse());
      expect(() => checkTable(turned)).toThrow('GOOG row 2: all 2148 rows stand newest first');
      const { clean, health } = checkTable(turned, 'GOOG', ['sort']);
      expect(clean).toEqual(barTableOf(bars));
      expect(health).toMatchObject({ quarantined: 0, gaps: 0, repaired: { sort: 2148 } });
    });

    it('show a hole of years as one gap', async () => {
      const bars = (await rows('SPY')).filter(({ time }) => {
        const year = new Date(time).getUTCFullYear();
        return year < 2005 || year > 2007;
      });
      const { findings } = checkTable(barTableOf(bars), 'SPY');
      expect(findings.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([
        'gap: 754 bars missing from 2005-01-03 to 2007-12-31',
      ]);
    });

    it('show a reverse split 1:20, with volume and without', async () => {
      const bars = (await rows('BAC')).filter(({ time }) => time >= Date.UTC(2005, 0, 1));
      const at = bars.findIndex(({ time }) => time >= Date.UTC(2009, 2, 9));
      const split = bars.map((bar, row) => {
        if (row < at) return bar;
        const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map(
          (p) => p * 20,
        );
        return { ...bar, open, high, low, close, volume: bar.volume / 20 };
      });
      const silent = split.map((bar) => ({ ...bar, volume: 0 }));
      expect(told(checkTable(barTableOf(split)))).toEqual(['split-suspected 2009-03-09']);
      expect(told(checkTable(barTableOf(silent)))).toEqual([
        'split-suspected 2009-03-09',
        'no-volume 2005-01-03 4089',
      ]);
      const { actions } = checkTable(barTableOf(split), 'BAC', ['infer-splits']);
      expect(actions).toEqual([{ time: Date.UTC(2009, 2, 9), kind: 'split', value: 1 / 20 }]);
    });

    it('tell runs without volume and leave out what is no number', async () => {
      const bars = await rows('GOOG');
      const bad = bars.map((bar, row) => {
        if (row >= 50 && row < 55) return { ...bar, volume: 0 };
        return row % 500 === 3 ? { ...bar, low: Number.NaN } : bar;
      });
      const { health, findings } = checkTable(barTableOf(bad));
      expect(health.findings).toEqual({ 'not-finite': 5, 'zero-volume': 1 });
      expect(health).toMatchObject({ bars: 2143, quarantined: 5, gaps: 5 });
      expect(findings.find(({ code }) => code === 'zero-volume')?.bars).toBe(5);
    });
  });
});
