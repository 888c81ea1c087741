import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingMaximum } from '../../rolling/rolling-maximum.ts';

const BARS = 252;
const ROOT = Math.sqrt(BARS);

/**
 * How far the close stands from the highest and the lowest close of a year of days, in units of the
 * year's volatility.
 *
 * high252_dist = ln(c_t / max(c)) / (σ_t · √252), low252_dist = ln(c_t / min(c)) / (σ_t · √252)
 *
 * high252_dist ≤ 0, low252_dist ≥ 0, about ±2 at the far end in practice; NaN for the first 251 bars, 0
 * while nothing has moved.
 *
 * @see George and Hwang, The 52-Week High and Momentum Investing, 2004
 */
export const yearExtremes: readonly FeatureDefinition[] = [
  distance('high252_dist', 'max', 1, [Number.NEGATIVE_INFINITY, 0]),
  distance('low252_dist', 'min', -1, [0, Number.POSITIVE_INFINITY]),
];

function distance(
  name: string,
  extreme: 'max' | 'min',
  sign: 1 | -1,
  range: readonly [number, number],
): FeatureDefinition {
  return {
    name,
    group: 'range',
    inputs: ['close'],
    warmupBars: BARS - 1,
    formula: `ln(c[t] / ${extreme}(c[t-251..t])) / (volatility[t] * sqrt(252))`,
    range,
    scaling: 'none',
    create: () => {
      const extremes = new RollingMaximum(BARS);
      return kernel({ extremes }, ({ logClose, volatility }) => {
        const away = logClose - sign * extremes.update(sign * logClose);
        if (Number.isNaN(away)) return Number.NaN;
        return volatility > 0 ? away / (volatility * ROOT) : 0;
      });
    },
  };
}
