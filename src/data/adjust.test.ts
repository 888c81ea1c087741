import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, sliceBars } from '#base';
import { nodeDisk } from '#base/node';
import { haveMarketData, MARKET_DATA_FOLDER } from '../../tests/support/market-data.ts';
import { adjustedBars, adjustmentFactors } from './adjust.ts';
import { CsvProvider } from './csv/csv-provider.ts';
import type { CorporateAction } from './provider.ts';

const tableOf = (closes: readonly number[]): BarTable =>
  barTableOf(
    closes.map((close, row) => ({
      time: row * 10,
      open: close,
      high: close,
      low: close,
      close,
      volume: 70,
    })),
  );
const split = (time: number, value: number): CorporateAction => ({ time, kind: 'split', value });
const dividend = (time: number, value: number): CorporateAction => ({
  time,
  kind: 'dividend',
  value,
});

describe('adjustmentFactors', () => {
  it('makes a split vanish from prices and volumes', () => {
    const table = tableOf([70, 70, 10, 10]);
    const factors = adjustmentFactors(table, [split(20, 7)]);
    expect([...factors.factor]).toEqual([1, 1, 7, 7]);
    expect([...factors.splitRatio]).toEqual([1, 1, 7, 1]);
    const adjusted = adjustedBars(table, factors);
    expect([...adjusted.close]).toEqual([70, 70, 70, 70]);
    expect([...adjusted.volume]).toEqual([70, 70, 10, 10]);
  });

  it('reinvests a dividend: a fall by the dividend alone is no loss', () => {
    const factors = adjustmentFactors(tableOf([100, 98, 98]), [dividend(10, 2)]);
    expect([...factors.dividend]).toEqual([0, 2, 0]);
    expect(98 * factors.factor[1]).toBeCloseTo(100, 12);
  });

  it('takes a dividend of a split day in new shares', () => {
    const table = tableOf([100, 49]);
    const factors = adjustmentFactors(table, [dividend(10, 1), split(10, 2)]);
    expect([factors.splitRatio[1], factors.dividend[1]]).toEqual([2, 1]);
    expect(49 * factors.factor[1]).toBeCloseTo(100, 12);
    const before = adjustmentFactors(table, [dividend(5, 2), split(10, 2)]);
    expect([before.splitRatio[1], before.dividend[1]]).toEqual([2, 1]);
  });

  it('moves an action between bars to the next, and ignores those without a night to act in', () => {
    const table = tableOf([10, 10, 10]);
    expect([...adjustmentFactors(table, [split(11, 2)]).splitRatio]).toEqual([1, 1, 2]);
    const outside = [split(-5, 2), split(0, 2), split(21, 2), dividend(0, 1)];
    expect([...adjustmentFactors(table, outside).factor]).toEqual([1, 1, 1]);
  });

  it('undoes the rounding of a source and keeps ratios that are none', () => {
    const ratio = (value: number) =>
      adjustmentFactors(tableOf([9, 9]), [split(10, value)]).splitRatio[1];
    expect(ratio(1.999996)).toBe(2);
    expect(ratio(2.000006)).toBe(2);
    expect(ratio(0.333333)).toBe(1 / 3);
    expect(ratio(1.5)).toBe(1.5);
    expect(ratio(0.04)).toBe(1 / 25);
    expect(ratio(1.9981)).toBe(1.9981);
    expect(ratio(100)).toBe(100);
  });

  it('refuses a dividend as large as the share', () => {
    expect(() => adjustmentFactors(tableOf([10, 1]), [dividend(10, 10)], 'X')).toThrow(
      /^A dividend of 10 a share of X on 1970-01-01.* is not below the close of 10 before it/,
    );
  });

  it('refuses splits that make of one share more than there are', () => {
    const table = tableOf([10, 10, 10]);
    const many = Array.from({ length: 40 }, () => split(20, 2));
    expect(() => adjustmentFactors(table, many)).toThrow(
      /^The splits and dividends of the share up to 1970-01-01.* make 1099511627776 shares of one; correct/,
    );
    const few = many.map(({ time }) => split(time, 0.5));
    expect(() => adjustmentFactors(table, few)).toThrow(/make 9\.09\d*e-13 shares of one/);
    expect(adjustmentFactors(table, many.slice(1)).factor[2]).toBe(2 ** 39);
  });

  it('knows no future: later bars and actions change no earlier factor', () => {
    const action = fc.record({
      time: fc.integer({ min: -10, max: 320 }),
      kind: fc.constantFrom('split' as const, 'dividend' as const),
      value: fc.double({ min: 0.1, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 8 }),
        fc.integer({ min: 1, max: 30 }),
        (actions, rows) => {
          const table = tableOf(Array.from({ length: 30 }, (_, row) => 1000 + row));
          const whole = adjustmentFactors(table, actions);
          const known = actions.filter(({ time }) => time <= table.time[rows - 1]);
          const part = adjustmentFactors(sliceBars(table, 0, rows), known);
          for (const name of ['factor', 'splitRatio', 'dividend'] as const) {
            expect(part[name]).toEqual(whole[name].slice(0, rows));
          }
        },
      ),
    );
  });
});

describe.skipIf(!haveMarketData('AAPL_1d.csv', 'AAPL_actions.csv'))('AAPL', () => {
  it('has no split left in its adjusted returns', async () => {
    const provider = new CsvProvider(MARKET_DATA_FOLDER, nodeDisk);
    const { bars, actions } = await provider.fetchBars({
      symbol: 'AAPL',
      interval: '1d',
      start: 0,
      end: 4e12,
    });
    const factors = adjustmentFactors(bars, actions);
    const adjusted = adjustedBars(bars, factors);
    const returnOn = (day: string) => {
      const row = bars.time.indexOf(Date.parse(day));
      return adjusted.close[row] / adjusted.close[row - 1] - 1;
    };
    // Splits of 2, 2, 7 and 4, and what 35 dividends add.
    expect(factors.splitRatio.filter((ratio) => ratio !== 1)).toEqual(Float64Array.of(2, 2, 7, 4));
    expect(returnOn('2000-06-21')).toBeCloseTo((2 * 55.56) / 101 - 1, 4);
    expect(returnOn('2014-06-09')).toBeCloseTo((7 * 93.7) / 645.57 - 1, 4);
    expect(returnOn('2020-08-31')).toBeCloseTo((4 * 129.04) / 499.23 - 1, 4);
    const worst = adjusted.close.reduce(
      (low, close, row) => (row === 0 ? 0 : Math.min(low, close / adjusted.close[row - 1] - 1)),
      0,
    );
    expect(worst).toBeCloseTo(returnOn('2000-09-29'), 12);
    expect(worst).toBeGreaterThan(-0.53);
    const paid = factors.factor[factors.factor.length - 1] / (2 * 2 * 7 * 4);
    expect(paid).toBeGreaterThan(1.1);
    expect(paid).toBeLessThan(1.25);
  });
});
