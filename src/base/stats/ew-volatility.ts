import type { Stateful } from '../stateful.ts';
import { DecayedSum, type DecayedSumState } from './decayed-sum.ts';

export interface EwVolatilityState {
  readonly lastPrice: number | null;
  readonly squares: DecayedSumState;
  readonly returns: number;
}

/** Returns seen before the estimate is trusted, and so the leading bars without one. */
export const VOLATILITY_WARMUP_BARS = 20;

/**
 * Exponentially weighted volatility of one price path, zero mean.
 *
 * σ_t = √( Σ λ^k r²_{t−k} / Σ λ^k ), r = ln(p_t / p_{t−1}), λ = ½^(1 / halfLife)
 *
 * @see RiskMetrics Technical Document, 1996, §5.2 (with weights normalised from the first return)
 */
export class EwVolatility implements Stateful<EwVolatilityState> {
  readonly #squares: DecayedSum;
  #lastPrice = Number.NaN;
  #returns = 0;

  /** @param halfLifeBars - > 0, bars */
  constructor(halfLifeBars: number) {
    this.#squares = new DecayedSum(halfLifeBars);
  }

  /**
   * Takes the next close (adjusted, > 0).
   *
   * @returns volatility a bar, as a fraction; NaN for the first 20 bars and while nothing has moved
   */
  update(price: number): number {
    return this.move(price, Math.log(price / this.#lastPrice));
  }

  /**
   * `update` for who has the log return already.
   *
   * @param move - ln(price / price before), NaN for the first price
   */
  move(price: number, move: number): number {
    this.#lastPrice = price;
    if (Number.isFinite(move)) {
      this.#squares.update(move * move);
      this.#returns++;
    }
    return this.value;
  }

  get value(): number {
    const meanSquare = this.#squares.mean;
    return this.#returns >= VOLATILITY_WARMUP_BARS && meanSquare > 0
      ? Math.sqrt(meanSquare)
      : Number.NaN;
  }

  saveState(): EwVolatilityState {
    return {
      lastPrice: Number.isFinite(this.#lastPrice) ? this.#lastPrice : null,
      squares: this.#squares.saveState(),
      returns: this.#returns,
    };
  }

  loadState(state: EwVolatilityState): void {
    this.#lastPrice = state.lastPrice ?? Number.NaN;
    this.#squares.loadState(state.squares);
    this.#returns = state.returns;
  }
}
