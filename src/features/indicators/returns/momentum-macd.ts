import { DecayedSum } from '#base';
import { type FeatureContext, type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingMoments } from '../../rolling/rolling-moments.ts';
import { SharedValue } from '../../sources/shared-value.ts';

const PRICE_BARS = 63;
const SIGNAL_BARS = 252;
const PRICE_CORRECTION = PRICE_BARS / (PRICE_BARS - 1);
const SIGNAL_CORRECTION = SIGNAL_BARS / (SIGNAL_BARS - 1);
/** A deviation below this share of the price is the rounding of equal prices. */
const FLAT = 1e-9;
const LARGEST = 20;

/**
 * The trend signal of the momentum-transformer papers: two averages of price apart, in units of the
 * signal's own deviation over a year of days.
 *
 * macd = q / sd(q over 252 bars), q = (ew(c, short) − ew(c, long)) / sd(c over 63 bars), sd sample
 * deviations; ew(c, s) has half-life ln ½ / ln(1 − 1 / s) and weights that add up to one from the first bar
 *
 * As the papers define it, and not scaled again: a z-score takes the mean off, and with it the trend of
 * a year. What we add: values beyond ±20, which only a trend without noise reaches, are held there; and
 * the warm-up has no value, where the authors' program fills it from the future.
 *
 * @param short - ≥ 2, time scale of the fast average, bars
 * @param long - > short, bars
 * @returns −20…20, about ±2 in practice; NaN for the first 313 bars, 0 where nothing has moved
 * @see Baz, Granger, Harvey, Le Roux and Rattray, Dissecting Investment Strategies in the Cross Section
 *   and Time Series, 2015; Lim, Zohren and Roberts, Enhancing Time Series Momentum Strategies Using Deep
 *   Neural Networks, 2019; Wood, Giegerich, Roberts and Zohren, Trading with the Momentum Transformer, 2021
 */
export function momentumMacd(short: number, long: number): FeatureDefinition {
  return {
    name: `macd${short}_${long}`,
    group: 'returns',
    inputs: ['close'],
    warmupBars: PRICE_BARS + SIGNAL_BARS - 2,
    formula: `q[t] / sd(q[t-251..t]), q = (ew(c, ${short}) - ew(c, ${long})) / sd(c[t-62..t]), ew(c, s) of weights (1 - 1/s)^k, held within +-20`,
    range: [-LARGEST, LARGEST],
    scaling: 'none',
    create: (context) => {
      const perDeviation = reciprocalDeviation(context);
      const fast = new DecayedSum(halfLifeBars(short));
      const slow = new DecayedSum(halfLifeBars(long));
      const signals = new RollingMoments(SIGNAL_BARS);
      return kernel({ fast, slow, signals }, ({ close }) => {
        fast.update(close);
        slow.update(close);
        const signal = (fast.mean - slow.mean) * perDeviation.value;
        if (Number.isNaN(signal)) return Number.NaN;
        signals.update(signal);
        return inDeviations(signal, Math.sqrt(signals.variance * SIGNAL_CORRECTION));
      });
    },
  };
}

/** 1 / sd(c over 63 bars), 0 where the price has not moved; NaN for the first 62 bars. */
function reciprocalDeviation(context: FeatureContext): SharedValue {
  return context.share(`reciprocal-price-deviation ${PRICE_BARS}`, () => {
    const closes = new RollingMoments(PRICE_BARS);
    return new SharedValue(
      kernel({ closes }, ({ close }) => {
        closes.update(close);
        const { mean, variance } = closes;
        const deviation = Math.sqrt(variance * PRICE_CORRECTION);
        return deviation <= FLAT * mean ? 0 : 1 / deviation;
      }),
    );
  });
}

function inDeviations(signal: number, deviation: number): number {
  if (signal === 0) return deviation >= 0 ? 0 : Number.NaN;
  return Math.max(-LARGEST, Math.min(LARGEST, signal / deviation));
}

function halfLifeBars(scale: number): number {
  return Math.log(0.5) / Math.log(1 - 1 / scale);
}
