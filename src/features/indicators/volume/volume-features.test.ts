import { describe, expect, it } from 'vitest';
import type { BarTable } from '#base';
import { valuesOf } from '../../../../tests/contracts/feature.ts';
import {
  expectPlainly,
  logReturns,
  overWindows,
  perRow,
  plainAverage,
  plainVolatility,
  sumOf,
} from '../../../../tests/support/plain-definition.ts';
import { roughBars } from '../../../../tests/support/rough-bars.ts';
import { listedLevels } from '../../level-family.ts';
import { chaikinShare } from './chaikin-oscillator.ts';
import { forceIndex } from './force-index.ts';
import { VOLUME_FEATURES, VOLUME_LEVELS } from './volume-features.ts';

const definitions = [...VOLUME_FEATURES, ...listedLevels(VOLUME_LEVELS)];

const moneyFlowVolumes = (bars: BarTable) =>
  perRow(bars, (row) => {
    const { high, low, close, volume } = bars;
    const range = high[row] - low[row];
    return range === 0 ? 0 : (volume[row] * (2 * close[row] - high[row] - low[row])) / range;
  });

const typicalPrices = ({ high, low, close }: BarTable) =>
  close.map((price, row) => (high[row] + low[row] + price) / 3);

const signedVolumes = ({ close, volume }: BarTable) =>
  volume.map((units, row) => (row === 0 ? 0 : Math.sign(close[row] - close[row - 1]) * units));

const runningSums = (values: Float64Array) => values.map((_, row) => sumOf(values, 0, row));

/** Average with weight 2 / (period + 1) that starts at the first value. */
const averageFromFirst = (values: Float64Array, period: number) => {
  let average = values[0];
  return values.map((value) => (average += (2 / (period + 1)) * (value - average)));
};

const oscillator = (line: Float64Array) => {
  const slow = averageFromFirst(line, 10);
  return averageFromFirst(line, 3).map((fast, row) => fast - slow[row]);
};

const moneyFlowIndex = (bars: BarTable, neutral: number) => {
  const prices = typicalPrices(bars);
  const flows = (sign: number) =>
    prices.map((price, row) =>
      Math.sign(price - prices[row - 1]) === sign ? price * bars.volume[row] : 0,
    );
  const rising = flows(1);
  const falling = flows(-1);
  return overWindows(prices.length, 14, (first, last) => {
    const up = sumOf(rising, first, last);
    const moved = up + sumOf(falling, first, last);
    return moved === 0 ? neutral : (100 * up) / moved;
  });
};

/** Σ part / Σ volume, or what stands for it where nothing was traded. */
const shareOfVolume = (bars: BarTable, parts: Float64Array, window: number) =>
  overWindows(parts.length, window, (first, last) => {
    const traded = sumOf(bars.volume, first, last);
    return traded === 0 ? 0 : sumOf(parts, first, last) / traded;
  });

expectPlainly(definitions, {
  volume_ratio20: ({ volume }) =>
    overWindows(volume.length, 20, (first, last) => {
      const traded = sumOf(volume, first, last);
      return traded === 0 ? 1 : volume[last] / (traded / 20);
    }),
  volume_trend: ({ volume }) =>
    overWindows(volume.length, 20, (first, last) => {
      const long = sumOf(volume, first, last) / 20;
      return long === 0 ? 0 : Math.max(-5, Math.log(sumOf(volume, last - 4, last) / 5 / long));
    }),
  obv_balance20: (bars) => shareOfVolume(bars, signedVolumes(bars), 20),
  cmf20: (bars) => shareOfVolume(bars, moneyFlowVolumes(bars), 20),
  adosc_share: (bars) => {
    // Flows of the first bar are where both averages start, and are left out of neither sum here.
    const lead = (flows: Float64Array) =>
      oscillator(runningSums(Float64Array.of(0, ...flows))).slice(1);
    const usual = lead(bars.volume);
    return lead(moneyFlowVolumes(bars)).map((flow, row) =>
      usual[row] === 0 ? 0 : flow / usual[row],
    );
  },
  mfi14: (bars) => moneyFlowIndex(bars, 50),
  vwap20_dist: (bars) => {
    const prices = typicalPrices(bars);
    return overWindows(prices.length, 20, (first, last) => {
      const traded = sumOf(bars.volume, first, last);
      const money = sumOf(
        prices.map((price, row) => price * bars.volume[row]),
        first,
        last,
      );
      return traded === 0 ? 0 : bars.close[last] / (money / traded) - 1;
    });
  },
  force13: (bars) => {
    const returns = logReturns(bars);
    const force = plainAverage(
      returns.map((move, row) => move * bars.volume[row]),
      13,
      2 / 14,
      1,
    );
    const usual = plainAverage(bars.volume, 13, 2 / 14, 1);
    const volatility = plainVolatility(bars);
    return force.map((value, row) => (usual[row] > 0 ? value / (volatility[row] * usual[row]) : 0));
  },
  amihud21: (bars) => {
    const returns = logReturns(bars);
    let before = 0;
    return overWindows(returns.length, 21, (first, last) => {
      const impacts = [];
      for (let row = Math.max(1, first); row <= last; row++) {
        if (bars.volume[row] > 0) {
          impacts.push(Math.abs(returns[row]) / (bars.close[row] * bars.volume[row]));
        }
      }
      const impact = impacts.reduce((sum, value) => sum + value, 0) / impacts.length;
      if (first > 0 && impact > 0) before = Math.log(impact);
      return before;
    });
  },
  OBV: (bars) => runningSums(signedVolumes(bars)).map((sum) => bars.volume[0] + sum),
  AD: (bars) => runningSums(moneyFlowVolumes(bars)),
  ADOSC: (bars) => oscillator(runningSums(moneyFlowVolumes(bars))),
  MFI_14: (bars) => moneyFlowIndex(bars, 0),
});

describe('where trading ended long ago', () => {
  it('averages of volume that have faded into rounding count as none', () => {
    const { volume, ...prices } = roughBars(4, 6000);
    const bars = { ...prices, volume: volume.map((units, row) => (row < 100 ? units : 0)) };
    expect(valuesOf(chaikinShare, bars)[5999]).toBe(0);
    expect(valuesOf(forceIndex(13), bars)[5999]).toBe(0);
  });
});
