import { DecayedSum } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';

const HALF_LIFE_BARS = 21;
const WARMUP_BARS = 42;

/**
 * Exponentially weighted momentum: recent standardised returns, half forgotten after 21 bars.
 *
 * momentum = Σ λ^k z_{t−k} / √Σ λ^2k, z = ln(c_t / c_{t−1}) / σ_t, λ = ½^(1 / 21)
 *
 * Dividing by the volatility that holds this bar bounds |z| by √Σ λ^k, so that one jump out of a
 * quiet market does not rule the sum for months.
 *
 * Unit variance without trend, about ±3 in practice; NaN for the first 42 bars.
 *
 * @see Moskowitz, Ooi and Pedersen, Time Series Momentum, 2012
 */
export const momentum: FeatureDefinition = {
  name: 'momentum_ew21',
  group: 'momentum',
  inputs: ['close'],
  warmupBars: WARMUP_BARS,
  formula: 'sum(w^k * z[t-k]) / sqrt(sum(w^2k)), z = log_return / volatility, w = 0.5^(1/21)',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  scaling: 'none',
  create: () => {
    const sum = new DecayedSum(HALF_LIFE_BARS);
    const count = new BarCount();
    return kernel({ sum, count }, (bar) => {
      sum.update(bar.volatility > 0 ? bar.logReturn / bar.volatility : 0);
      return count.passes(WARMUP_BARS) ? sum.standardised : Number.NaN;
    });
  },
};
