import { expect, it } from 'vitest';
import type { BarTable } from '#base';
import { valuesOf } from '../../../../tests/contracts/feature.ts';
import {
  expectPlainly,
  inVolatilities,
  logReturns,
  overWindows,
  type PlainDefinition,
  perRow,
  sampleDeviation,
} from '../../../../tests/support/plain-definition.ts';
import { roughBars } from '../../../../tests/support/rough-bars.ts';
import { momentumMacd } from './momentum-macd.ts';
import { RETURN_FEATURES } from './return-features.ts';

const volatilityReturn =
  (bars: number): PlainDefinition =>
  (table) =>
    inVolatilities(
      table,
      perRow(
        table,
        (row) => Math.log(table.close[row] / table.close[row - bars]) / Math.sqrt(bars),
      ),
    );

/** Average of all closes so far with weights (1 − 1 / scale)^k. */
const weightedCloses = ({ close }: BarTable, scale: number) =>
  close.map((_, row) => {
    let sum = 0;
    let weights = 0;
    for (let ago = 0; ago <= row; ago++) {
      sum += (1 - 1 / scale) ** ago * close[row - ago];
      weights += (1 - 1 / scale) ** ago;
    }
    return sum / weights;
  });

const plainMacd =
  (short: number, long: number): PlainDefinition =>
  (bars) => {
    const fast = weightedCloses(bars, short);
    const slow = weightedCloses(bars, long);
    const signals = overWindows(fast.length, 63, (first, last) => {
      const deviation = sampleDeviation(bars.close, first, last);
      return deviation > 0 ? (fast[last] - slow[last]) / deviation : 0;
    });
    return overWindows(signals.length, 252, (first, last) => {
      const units = signals[last] / sampleDeviation(signals, first, last);
      return Math.max(-20, Math.min(20, units));
    });
  };

/** (−1)^k · (0.4 choose k). */
const differenceWeight = (k: number) => {
  let weight = 1;
  for (let factor = 0; factor < k; factor++) weight *= (factor - 0.4) / (factor + 1);
  return weight;
};

expectPlainly(RETURN_FEATURES, {
  log_return: logReturns,
  ret1_vol: volatilityReturn(1),
  ret5_vol: volatilityReturn(5),
  ret10_vol: volatilityReturn(10),
  ret21_vol: volatilityReturn(21),
  ret42_vol: volatilityReturn(42),
  ret63_vol: volatilityReturn(63),
  ret126_vol: volatilityReturn(126),
  ret252_vol: volatilityReturn(252),
  gap_return: (bars) =>
    inVolatilities(
      bars,
      perRow(bars, (row) => Math.log(bars.open[row] / bars.close[row - 1])),
    ),
  intraday_return: (bars) =>
    inVolatilities(
      bars,
      perRow(bars, (row) => Math.log(bars.close[row] / bars.open[row])),
    ),
  macd8_24: plainMacd(8, 24),
  macd16_48: plainMacd(16, 48),
  macd32_96: plainMacd(32, 96),
  fracdiff04: ({ close }) =>
    overWindows(close.length, 55, (first, last) => {
      let sum = 0;
      for (let row = first; row <= last; row++) {
        sum += differenceWeight(last - row) * Math.log(close[row]);
      }
      return sum;
    }),
});

it('a trend without noise is as strong a signal as there can be, whichever way it goes', () => {
  const bars = roughBars(8, 700);
  for (const growth of [1.01, 1 / 1.01]) {
    bars.close.forEach((_, row) => {
      bars.close[row] = 100 * growth ** row;
    });
    expect(valuesOf(momentumMacd(8, 24), bars)[699]).toBe(growth > 1 ? 20 : -20);
  }
});
