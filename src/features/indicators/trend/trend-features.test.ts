import { describe, expect, it } from 'vitest';
import type { BarTable } from '#base';
import { featureContract, flatHistory } from '../../../../tests/contracts/feature.ts';
import {
  definitionOf,
  expectAll,
  knownValues,
  levelsWithPeriod,
} from '../../../../tests/support/known-values.ts';
import { randomBars } from '../../../../tests/support/random-bars.ts';
import { pricedOtherwise, upsideDown } from '../../../../tests/support/turned-bars.ts';
import { TREND_FEATURES, TREND_LEVELS } from './trend-features.ts';

// Its second bar lies not inside the first, where SAR would begin rising whichever way up.
const bars = randomBars(5, 400);

const group = { features: TREND_FEATURES, levels: TREND_LEVELS };
const known = (name: string, table: BarTable) => knownValues(group, name, table);

/** Closes on a line, in a bar of one unit to either side. */
function lineOf(slope: number, rows = 120): BarTable {
  const close = Float64Array.from({ length: rows }, (_, row) => 1000 + slope * row);
  return {
    time: bars.time.slice(0, rows),
    open: close,
    high: close.map((price) => price + 1),
    low: close.map((price) => price - 1),
    close,
    volume: new Float64Array(rows).fill(1),
  };
}

describe('trend on a straight line', () => {
  const lagOf = (name: string) => {
    const line = lineOf(2);
    const { warmupBars } = definitionOf(group, name);
    return known(name, line).map((value, at) => (line.close[at + warmupBars] - value) / 2);
  };

  it('averages lag as many bars as their weights are old', () => {
    expectAll(lagOf('SMA_20'), 9.5);
    expectAll(lagOf('EMA_20'), 9.5);
    expectAll(lagOf('WMA_20'), 19 / 3);
  });

  it('DEMA and TEMA do not lag', () => {
    expectAll(lagOf('DEMA_20'), 0);
    expectAll(lagOf('TEMA_20'), 0);
  });

  it('KAMA goes at its fastest, up and down: with weight (2/3)² it lags 1.25 bars', () => {
    expect(lagOf('KAMA_20').at(-1)).toBeCloseTo(1.25, 6);
    const fall = lineOf(-2);
    const lag = known('KAMA_20', fall).at(-1) ?? Number.NaN;
    expect((fall.close[119] - lag) / -2).toBeCloseTo(1.25, 6);
  });

  it('MACD is the difference of two lags, from its first value on, and nothing is left of the histogram', () => {
    expectAll(known('MACD.MACD', lineOf(2)), 2 * ((26 - 12) / 2));
    expectAll(known('MACD.MACDHist', lineOf(2)), 0);
  });

  it('the slope is that of the line, over any window', () => {
    for (const name of ['LINREG_SLOPE_2', 'LINREG_SLOPE_14', 'LINREG_SLOPE_60']) {
      expectAll(known(name, lineOf(2)), 2);
      expectAll(known(name, lineOf(-3)), -3);
    }
  });

  it('ADX is 100 and all movement is on one side', () => {
    expectAll(known('ADX_14', lineOf(2)), 100);
    expectAll(known('ADX_14', lineOf(-2)), 100);
    expectAll(known('MINUS_DI_14', lineOf(2)), 0);
    expectAll(known('PLUS_DI_14', lineOf(-2)), 0);
    // Highs rise 2 in a true range of 3.
    expectAll(known('PLUS_DI_14', lineOf(2)).subarray(60), 200 / 3, 0);
  });

  it('Aroon has the newest bar on one side and the oldest on the other', () => {
    expectAll(known('AROON_14.aroonUp', lineOf(2)), 100);
    expectAll(known('AROON_14.aroonDown', lineOf(2)), 0);
    expectAll(known('aroon_osc14', lineOf(-2)), -1);
  });

  it('SAR stays on the side where price is not', () => {
    expect(known('sar_dist', lineOf(2)).every((distance) => distance > 0)).toBe(true);
    expect(known('sar_dist', lineOf(-2)).every((distance) => distance < 0)).toBe(true);
  });
});

describe('trend of prices turned upside down', () => {
  // Whole prices, so that turning them upside down rounds nothing.
  const upright = pricedOtherwise(bars, (price) => Math.round(10 * price));
  const turned = upsideDown(upright, 4096);

  it.each(['SAR', 'KAMA_20', 'TEMA_20'])('%s is turned too', (name) => {
    const expected = known(name, upright).map((value) => 4096 - value);
    known(name, turned).forEach((value, at) => expect(value).toBeCloseTo(expected[at], 8));
  });

  it.each(['MACD.MACDHist', 'LINREG_SLOPE_14', 'CCI_20', 'aroon_osc14'])(
    '%s changes sign',
    (name) => {
      const expected = known(name, upright);
      known(name, turned).forEach((value, at) => expect(value).toBeCloseTo(-expected[at], 8));
    },
  );

  it.each([
    ['PLUS_DI_14', 'MINUS_DI_14'],
    ['AROON_25.aroonUp', 'AROON_25.aroonDown'],
    ['ADX_14', 'ADX_14'],
  ])('%s is %s', (name, other) => {
    const expected = known(other, upright);
    known(name, turned).forEach((value, at) => expect(value).toBeCloseTo(expected[at], 8));
  });
});

describe('trend features', () => {
  it.each(TREND_FEATURES.map(({ name }) => name))(
    '%s does not depend on the unit of the price',
    (name) => {
      // A power of two rounds nothing, so the values are the same to the last bit.
      const unit = 2 ** -40;
      const other = pricedOtherwise(bars, (price) => unit * price);
      expect(known(name, other)).toEqual(known(name, bars));
    },
  );

  it('take one price off all others for the farthest CCI there is', () => {
    const outlier = lineOf(0);
    outlier.high[119] = outlier.low[119] = outlier.close[119] = 2000;
    expect(known('CCI_20', outlier).at(-1)).toBeCloseTo(20 / 0.03, 9);
    expect(known('cci20', outlier).at(-1)).toBeCloseTo(10, 9);
  });

  it('are neutral where nothing moves', () => {
    for (const { name } of TREND_FEATURES) expectAll(known(name, flatHistory), 0, 12);
  });
});

// The shortest, and longer than a round of any ring.
featureContract([1, 2, 33].flatMap((period) => levelsWithPeriod(TREND_LEVELS, period)));
