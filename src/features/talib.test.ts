import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, EwVolatility } from '#base';
import { systemSchema } from '#config';
import { valuesOf } from '../../tests/contracts/feature.ts';
import { haveMarketData, MARKET_DATA_FOLDER } from '../../tests/support/market-data.ts';
import { FEATURES } from './catalog.ts';

const BARS_FILE = 'GOOG_1d.csv';
const GOLDEN_FILE = '../golden/indicators_GOOG_talib_last250.csv';
const present = haveMarketData(BARS_FILE, GOLDEN_FILE);

const config = systemSchema.parse({}).features;

function readColumns(file: string): Map<string, string[]> {
  const [header, ...lines] = readFileSync(join(MARKET_DATA_FOLDER, file), 'utf8')
    .trim()
    .split('\n');
  const cells = lines.map((line) => line.split(','));
  return new Map(header.split(',').map((name, at) => [name, cells.map((line) => line[at])]));
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

describe.skipIf(!present)('the indicators equal TA-Lib on the last 250 bars of GOOG', () => {
  const bars = present ? readBars() : barTableOf([]);
  const golden = present ? readColumns(GOLDEN_FILE) : new Map<string, string[]>();
  const first = bars.time.length - 250;
  const volatility = new EwVolatility(config.volatilityHalfLifeBars);
  const sigma = bars.close.map((close) => volatility.update(close));

  /** Feature to TA-Lib column, by way of what turns one into the other. */
  const cases: readonly [string, string, (value: number, row: number) => number][] = [
    ['rsi14', 'RSI_14', (rsi) => rsi],
    ['natr14', 'NATR_14', (natr) => 100 * natr],
    ['natr14', 'ATR_14', (natr, row) => natr * bars.close[row]],
    ['sma20_dist', 'SMA_20', (distance, row) => bars.close[row] / (1 + distance)],
    ['macd_hist', 'MACD.MACDHist', (hist, row) => hist * bars.close[row] * sigma[row]],
    ['stoch14_k', 'WILLR_14', (position) => 100 * (position - 1)],
  ];

  it.each(cases)('%s gives %s', (name, column, convert) => {
    const definition = FEATURES.find((feature) => feature.name === name);
    const expected = golden.get(column) ?? [];
    expect(definition).toBeDefined();
    expect(expected.length).toBe(250);
    if (definition === undefined) return;
    const values = valuesOf(definition, bars);
    expected.forEach((text, at) => {
      const row = first + at;
      const reference = Number(text);
      const off = Math.abs(convert(values[row], row) - reference);
      expect(off / Math.max(1, Math.abs(reference)), `row ${row}`).toBeLessThan(1e-10);
    });
  });
});
