import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, type Interval } from '#base';
import { nodeDisk } from '#base/node';
import { haveMarketData, MARKET_DATA_FOLDER } from '../../../tests/support/market-data.ts';
import { CsvProvider } from '../csv/csv-provider.ts';
import type { CorporateAction } from '../provider.ts';
import { checkBars } from './check-bars.ts';
import type { FindingCode } from './finding.ts';

const DAY_MS = 86_400_000;

/** Quiet days; the price takes `jump` on row 50, the volume `volumeJump`. */
function quietDays(jump: number, volumeJump: number): BarTable {
  const bars = Array.from({ length: 80 }, (_, row) => {
    const close = (100 + (row % 3)) * (row < 50 ? 1 : jump);
    const volume = 1000 * (row === 50 ? volumeJump : 1);
    const time = row * DAY_MS;
    return { time, open: close, high: close * 1.01, low: close * 0.99, close, volume };
  });
  return barTableOf(bars);
}

function findings(table: BarTable, actions: readonly CorporateAction[] = []): string[] {
  return checkBars(table, { symbol: 'X', interval: '1d', actions }).findings.map(
    ({ code }) => code,
  );
}

describe('a jump', () => {
  const split: CorporateAction = { time: 50 * DAY_MS, kind: 'split', value: 2 };

  it('near a usual ratio is a suspected split, forward or reverse', () => {
    expect(findings(quietDays(1 / 2, 2))).toEqual(['split-suspected']);
    expect(findings(quietDays(1 / 10, 10))).toEqual(['split-suspected']);
    expect(findings(quietDays(2 / 3, 1.5))).toEqual(['split-suspected']);
    expect(findings(quietDays(8, 1 / 8))).toEqual(['split-suspected']);
  });

  it('of a size that wild days have all the time is nothing', () => {
    const wild = Array.from({ length: 80 }, (_, row) => {
      const close = 100 * 1.2 ** (row % 2) * (row < 50 ? 1 : 0.6);
      return { time: row * DAY_MS, open: close, high: close, low: close, close, volume: 1 };
    });
    expect(findings(barTableOf(wild))).toEqual([]);
  });

  it('explained by an action is none', () => {
    expect(findings(quietDays(1 / 2, 2), [split])).toEqual([]);
  });

  it('at another ratio, or with ten times the money traded, is an outlier', () => {
    expect(findings(quietDays(1 / 1.75, 2))).toEqual(['outlier']);
    expect(findings(quietDays(1 / 2, 20))).toEqual(['outlier']);
  });

  it('that is absent where the actions have a split says that the prices contain it already', () => {
    expect(findings(quietDays(1, 1), [split])).toEqual(['split-already-applied']);
  });
});

describe('standing still', () => {
  it('is a finding a run: five bars alike, bars without volume', () => {
    const bars = Array.from({ length: 40 }, (_, row) => {
      const close = row < 10 ? 50 : 50 + (row % 4);
      const volume = row === 20 || row === 21 || row === 30 ? 0 : 7;
      return { time: row * DAY_MS, open: close, high: close, low: close, close, volume };
    });
    expect(findings(barTableOf(bars))).toEqual(['stale', 'zero-volume', 'zero-volume']);
    const silent = bars.map((bar) => ({ ...bar, volume: 0 }));
    expect(findings(barTableOf(silent))).toEqual(['stale', 'no-volume']);
  });

  it('and odd stamps are counted', () => {
    const bar = { open: 1, high: 1, low: 1, close: 1, volume: 1 };
    const times = [0, DAY_MS, DAY_MS + 3_600_000, 3 * DAY_MS];
    expect(findings(barTableOf(times.map((time) => ({ time, ...bar }))))).toEqual([
      'too-close',
      'off-midnight',
    ]);
  });
});

describe('health', () => {
  it('counts what was left out by the source and here, and each finding by its code', () => {
    const table = quietDays(1 / 2, 2);
    table.high[5] = 1;
    const earlier = [{ time: 0, code: 'high-low' as const, place: 'x', detail: 'y' }];
    const { health, clean } = checkBars(table, {
      symbol: 'X',
      interval: '1d',
      actions: [],
      quarantine: earlier,
    });
    expect(clean.time.length).toBe(79);
    expect(health).toEqual({
      symbol: 'X',
      bars: 79,
      quarantined: 2,
      // A market of seven days a week misses the day that was left out.
      gaps: 1,
      findings: { 'high-low': 2, 'split-suspected': 1 },
    });
  });
});

const REAL: [string, Interval, number, Partial<Record<FindingCode, number>>][] = [
  ['SPY', '1d', 1, {}],
  ['AAPL', '1d', 1, { outlier: 1 }],
  ['BAC', '1d', 1, {}],
  ['GOOG', '1d', 0, {}],
  ['EURUSD', '1h', 2, { outlier: 11, 'no-volume': 1 }],
  ['ETHBTC', '5m', 0, {}],
  ['BTCPERP', '1m', 0, { outlier: 9, stale: 1 }],
];
const files = [
  ...REAL.map(([symbol, interval]) => `${symbol}_${interval}.csv`),
  'AAPL_actions.csv',
];

describe.skipIf(!haveMarketData(...files))('real data', () => {
  const provider = new CsvProvider(MARKET_DATA_FOLDER, nodeDisk);
  const fetch = (symbol: string, interval: Interval) =>
    provider.fetchBars({ symbol, interval, start: 0, end: 4e12 });

  it.each(REAL)(
    'of %s at %s has the few findings it deserves',
    async (symbol, interval, gaps, expected) => {
      const { bars, actions, quarantine } = await fetch(symbol, interval);
      const { health } = checkBars(bars, { symbol, interval, actions, quarantine });
      expect(health).toEqual({
        symbol,
        bars: bars.time.length,
        quarantined: 0,
        gaps,
        findings: expected,
      });
    },
  );

  it('shows the splits of AAPL and BAC when their actions are withheld, and no other', async () => {
    const days: string[] = [];
    for (const symbol of ['AAPL', 'BAC', 'SPY', 'GOOG']) {
      const { bars } = await fetch(symbol, '1d');
      const found = checkBars(bars, { symbol, interval: '1d', actions: [] }).findings;
      const splits = found.filter(({ code }) => code === 'split-suspected');
      days.push(
        ...splits.map(({ time }) => `${symbol} ${new Date(time).toISOString().slice(0, 10)}`),
      );
    }
    expect(days).toEqual([
      'AAPL 2000-06-21',
      'AAPL 2005-02-28',
      'AAPL 2014-06-09',
      'AAPL 2020-08-31',
      'BAC 2004-08-30',
    ]);
  });
});
