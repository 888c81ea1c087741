import type { Stateful } from '../stateful.ts';

export interface DecayedSumState {
  readonly sum: number;
  readonly weight: number;
  readonly squaredWeight: number;
}

/** Exponentially weighted sum of values, oldest forgotten by half-life: Σ λ^k x_{t−k}, λ = ½^(1 / halfLife). */
export class DecayedSum implements Stateful<DecayedSumState> {
  readonly #decay: number;
  #sum = 0;
  #weight = 0;
  #squaredWeight = 0;

  /** @param halfLifeBars - > 0, bars */
  constructor(halfLifeBars: number) {
    this.#decay = 0.5 ** (1 / halfLifeBars);
  }

  update(value: number): void {
    this.#sum = this.#decay * this.#sum + value;
    this.#weight = this.#decay * this.#weight + 1;
    this.#squaredWeight = this.#decay * this.#decay * this.#squaredWeight + 1;
  }

  /** Σ λ^k x / Σ λ^k; NaN before the first value. */
  get mean(): number {
    return this.#sum / this.#weight;
  }

  /** Σ λ^k x / √Σ λ^2k: unit variance when the values are independent with unit variance. */
  get standardised(): number {
    return this.#sum / Math.sqrt(this.#squaredWeight);
  }

  /** (Σ λ^k)² / Σ λ^2k, equally weighted values whose mean has the same error; NaN before the first. */
  get effectiveCount(): number {
    return (this.#weight * this.#weight) / this.#squaredWeight;
  }

  saveState(): DecayedSumState {
    return { sum: this.#sum, weight: this.#weight, squaredWeight: this.#squaredWeight };
  }

  loadState(state: DecayedSumState): void {
    this.#sum = state.sum;
    this.#weight = state.weight;
    this.#squaredWeight = state.squaredWeight;
  }
}
