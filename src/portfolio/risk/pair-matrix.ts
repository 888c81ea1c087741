import type { ReturnHistory } from './return-history.ts';

/** Covariances or correlations of the returns of each pair of assets. */
export class PairMatrix {
  readonly #history: ReturnHistory;
  readonly #isCorrelation: boolean;
  /** What products of two assets' returns are multiplied with; NaN where one is not known [assets]. */
  readonly #scale: Float64Array;
  #version = Number.NaN;

  constructor(history: ReturnHistory, kind: 'covariance' | 'correlation') {
    this.#history = history;
    this.#isCorrelation = kind === 'correlation';
    this.#scale = new Float64Array(history.assets);
  }

  /** Another one whenever entries have changed. */
  get version(): number {
    return this.#history.version;
  }

  /** NaN where one of the two is not known, or, of a correlation, never varies. */
  entry(one: number, other: number): number {
    if (this.#version !== this.#history.version) this.#measure();
    return this.#history.pairs.central(one, other) * (this.#scale[one] * this.#scale[other]);
  }

  /** Writes the entries of one asset with each of the first `count` of `others`, all before it. */
  row(one: number, others: Int32Array, count: number, into: Float64Array): void {
    if (this.#version !== this.#history.version) this.#measure();
    this.#history.pairs.centralRow(one, others, count, into);
    const own = this.#scale[one];
    for (let place = 0; place < count; place++) into[place] *= own * this.#scale[others[place]];
  }

  #measure(): void {
    const history = this.#history;
    this.#version = history.version;
    for (let asset = 0; asset < this.#scale.length; asset++) {
      const scale = this.#isCorrelation
        ? history.pairs.inverseLength(asset)
        : 1 / Math.sqrt(history.bars - 1);
      this.#scale[asset] = history.knows(asset) ? scale : Number.NaN;
    }
  }
}
