import { describe, expect, it } from 'vitest';
import { type BarTable, type Series, skewness } from '#base';
import { valuesOf } from '../../../../tests/contracts/feature.ts';
import {
  centralMoment,
  expectPlainly,
  inVolatilities,
  logReturns,
  meanOf,
  overWindows,
  perRow,
  plainAverage,
  plainVolatility,
  sampleDeviation,
  sumOf,
} from '../../../../tests/support/plain-definition.ts';
import { roughBars } from '../../../../tests/support/rough-bars.ts';
import { listedLevels } from '../../level-family.ts';
import { returnSkewness } from './return-skewness.ts';
import { VOLATILITY_FEATURES, VOLATILITY_LEVELS } from './volatility-features.ts';

const definitions = [...VOLATILITY_FEATURES, ...listedLevels(VOLATILITY_LEVELS)];

const MONTH = 21;

const trueRanges = ({ high, low, close }: BarTable) =>
  close.map((_, row) =>
    Math.max(
      high[row] - low[row],
      row === 0 ? 0 : Math.abs(high[row] - close[row - 1]),
      row === 0 ? 0 : Math.abs(low[row] - close[row - 1]),
    ),
  );

const averageTrueRange = (bars: BarTable) => plainAverage(trueRanges(bars), 14, 1 / 14, 1);

const deviationOfReturns = (bars: BarTable, window: number) => {
  const returns = logReturns(bars);
  return overWindows(returns.length, window, (first, last) =>
    sampleDeviation(returns, first, last),
  );
};

/** √ of the mean over a month of what one bar says of its variance. */
const monthly = (bars: BarTable, variance: (row: number) => number) => {
  const variances = perRow(bars, variance);
  return overWindows(variances.length, MONTH, (first, last) =>
    Math.sqrt(Math.max(0, meanOf(variances, first, last))),
  );
};

const rogersSatchell = (bars: BarTable) => {
  const { open, high, low, close } = bars;
  return monthly(
    bars,
    (row) =>
      Math.log(high[row] / close[row]) * Math.log(high[row] / open[row]) +
      Math.log(low[row] / close[row]) * Math.log(low[row] / open[row]),
  );
};

const deviationOfCloses = (bars: BarTable) =>
  overWindows(bars.close.length, 20, (first, last) =>
    Math.sqrt(centralMoment(bars.close, first, last, 2)),
  );

const meanOfCloses = (bars: BarTable) =>
  overWindows(bars.close.length, 20, (first, last) => meanOf(bars.close, first, last));

const band = (widths: number) => (bars: BarTable) => {
  const means = meanOfCloses(bars);
  return deviationOfCloses(bars).map((deviation, row) => means[row] + widths * deviation);
};

const skewnessOfSample = (values: Series, first: number, last: number) => {
  const sample = values.slice(first, last + 1);
  return centralMoment(values, first, last, 2) > 1e-6 ? skewness(sample) : 0;
};

expectPlainly(definitions, {
  natr14: (bars) => averageTrueRange(bars).map((range, row) => range / bars.close[row]),
  hist_vol10: (bars) => deviationOfReturns(bars, 10),
  hist_vol21: (bars) => deviationOfReturns(bars, MONTH),
  hist_vol63: (bars) => deviationOfReturns(bars, 63),
  vol_ratio10_63: (bars) => {
    const long = deviationOfReturns(bars, 63);
    return deviationOfReturns(bars, 10).map((short, row) =>
      long[row] > 1e-12 ? Math.max(-5, Math.log(short / long[row])) : 0,
    );
  },
  vol_level: (bars) => {
    const levels = plainVolatility(bars).map(Math.log);
    return levels.map((level, row) => {
      let sum = 0;
      let weights = 0;
      for (let ago = 0; ago <= row; ago++) {
        const weight = Number.isFinite(levels[row - ago]) ? 0.5 ** (ago / 252) : 0;
        sum += weight === 0 ? 0 : weight * levels[row - ago];
        weights += weight;
      }
      return level - sum / weights;
    });
  },
  parkinson21: (bars) =>
    monthly(bars, (row) => Math.log(bars.high[row] / bars.low[row]) ** 2 / (4 * Math.log(2))),
  garman_klass21: (bars) =>
    monthly(
      bars,
      (row) =>
        0.5 * Math.log(bars.high[row] / bars.low[row]) ** 2 -
        (2 * Math.log(2) - 1) * Math.log(bars.close[row] / bars.open[row]) ** 2,
    ),
  rogers_satchell21: rogersSatchell,
  yang_zhang21: (bars) => {
    const gaps = perRow(bars, (row) => Math.log(bars.open[row] / bars.close[row - 1]));
    const bodies = perRow(bars, (row) => Math.log(bars.close[row] / bars.open[row]));
    const within = rogersSatchell(bars);
    const k = 0.34 / (1.34 + 22 / 20);
    return overWindows(gaps.length, MONTH, (first, last) =>
      Math.sqrt(
        sampleDeviation(gaps, first, last) ** 2 +
          k * sampleDeviation(bodies, first, last) ** 2 +
          (1 - k) * within[last] ** 2,
      ),
    );
  },
  downside_vol21: (bars) => {
    const squares = logReturns(bars).map((move) => move * move);
    const falls = logReturns(bars).map((move) => Math.min(move, 0) ** 2);
    return overWindows(squares.length, MONTH, (first, last) => {
      const all = sumOf(squares, first, last);
      return all === 0 ? 0.5 : sumOf(falls, first, last) / all;
    });
  },
  bb_width20: (bars) => {
    const means = meanOfCloses(bars);
    return deviationOfCloses(bars).map((deviation, row) => (4 * deviation) / means[row]);
  },
  skew63: (bars) => {
    const scores = inVolatilities(bars, logReturns(bars));
    return overWindows(scores.length, 63, (first, last) => skewnessOfSample(scores, first, last));
  },
  ATR_14: averageTrueRange,
  NATR_14: (bars) => averageTrueRange(bars).map((range, row) => (100 * range) / bars.close[row]),
  TRANGE: trueRanges,
  'BB_20_2.lowerBand': band(-2),
  'BB_20_2.middleBand': band(0),
  'BB_20_2.upperBand': band(2),
  STDDEV_20: deviationOfCloses,
});

describe('the volatilities', () => {
  it('are known where a bar closes outside its own range', () => {
    const bars = roughBars(6, 200);
    bars.close[150] = 3 * bars.high[150];
    for (const definition of definitions) {
      const values = valuesOf(definition, bars).slice(150);
      expect(values.every(Number.isFinite), definition.name).toBe(true);
    }
  });
});

describe('skew63', () => {
  it('stays within its range where all returns but one are equal', () => {
    const bars = roughBars(7, 300);
    for (let outlier = 0.001; outlier < 0.004; outlier += 0.00001) {
      for (let row = 0; row < 300; row++) {
        bars.close[row] = 1.01 ** row * (row < 260 ? 1 : 1 + outlier);
      }
      const largest = Math.max(...valuesOf(returnSkewness(63), bars).slice(82));
      expect(largest).toBeLessThanOrEqual(Math.sqrt(63));
    }
  });
});
