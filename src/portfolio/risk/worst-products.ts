import type { Series } from '#base';
import type { PairMatrix } from './pair-matrix.ts';

/** Positions as they are held and as they are when what waits has filled. */
export interface Positions {
  /** Signed value of each asset, account currency [assets]. */
  readonly held: Series;
  readonly filled: Series;
}

/**
 * Σ Σ m_jk x_j x_k over positions x that may fill in part, each product at its worse side.
 *
 * A product of two values within ranges is largest at ends of them, so nothing that fills makes the sum
 * larger. An m that is not known counts as if both moved together. Sums of the others of an asset are
 * those of all less its own, so that one order costs as many products as there are positions.
 */
export class WorstProducts {
  readonly #matrix: PairMatrix;
  readonly #held: Float64Array;
  readonly #filled: Float64Array;
  #version = Number.NaN;
  readonly #isChanged: Uint8Array;
  /** Of one asset with those before it, while they are multiplied. */
  readonly #entries: Float64Array;
  /** Assets held or waited for, in order; as many as `#count`. */
  readonly #at: Int32Array;
  #count = 0;
  /** m_jk x_j x_k [assets × assets]. */
  readonly #products: Float64Array;
  /** Its sum over k [assets]. */
  readonly #rows: Float64Array;

  constructor(assets: number, matrix: PairMatrix) {
    this.#matrix = matrix;
    this.#held = new Float64Array(assets).fill(Number.NaN);
    this.#filled = new Float64Array(assets).fill(Number.NaN);
    this.#isChanged = new Uint8Array(assets);
    this.#entries = new Float64Array(assets);
    this.#at = new Int32Array(assets);
    this.#products = new Float64Array(assets ** 2);
    this.#rows = new Float64Array(assets);
  }

  take({ held, filled }: Positions): void {
    const { version } = this.#matrix;
    const isNew = version !== this.#version;
    let changes = isNew;
    this.#version = version;
    for (let asset = 0; asset < held.length; asset++) {
      const isSame = held[asset] === this.#held[asset] && filled[asset] === this.#filled[asset];
      this.#isChanged[asset] = isSame ? 0 : 1;
      changes ||= !isSame;
    }
    if (!changes) return;
    this.#held.set(held);
    this.#filled.set(filled);
    if (isNew) this.#multiply();
    else this.#multiplyChanged();
    this.#add();
  }

  #multiply(): void {
    const held = this.#held;
    const filled = this.#filled;
    const entries = this.#entries;
    this.#count = 0;
    for (let one = 0; one < held.length; one++) {
      if (held[one] === 0 && filled[one] === 0) continue;
      this.#matrix.row(one, this.#at, this.#count, entries);
      for (let place = 0; place < this.#count; place++) {
        this.#multiplyPair(one, this.#at[place], entries[place]);
      }
      this.#multiplyPair(one, one, this.#matrix.entry(one, one));
      this.#at[this.#count++] = one;
    }
  }

  /** An order moves one position where a bar moves all. */
  #multiplyChanged(): void {
    this.#count = 0;
    for (let asset = 0; asset < this.#held.length; asset++) {
      if (this.#held[asset] !== 0 || this.#filled[asset] !== 0) this.#at[this.#count++] = asset;
    }
    for (let place = 0; place < this.#count; place++) {
      const one = this.#at[place];
      if (this.#isChanged[one] === 0) continue;
      for (let next = 0; next < this.#count; next++) {
        const other = this.#at[next];
        this.#multiplyPair(one, other, this.#matrix.entry(one, other));
      }
    }
  }

  #multiplyPair(one: number, other: number, entry: number): void {
    const a = this.#held[one];
    const c = this.#held[other];
    // Spelled out where nothing waits: a call would put every product on the heap.
    let product = entry * a * c;
    if (a !== this.#filled[one] || c !== this.#filled[other] || Number.isNaN(product)) {
      product = worstProduct(entry, a, this.#filled[one], c, this.#filled[other]);
    }
    const assets = this.#held.length;
    this.#products[one * assets + other] = product;
    this.#products[other * assets + one] = product;
  }

  /** All of it in one order, so that the sums do not depend on how they came about. */
  #add(): void {
    const assets = this.#held.length;
    for (let place = 0; place < this.#count; place++) {
      const row = this.#at[place] * assets;
      let sum = 0;
      for (let other = 0; other < this.#count; other++)
        sum += this.#products[row + this.#at[other]];
      this.#rows[this.#at[place]] = sum;
    }
  }

  /** The sum over all positions but an asset's, −1 for none. */
  others(asset: number): number {
    const isIn = asset !== -1 && (this.#held[asset] !== 0 || this.#filled[asset] !== 0);
    const assets = this.#held.length;
    let sum = 0;
    for (let place = 0; place < this.#count; place++) {
      const other = this.#at[place];
      if (other === asset) continue;
      sum += isIn ? this.#rows[other] - this.#products[other * assets + asset] : this.#rows[other];
    }
    return sum;
  }

  #besideOne(asset: number, side: number, other: number): number {
    const entry = this.#matrix.entry(asset, other);
    return worstProduct(entry, side, side, this.#held[other], this.#filled[other]);
  }

  /** Σ m_ij s x_j over the others, for a position of the sign s and size 1 of an asset. */
  beside(asset: number, side: number): number {
    let sum = 0;
    for (let place = 0; place < this.#count; place++) {
      const other = this.#at[place];
      if (other === asset) continue;
      sum += this.#besideOne(asset, side, other);
    }
    return sum;
  }
}

/** Largest m·x·y, x one of a and b, y one of c and d; |x·y| where m is not known. */
function worstProduct(entry: number, a: number, b: number, c: number, d: number): number {
  if (Number.isNaN(entry)) {
    return Math.max(Math.abs(a), Math.abs(b)) * Math.max(Math.abs(c), Math.abs(d));
  }
  return Math.max(entry * a * c, entry * a * d, entry * b * c, entry * b * d);
}
