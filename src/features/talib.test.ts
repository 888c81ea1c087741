import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, EwVolatility, type Series } from '#base';
import { systemSchema } from '#config';
import { valuesOf } from '../../tests/contracts/feature.ts';
import { haveMarketData, MARKET_DATA_FOLDER } from '../../tests/support/market-data.ts';
import { FEATURES, LEVEL_FAMILIES } from './catalog.ts';
import { levelNamed } from './level-family.ts';

const BARS_FILE = 'GOOG_1d.csv';
const TALIB_FILE = '../golden/indicators_GOOG_talib_last250.csv';
const PANDAS_TA_FILE = '../golden/indicators_GOOG_pandasta_last250.csv';
const ROWS = 250;
const TOLERANCE = 1e-10;
const present = haveMarketData(BARS_FILE, TALIB_FILE, PANDAS_TA_FILE);

/** Columns without a level yet. */
const NOT_YET = new Set([
  'ATR_14',
  'NATR_14',
  'TRANGE',
  'OBV',
  'AD',
  'ADOSC',
  'MFI_14',
  'BB_20_2.lowerBand',
  'BB_20_2.middleBand',
  'BB_20_2.upperBand',
  'STDDEV_20',
]);

/** Columns that pandas-ta works out otherwise than TA-Lib; the definition's note says how. */
const OTHERWISE_IN_PANDAS_TA = new Set(['CMO_14', 'SAR']);

function readColumns(file: string): Map<string, string[]> {
  const [header, ...lines] = readFileSync(join(MARKET_DATA_FOLDER, file), 'utf8')
    .trim()
    .split('\n');
  const cells = lines.map((line) => line.trim().split(','));
  return new Map(
    header
      .trim()
      .split(',')
      .map((name, at) => [name, cells.map((line) => line[at])]),
  );
}

function readBars(): BarTable {
  const columns = readColumns(BARS_FILE);
  const number = (name: string, row: number) => Number(columns.get(name)?.[row]);
  return barTableOf(
    (columns.get('timestamp') ?? []).map((stamp, row) => ({
      time: Date.parse(stamp),
      open: number('open', row),
      high: number('high', row),
      low: number('low', row),
      close: number('close', row),
      volume: number('volume', row),
    })),
  );
}

/** Indicators of a file, without its column of stamps. */
function indicatorsOf(columns: ReadonlyMap<string, string[]>): string[] {
  return [...columns.keys()].filter((name) => name !== 'timestamp');
}

describe.skipIf(!present)('on the last 250 bars of GOOG', () => {
  const bars = present ? readBars() : barTableOf([]);
  const first = bars.time.length - ROWS;
  const talib = present ? readColumns(TALIB_FILE) : new Map<string, string[]>();
  const pandasTa = present ? readColumns(PANDAS_TA_FILE) : new Map<string, string[]>();
  const levels = new Map<string, Series>();

  /** Values of the level of that name, worked out once. */
  function levelValues(name: string): Series {
    const level = levelNamed(name, LEVEL_FAMILIES);
    expect(level?.name).toBe(name);
    const known = levels.get(name);
    if (known !== undefined || level === null) return known ?? new Float64Array();
    const values = valuesOf(level, bars);
    levels.set(name, values);
    return values;
  }

  /** Largest |ours − theirs| / max(1, |theirs|); Infinity where one of them is no number. */
  function worst(values: Series, expected: readonly string[]): number {
    expect(expected.length).toBe(ROWS);
    return expected.reduce((largest, text, at) => {
      const reference = text === '' ? Number.NaN : Number(text);
      const off = Math.abs(values[first + at] - reference) / Math.max(1, Math.abs(reference));
      return Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(largest, off);
    }, 0);
  }

  describe.each([
    ['TA-Lib', talib, new Set<string>()],
    ['pandas-ta', pandasTa, OTHERWISE_IN_PANDAS_TA],
  ] as const)('the levels equal %s', (_, columns, otherwise) => {
    it.each(indicatorsOf(columns).filter((name) => !NOT_YET.has(name)))('%s', (name) => {
      const off = worst(levelValues(name), columns.get(name) ?? []);
      if (otherwise.has(name)) {
        expect(off).toBeGreaterThan(TOLERANCE);
        expect(levelNamed(name, LEVEL_FAMILIES)?.note).toMatch(/pandas-ta/);
      } else expect(off).toBeLessThanOrEqual(TOLERANCE);
    });
  });

  it('only columns that there are wait for their level', () => {
    const there = new Set([...indicatorsOf(talib), ...indicatorsOf(pandasTa)]);
    for (const name of NOT_YET) {
      expect(there).toContain(name);
      expect(levelNamed(name, LEVEL_FAMILIES), name).toBeNull();
    }
  });

  const volatility = new EwVolatility(systemSchema.parse({}).features.volatilityHalfLifeBars);
  const sigma = bars.close.map((close) => volatility.update(close));

  /** Feature to TA-Lib column, by way of what turns one into the other. */
  const cases: readonly [string, string, (value: number, row: number) => number][] = [
    ['natr14', 'NATR_14', (natr) => 100 * natr],
    ['natr14', 'ATR_14', (natr, row) => natr * bars.close[row]],
    ['rsi14', 'RSI_14', (rsi) => rsi],
    ['sma20_dist', 'SMA_20', (distance, row) => bars.close[row] / (1 + distance)],
    ['macd', 'MACD.MACD', (macd, row) => macd * bars.close[row] * sigma[row]],
    ['macd_signal', 'MACD.MACDSignal', (line, row) => line * bars.close[row] * sigma[row]],
    ['macd_hist', 'MACD.MACDHist', (hist, row) => hist * bars.close[row] * sigma[row]],
    ['stoch14_k', 'WILLR_14', (position) => 100 * (position - 1)],
  ];

  it.each(cases)('the feature %s says the same as TA-Lib’s %s', (name, column, convert) => {
    const definition = FEATURES.find((feature) => feature.name === name);
    expect(definition).toBeDefined();
    if (definition === undefined) return;
    const values = valuesOf(definition, bars).map(convert);
    expect(worst(values, talib.get(column) ?? [])).toBeLessThanOrEqual(TOLERANCE);
  });
});
