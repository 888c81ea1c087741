import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, EwVolatility, type Series } from '#base';
import { systemSchema } from '#config';
import { valuesOf } from '../../../tests/contracts/feature.ts';
import { readColumns } from '../../../tests/support/csv-columns.ts';
import {
  haveMarketData,
  MARKET_DATA_FOLDER,
  readBars,
} from '../../../tests/support/market-data.ts';
import { FEATURES, LEVEL_FAMILIES } from '../catalog/catalog.ts';
import { levelNamed } from '../level-family.ts';

const BARS_FILE = 'GOOG_1d.csv';
const TALIB_FILE = '../golden/indicators_GOOG_talib_last250.csv';
const PANDAS_TA_FILE = '../golden/indicators_GOOG_pandasta_last250.csv';
const ROWS = 250;
const TOLERANCE = 1e-10;
const FIRST_BARS_FILE = join(import.meta.dirname, '../../../tests/golden/talib_first_bars.csv');
const DAY_MS = 86_400_000;
const present = haveMarketData(BARS_FILE, TALIB_FILE, PANDAS_TA_FILE);

/** Columns that pandas-ta works out otherwise than TA-Lib; the definition's note says how. */
const OTHERWISE_IN_PANDAS_TA = new Set(['CMO_14', 'NATR_14', 'SAR']);

/** |ours − theirs| / max(1, |theirs|) */
function offBy(ours: number, theirs: number): number {
  return Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
}

/** What another program says; nothing where it is not here. */
function readReference(file: string): ReadonlyMap<string, readonly string[]> {
  return present ? readColumns(join(MARKET_DATA_FOLDER, file)) : new Map();
}

/** Indicators of a file, without its column of stamps. */
function indicatorsOf(columns: ReadonlyMap<string, readonly string[]>): string[] {
  return [...columns.keys()].filter((name) => name !== 'timestamp');
}

describe('from the first bar on, and where price stands still, the levels equal TA-Lib', () => {
  const columns = readColumns(FIRST_BARS_FILE);
  const prices = (name: string) => Float64Array.from(columns.get(name) ?? [], Number);
  const close = prices('close');
  const bars: BarTable = {
    time: close.map((_, row) => row * DAY_MS),
    open: prices('open'),
    high: prices('high'),
    low: prices('low'),
    close,
    volume: new Float64Array(close.length),
  };
  const names = [...columns.keys()].filter(
    (name) => !['open', 'high', 'low', 'close'].includes(name),
  );

  it.each(names)('%s', (name) => {
    const level = levelNamed(name, LEVEL_FAMILIES);
    expect(level?.name).toBe(name);
    if (level === null) return;
    valuesOf(level, bars).forEach((value, row) => {
      const text = columns.get(name)?.[row] ?? '';
      if (text === '') expect(value, `row ${row}`).toBeNaN();
      else expect(offBy(value, Number(text)), `row ${row}`).toBeLessThanOrEqual(TOLERANCE);
    });
  });
});

describe.skipIf(!present)('on the last 250 bars of GOOG', () => {
  const bars = present ? readBars(BARS_FILE) : barTableOf([]);
  const first = bars.time.length - ROWS;
  const talib = readReference(TALIB_FILE);
  const pandasTa = readReference(PANDAS_TA_FILE);
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
      const off = offBy(values[first + at], reference);
      return Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(largest, off);
    }, 0);
  }

  describe.each([
    ['TA-Lib', talib, new Set<string>()],
    ['pandas-ta', pandasTa, OTHERWISE_IN_PANDAS_TA],
  ] as const)('the levels equal %s', (_, columns, otherwise) => {
    it.each(indicatorsOf(columns))('%s', (name) => {
      const off = worst(levelValues(name), columns.get(name) ?? []);
      if (otherwise.has(name)) {
        expect(off).toBeGreaterThan(TOLERANCE);
        expect(levelNamed(name, LEVEL_FAMILIES)?.note).toMatch(/pandas-ta/);
      } else expect(off).toBeLessThanOrEqual(TOLERANCE);
    });
  });

  const volatility = new EwVolatility(systemSchema.parse({}).features.volatilityHalfLifeBars);
  const sigma = bars.close.map((close) => volatility.update(close));

  /** Feature to TA-Lib column, by way of what turns one into the other. */
  const cases: readonly [string, string, (value: number, row: number) => number][] = [
    ['adx14', 'ADX_14', (adx) => 100 * adx],
    ['plus_di14', 'PLUS_DI_14', (share) => 100 * share],
    ['minus_di14', 'MINUS_DI_14', (share) => 100 * share],
    ['kama20_dist', 'KAMA_20', (distance, row) => bars.close[row] / (1 + distance)],
    ['sar_dist', 'SAR', (distance, row) => bars.close[row] / (1 + distance)],
    ['trix15', 'TRIX_15', (trix) => 100 * trix],
    ['cci20', 'CCI_20', (cci) => cci / 0.015],
    ['linreg_slope14', 'LINREG_SLOPE_14', (slope, row) => slope * bars.close[row] * sigma[row]],
    ['roc10', 'ROC_10', (roc) => 100 * roc],
    ['cmo14', 'CMO_14', (cmo) => 100 * cmo],
    ['ultosc', 'ULTOSC', (ultosc) => ultosc],
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
