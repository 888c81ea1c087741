import { VOLATILITY_WARMUP_BARS } from '#base';
import { BarCount } from '../../bar-count.ts';
import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';

/**
 * Place of an asset's momentum among all assets of the market.
 *
 * xs_rank = (momenta below it + half of those equal) / (assets − 1) − ½, momentum as momentum_ew21
 *
 * −½ the weakest … ½ the strongest; NaN for the first 20 bars, 0 alone in its market.
 *
 * @see Jegadeesh and Titman, Returns to Buying Winners and Selling Losers, 1993
 */
export const crossSectionalRank: FeatureDefinition = standing({
  name: 'xs_rank',
  formula: '(momenta below + half of the equal) / (assets - 1) - 1/2, momentum over half-life 21',
  range: [-0.5, 0.5],
  read: (bar) => bar.peers.rank,
});

/**
 * Momentum of an asset beyond that of the others.
 *
 * xs_lead = momentum − mean of the others' momenta, momentum as momentum_ew21
 *
 * Unbounded, about ±4 in practice; NaN for the first 20 bars, 0 alone in its market.
 */
export const crossSectionalLead: FeatureDefinition = standing({
  name: 'xs_lead',
  formula: 'momentum - mean of the others’ momenta, half-life 21',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  read: (bar) => bar.peers.lead,
});

/**
 * How far apart the assets of the market moved in this bar.
 *
 * xs_dispersion = population deviation of ln(c_t / c_{t−1}) / σ_t over all assets with a bar at this time
 *
 * ≥ 0, about 1 when they move independently; NaN for the first 20 bars, 0 alone in its market.
 */
export const crossSectionalDispersion: FeatureDefinition = standing({
  name: 'xs_dispersion',
  formula: 'deviation over assets of log_return / volatility',
  range: [0, Number.POSITIVE_INFINITY],
  read: (bar) => bar.peers.dispersion,
});

/**
 * What the others did in this bar.
 *
 * market_return = mean over the other assets of ln(c_t / c_{t−1}) / σ_t
 *
 * Unbounded, about ±2 in practice; NaN for the first 20 bars, 0 alone in its market.
 */
export const marketReturn: FeatureDefinition = standing({
  name: 'market_return',
  formula: 'mean over the other assets of log_return / volatility',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  read: (bar) => bar.peers.market,
});

interface Standing {
  readonly name: string;
  readonly formula: string;
  readonly range: readonly [number, number];
  readonly read: (bar: BarRow) => number;
}

function standing({ name, formula, range, read }: Standing): FeatureDefinition {
  return {
    name,
    group: 'cross-asset',
    inputs: ['close', 'peers'],
    warmupBars: VOLATILITY_WARMUP_BARS,
    formula,
    range,
    scaling: 'none',
    create: () => {
      const count = new BarCount();
      return kernel({ count }, (bar) => {
        if (!count.passes(VOLATILITY_WARMUP_BARS)) return Number.NaN;
        const value = read(bar);
        return Number.isNaN(value) ? 0 : value;
      });
    },
  };
}
