import type { RunModel, RunModelState } from './run-model.ts';
import { lengthened, listsToText, textToLists } from './slot-list.ts';

/** Prior of a run whose variance is known: μ ~ N(location, meanVariance), x | μ ~ N(μ, variance). */
export interface KnownVariance {
  readonly location: number;
  readonly meanVariance: number;
  readonly variance: number;
}

/**
 * Runs of normal observations of unknown mean and known variance: predictions are normal around the
 * posterior mean m with variance 1/p + σ², p = 1/v₀ + n/σ².
 *
 * @see K. P. Murphy, Conjugate Bayesian analysis of the Gaussian distribution, 2007, §2
 */
export class KnownVarianceRuns implements RunModel {
  readonly #prior: KnownVariance;
  #count = new Float64Array(0);
  #location = new Float64Array(0);
  #squaredScale = new Float64Array(0);

  constructor(prior: KnownVariance) {
    this.#prior = prior;
  }

  get location(): Float64Array {
    return this.#location;
  }

  get squaredScale(): Float64Array {
    return this.#squaredScale;
  }

  reserve(slots: number): void {
    this.#count = lengthened(this.#count, slots);
    this.#location = lengthened(this.#location, slots);
    this.#squaredScale = lengthened(this.#squaredScale, slots);
  }

  begin(slot: number): void {
    this.#count[slot] = 0;
    this.#location[slot] = this.#prior.location;
    this.#squaredScale[slot] = this.#predictiveVariance(0);
  }

  observe(x: number, shift: number, slots: number, logWeight: Float64Array): number {
    let heaviest = 0;
    for (let slot = 0; slot < slots; slot++) {
      const off = x - this.#location[slot];
      const variance = this.#squaredScale[slot];
      logWeight[slot] += shift - 0.5 * (Math.log(2 * Math.PI * variance) + (off * off) / variance);
      if (logWeight[slot] > logWeight[heaviest]) heaviest = slot;
      this.#count[slot] += 1;
      // The gain of the mean is its variance before, over the predictive variance.
      this.#location[slot] += (1 - this.#prior.variance / variance) * off;
      this.#squaredScale[slot] = this.#predictiveVariance(this.#count[slot]);
    }
    return heaviest;
  }

  merge(into: number, from: number, share: number): void {
    const rest = 1 - share;
    const count = Math.round(share * this.#count[into] + rest * this.#count[from]);
    this.#count[into] = count;
    this.#location[into] = share * this.#location[into] + rest * this.#location[from];
    this.#squaredScale[into] = this.#predictiveVariance(count);
  }

  saveRuns(slots: number): RunModelState {
    return listsToText(this.#lists(), slots);
  }

  loadRuns(state: RunModelState, slots: number): void {
    textToLists(state, this.#lists(), slots);
  }

  #lists(): readonly Float64Array[] {
    return [this.#count, this.#location, this.#squaredScale];
  }

  #predictiveVariance(count: number): number {
    const { meanVariance, variance } = this.#prior;
    return variance + 1 / (1 / meanVariance + count / variance);
  }
}
