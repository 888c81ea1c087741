import { logGrowth } from './log-growth.ts';
import { logGammaRatio } from './log-gamma-ratio.ts';
import type { RunModel, RunModelState } from './run-model.ts';
import { lengthened, listsToText, textToLists } from './slot-list.ts';

/** Normal-inverse-gamma prior of a run: σ² ~ IG(α, β), μ | σ² ~ N(location, σ² / κ). */
export interface NormalInverseGamma {
  readonly location: number;
  /** Observations that the prior mean counts for. */
  readonly kappa: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Runs of fewer observations find their factors in a table; for longer ones short series do. */
const TABLE_COUNTS = 1024;
/** Numbers a row: log normaliser, half of κ/(κ + 1), gain, exponent, β → scale², growth of its log. */
const STRIDE = 6;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Runs of normal observations of unknown mean and variance: predictions are Student's t with 2α
 * degrees of freedom, centre m and squared scale s² = β(κ + 1) / (ακ).
 *
 * x moves a run by β += κ(x − m)² / (2(κ + 1)), m += (x − m) / (κ + 1), κ += 1, α += ½. What depends
 * only on how many observations a run holds is tabulated, and ln s² is carried along, so that an
 * observation costs one logarithm a run.
 *
 * @see K. P. Murphy, Conjugate Bayesian analysis of the Gaussian distribution, 2007, §3
 */
export class StudentRuns implements RunModel {
  readonly #prior: NormalInverseGamma;
  readonly #priorLogScale: number;
  readonly #table: Float64Array;
  #count = new Int32Array(0);
  #beta = new Float64Array(0);
  #location = new Float64Array(0);
  #squaredScale = new Float64Array(0);
  /** ln s². */
  #logScale = new Float64Array(0);

  constructor(prior: NormalInverseGamma) {
    this.#prior = prior;
    const { kappa, alpha, beta } = prior;
    this.#priorLogScale = Math.log((beta * (kappa + 1)) / (alpha * kappa));
    this.#table = tableOf(prior);
  }

  get location(): Float64Array {
    return this.#location;
  }

  get squaredScale(): Float64Array {
    return this.#squaredScale;
  }

  reserve(slots: number): void {
    const count = new Int32Array(slots);
    count.set(this.#count);
    this.#count = count;
    this.#beta = lengthened(this.#beta, slots);
    this.#location = lengthened(this.#location, slots);
    this.#squaredScale = lengthened(this.#squaredScale, slots);
    this.#logScale = lengthened(this.#logScale, slots);
  }

  begin(slot: number): void {
    this.#count[slot] = 0;
    this.#beta[slot] = this.#prior.beta;
    this.#location[slot] = this.#prior.location;
    this.#logScale[slot] = this.#priorLogScale;
  }

  observe(x: number, shift: number, slots: number, logWeight: Float64Array): number {
    const { kappa, alpha } = this.#prior;
    const table = this.#table;
    const count = this.#count;
    const beta = this.#beta;
    const location = this.#location;
    const squaredScale = this.#squaredScale;
    const logScale = this.#logScale;
    let largest = Number.NEGATIVE_INFINITY;
    let heaviest = 0;
    for (let slot = 0; slot < slots; slot++) {
      const held = count[slot];
      const base = beta[slot];
      const scaleBefore = logScale[slot];
      const off = x - location[slot];
      let sum = logWeight[slot] + shift - 0.5 * scaleBefore;
      if (held < TABLE_COUNTS) {
        const row = held * STRIDE;
        const gained = table[row + 1] * off * off;
        const growth = logGrowth(gained, base);
        sum += table[row] - table[row + 3] * growth;
        beta[slot] = base + gained;
        location[slot] += table[row + 2] * off;
        squaredScale[slot] = table[row + 4] * (base + gained);
        logScale[slot] = scaleBefore + growth + table[row + 5];
      } else {
        const gain = 1 / (kappa + held + 1);
        const e = 1 / (2 * alpha + held);
        const gained = (0.5 - 0.5 * gain) * off * off;
        const growth = logGrowth(gained, base);
        sum += e * (e * e * (1 / 24) - 1 / 4) - HALF_LOG_TWO_PI - (0.5 / e + 0.5) * growth;
        beta[slot] = base + gained;
        location[slot] += gain * off;
        squaredScale[slot] = (2 * e * (1 + gain) * (base + gained)) / (1 + e);
        // ln(1 − gain²) − ln(1 + e); what the series leave out is below rounding.
        const shrinking = e * (1 - e * (1 / 2 - e * (1 / 3 - e * (1 / 4 - e * (1 / 5)))));
        logScale[slot] = scaleBefore + growth - gain * gain * (1 + 0.5 * gain * gain) - shrinking;
      }
      logWeight[slot] = sum;
      if (sum > largest) {
        largest = sum;
        heaviest = slot;
      }
      count[slot] = held + 1;
    }
    return heaviest;
  }

  merge(into: number, from: number, share: number): void {
    const rest = 1 - share;
    const apart = this.#location[from] - this.#location[into];
    const count = Math.round(share * this.#count[into] + rest * this.#count[from]);
    const squaredScale =
      share * this.#squaredScale[into] +
      rest * this.#squaredScale[from] +
      share * rest * apart * apart;
    const alpha = this.#prior.alpha + 0.5 * count;
    const kappa = this.#prior.kappa + count;
    this.#count[into] = count;
    this.#location[into] += rest * apart;
    this.#squaredScale[into] = squaredScale;
    this.#beta[into] = (squaredScale * alpha * kappa) / (kappa + 1);
    this.#logScale[into] = Math.log(squaredScale);
  }

  saveRuns(slots: number): RunModelState {
    return listsToText([Float64Array.from(this.#count), ...this.#lists()], slots);
  }

  loadRuns(state: RunModelState, slots: number): void {
    const count = new Float64Array(slots);
    textToLists(state, [count, ...this.#lists()], slots);
    this.#count.set(count);
  }

  #lists(): readonly Float64Array[] {
    return [this.#beta, this.#location, this.#squaredScale, this.#logScale];
  }
}

function tableOf(prior: NormalInverseGamma): Float64Array {
  const table = new Float64Array(TABLE_COUNTS * STRIDE);
  for (let count = 0; count < TABLE_COUNTS; count++) {
    const alpha = prior.alpha + 0.5 * count;
    const kappa = prior.kappa + count;
    const gain = 1 / (kappa + 1);
    const row = count * STRIDE;
    table[row] = logGammaRatio(alpha) - 0.5 * Math.log(alpha) - HALF_LOG_TWO_PI;
    table[row + 1] = 0.5 * kappa * gain;
    table[row + 2] = gain;
    table[row + 3] = alpha + 0.5;
    table[row + 4] = (1 + gain) / (alpha + 0.5);
    table[row + 5] = Math.log1p(-gain * gain) - Math.log1p(0.5 / alpha);
  }
  return table;
}
