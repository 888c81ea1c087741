import { DecayedSum, type DecayedSumState } from '#base';
import { BarCount } from '../../bar-count.ts';
import type { BarRow } from '../../bar-row.ts';
import { type BarSource, type FeatureDefinition, kernel } from '../../kernel.ts';

const HALF_LIFE_BARS = 63;
const WARMUP_BARS = 63;

interface CoMovementState {
  readonly own: DecayedSumState;
  readonly market: DecayedSumState;
  readonly both: DecayedSumState;
}

/** Decayed second moments of an asset's standardised return and that of the others. */
class CoMovement implements BarSource {
  readonly #own = new DecayedSum(HALF_LIFE_BARS);
  readonly #market = new DecayedSum(HALF_LIFE_BARS);
  readonly #both = new DecayedSum(HALF_LIFE_BARS);

  update({ logReturn, volatility, peers }: BarRow): void {
    const own = logReturn / volatility;
    const { market } = peers;
    if (!Number.isFinite(own) || !Number.isFinite(market)) return;
    this.#own.update(own * own);
    this.#market.update(market * market);
    this.#both.update(own * market);
  }

  /** Correlation about zero, −1…1; 0 while one of the two has not moved. */
  get correlation(): number {
    const product = this.#own.mean * this.#market.mean;
    if (!(product > 0)) return 0;
    return Math.max(-1, Math.min(1, this.#both.mean / Math.sqrt(product)));
  }

  /** Slope on the market through the origin; 0 while that has not moved. */
  get beta(): number {
    const variance = this.#market.mean;
    return variance > 0 ? this.#both.mean / variance : 0;
  }

  saveState(): CoMovementState {
    return {
      own: this.#own.saveState(),
      market: this.#market.saveState(),
      both: this.#both.saveState(),
    };
  }

  loadState(state: CoMovementState): void {
    this.#own.loadState(state.own);
    this.#market.loadState(state.market);
    this.#both.loadState(state.both);
  }
}

/**
 * Correlation of an asset with the market factor, which is the mean standardised return of the others.
 *
 * market_corr63 = E[z m] / √(E[z²] E[m²]), z = ln(c_t / c_{t−1}) / σ_t, m as market_return, E decayed
 * with half-life 63 and taken about zero, over the bars at which the others have one too
 *
 * −1…1; NaN for the first 63 bars, 0 alone in its market.
 */
export const marketCorrelation: FeatureDefinition = coMovement({
  name: 'market_corr63',
  formula:
    'E[z m] / sqrt(E[z^2] E[m^2]), z = log_return / volatility, m = market_return, half-life 63',
  range: [-1, 1],
  read: ({ correlation }) => correlation,
});

/**
 * How far an asset moves with the market factor, in units of both volatilities.
 *
 * market_beta63 = E[z m] / E[m²], with z, m and E as in market_corr63
 *
 * Unbounded, about 0…1.5 in practice; NaN for the first 63 bars, 0 alone in its market.
 */
export const marketBeta: FeatureDefinition = coMovement({
  name: 'market_beta63',
  formula: 'E[z m] / E[m^2], z = log_return / volatility, m = market_return, half-life 63',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  read: ({ beta }) => beta,
});

interface CoMovementFeature {
  readonly name: string;
  readonly formula: string;
  readonly range: readonly [number, number];
  readonly read: (source: CoMovement) => number;
}

function coMovement({ name, formula, range, read }: CoMovementFeature): FeatureDefinition {
  return {
    name,
    group: 'cross-asset',
    inputs: ['close', 'peers'],
    warmupBars: WARMUP_BARS,
    formula,
    range,
    scaling: 'none',
    create: ({ share }) => {
      const source = share('co-movement', () => new CoMovement());
      const count = new BarCount();
      return kernel({ count }, () => (count.passes(WARMUP_BARS) ? read(source) : Number.NaN));
    },
  };
}
