import type { Stateful } from '../stateful.ts';

export interface EwVolatilityState {
  readonly lastPrice: number | null;
  readonly weightedSquares: number;
  readonly weight: number;
  readonly returns: number;
}

/** Returns seen before the estimate is trusted. */
const LEAST_RETURNS = 20;

/**
 * Exponentially weighted volatility of one price path, zero mean.
 *
 * σ_t = √( Σ λ^k r²_{t−k} / Σ λ^k ), r = ln(p_t / p_{t−1}), λ = ½^(1 / halfLife)
 *
 * @see RiskMetrics Technical Document, 1996, §5.2 (with weights normalised from the first return)
 */
export class EwVolatility implements Stateful<EwVolatilityState> {
  readonly #decay: number;
  #lastPrice = Number.NaN;
  #weightedSquares = 0;
  #weight = 0;
  #returns = 0;

  /** @param halfLifeBars - > 0, bars */
  constructor(halfLifeBars: number) {
    this.#decay = 0.5 ** (1 / halfLifeBars);
  }

  /**
   * Takes the next close (adjusted, > 0).
   *
   * @returns volatility a bar, as a fraction; NaN for the first 20 bars and while nothing has moved
   */
  update(price: number): number {
    const move = Math.log(price / this.#lastPrice);
    this.#lastPrice = price;
    if (Number.isFinite(move)) {
      this.#weightedSquares = this.#decay * this.#weightedSquares + move * move;
      this.#weight = this.#decay * this.#weight + 1;
      this.#returns++;
    }
    return this.value;
  }

  get value(): number {
    if (this.#returns < LEAST_RETURNS || !(this.#weightedSquares > 0)) return Number.NaN;
    return Math.sqrt(this.#weightedSquares / this.#weight);
  }

  saveState(): EwVolatilityState {
    return {
      lastPrice: Number.isFinite(this.#lastPrice) ? this.#lastPrice : null,
      weightedSquares: this.#weightedSquares,
      weight: this.#weight,
      returns: this.#returns,
    };
  }

  loadState(state: EwVolatilityState): void {
    this.#lastPrice = state.lastPrice ?? Number.NaN;
    this.#weightedSquares = state.weightedSquares;
    this.#weight = state.weight;
    this.#returns = state.returns;
  }
}
