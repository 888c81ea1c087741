import { cornishFisherTail, historicalTailRisk, normalTail, type TailRisk } from '#base';
import type { TradingConfig } from '#config';
import { PairMatrix } from './pair-matrix.ts';
import type { ReturnHistory } from './return-history.ts';
import { WorstOutcomes } from './worst-outcomes.ts';
import { type Positions, WorstProducts } from './worst-products.ts';

/** Tail risk of positions, account currency, of which one is varied. */
export interface TailMeasure {
  /**
   * Takes all positions but an asset's.
   *
   * @param asset - −1 for none that is varied
   * @returns false where no bound on the risk is known
   */
  consider(positions: Positions, asset: number): boolean;
  /** The most that they may risk with a position of that signed value, whatever of the rest fills. */
  with(value: number): TailRisk;
}

/** The measure that the settings name. */
export function tailMeasure(
  { tailMethod, tailConfidence }: TradingConfig['risk'],
  history: ReturnHistory,
  assets: number,
): TailMeasure {
  if (tailMethod === 'normal') return new NormalMeasure(history, assets, tailConfidence);
  const worst = new WorstOutcomes(history, assets);
  return tailMethod === 'historical'
    ? new ReplayMeasure(worst, true, (outcomes) => historicalTailRisk(outcomes, tailConfidence))
    : new ReplayMeasure(worst, false, cornishFisherTail(tailConfidence));
}

/** By what positions would have earned at each bar. */
class ReplayMeasure implements TailMeasure {
  readonly #worst: WorstOutcomes;
  readonly #measure: (outcomes: Float64Array) => TailRisk;
  /** Whether lower outcomes never risk less; what waits can be bounded only then. */
  readonly #isMonotone: boolean;

  constructor(
    worst: WorstOutcomes,
    isMonotone: boolean,
    measure: (outcomes: Float64Array) => TailRisk,
  ) {
    this.#worst = worst;
    this.#measure = measure;
    this.#isMonotone = isMonotone;
  }

  consider(positions: Positions, asset: number): boolean {
    if (!this.#isMonotone && waits(positions, asset)) return false;
    this.#worst.consider(positions, asset);
    return true;
  }

  with(value: number): TailRisk {
    return this.#measure(this.#worst.with(value));
  }
}

/** By means and covariances: −Σ min(m held, m filled) + z √(Σ Σ C_jk x_j x_k at its worst). */
class NormalMeasure implements TailMeasure {
  readonly #history: ReturnHistory;
  readonly #covariances: PairMatrix;
  readonly #products: WorstProducts;
  readonly #tail: (centre: number, deviation: number) => TailRisk;
  #asset = -1;
  #centre = 0;
  #variance = 0;
  /** Worst covariance of the others with a long and a short of value 1. */
  #besideLong = 0;
  #besideShort = 0;
  #ownVariance = 0;

  constructor(history: ReturnHistory, assets: number, confidence: number) {
    this.#history = history;
    this.#covariances = new PairMatrix(history, 'covariance');
    this.#products = new WorstProducts(assets, this.#covariances);
    this.#tail = normalTail(confidence);
  }

  consider(positions: Positions, asset: number): boolean {
    const { held, filled } = positions;
    this.#products.take(positions);
    this.#asset = asset;
    this.#variance = this.#products.others(asset);
    this.#centre = 0;
    for (let other = 0; other < held.length; other++) {
      if (other === asset || (held[other] === 0 && filled[other] === 0)) continue;
      const mean = this.#history.pairs.mean(other);
      this.#centre += Math.min(mean * held[other], mean * filled[other]);
    }
    if (asset === -1) return true;
    this.#besideLong = this.#products.beside(asset, 1);
    this.#besideShort = this.#products.beside(asset, -1);
    this.#ownVariance = this.#covariances.entry(asset, asset);
    return true;
  }

  with(value: number): TailRisk {
    const asset = this.#asset;
    if (asset === -1) return this.#tail(this.#centre, Math.sqrt(Math.max(0, this.#variance)));
    const beside = value > 0 ? this.#besideLong : this.#besideShort;
    const variance =
      this.#variance + 2 * Math.abs(value) * beside + value * value * this.#ownVariance;
    const centre = this.#centre + value * this.#history.pairs.mean(asset);
    return this.#tail(centre, Math.sqrt(Math.max(0, variance)));
  }
}

/** Whether orders of other assets wait. */
function waits({ held, filled }: Positions, asset: number): boolean {
  for (let other = 0; other < held.length; other++) {
    if (other !== asset && held[other] !== filled[other]) return true;
  }
  return false;
}
