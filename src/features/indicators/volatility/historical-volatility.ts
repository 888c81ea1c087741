import { type FeatureContext, type FeatureDefinition, kernel } from '../../kernel.ts';
import { returnMoments } from '../../sources/bar-moments.ts';

const SHORT_BARS = 10;
const LONG_BARS = 63;
/** Deviations below are the rounding of equal returns. */
const FLAT = 1e-12;
const LEAST_RATIO = -5;
const LARGEST_RATIO = 0.5 * Math.log((LONG_BARS - 1) / (SHORT_BARS - 1));

/**
 * Sample standard deviation of the newest log returns.
 *
 * hist_vol = √(Σ(r − r̄)² / (bars − 1)), r = ln(c_t / c_{t−1})
 *
 * @param bars - ≥ 2, bars
 * @returns ≥ 0, fraction a bar; NaN for the first `bars` bars
 */
export function historicalVolatility(bars: number): FeatureDefinition {
  return {
    name: `hist_vol${bars}`,
    group: 'volatility',
    inputs: ['close'],
    warmupBars: bars,
    formula: `sample deviation of log_return[t-${bars - 1}..t]`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: (context) => kernel({}, sampleDeviation(context, bars)),
  };
}

/**
 * Volatility of two weeks against that of a quarter: below 0 calmer than usual.
 *
 * vol_ratio10_63 = ln(hist_vol10 / hist_vol63), no less than −5
 *
 * −5…½ ln(62 / 9) (all of a quarter's movement in its last two weeks); NaN for the first 63 bars, 0
 * where nothing has moved for a quarter.
 */
export const volatilityRatio: FeatureDefinition = {
  name: 'vol_ratio10_63',
  group: 'volatility',
  inputs: ['close'],
  warmupBars: LONG_BARS,
  formula: 'max(-5, ln(hist_vol10[t] / hist_vol63[t]))',
  range: [LEAST_RATIO, LARGEST_RATIO],
  scaling: 'none',
  create: (context) => {
    const short = sampleDeviation(context, SHORT_BARS);
    const long = sampleDeviation(context, LONG_BARS);
    return kernel({}, () => {
      const usual = long();
      if (Number.isNaN(usual)) return Number.NaN;
      if (!(usual > FLAT)) return 0;
      return Math.max(LEAST_RATIO, Math.min(LARGEST_RATIO, Math.log(short() / usual)));
    });
  },
};

function sampleDeviation(context: FeatureContext, bars: number): () => number {
  const returns = returnMoments(context, bars);
  const correction = bars / (bars - 1);
  return () => Math.sqrt(returns.variance * correction);
}
