/** A sum that fell to this part of its largest has lost its last digits to rounding. */
const WORN = 1e-6;
/** Squares less their mean's that are this small a part of them are rounding. */
const STILL = 1e-8;

/**
 * Sums and products of the newest returns of all assets, kept from bar to bar.
 *
 * A bar that enters is added and one that leaves is taken off again; what rounding that leaves behind is
 * gone with the next `rebuild`.
 */
export class CoMoments {
  readonly #bars: number;
  /** Σ r [assets]. */
  readonly #sums: Float64Array;
  /** Σ r r′, the lower triangle row by row. */
  readonly #products: Float64Array;
  /** Largest Σ r² since the products were built [assets]. */
  readonly #peaks: Float64Array;

  /** @param bars - length of the window */
  constructor(bars: number, assets: number) {
    this.#bars = bars;
    this.#sums = new Float64Array(assets);
    this.#products = new Float64Array((assets * (assets + 1)) / 2);
    this.#peaks = new Float64Array(assets);
  }

  /** Moves the window on by a bar; false where a `rebuild` is needed to be exact again. */
  slide(entering: Float64Array, leaving: Float64Array): boolean {
    const sums = this.#sums;
    const products = this.#products;
    let isExact = true;
    let at = 0;
    for (let one = 0; one < sums.length; one++) {
      const came = entering[one];
      const left = leaving[one];
      sums[one] += came - left;
      for (let other = 0; other <= one; other++) {
        products[at++] += came * entering[other] - left * leaving[other];
      }
      const squares = products[at - 1];
      if (squares > this.#peaks[one]) this.#peaks[one] = squares;
      if (!(squares >= WORN * this.#peaks[one])) isExact = false;
    }
    return isExact;
  }

  /** @param columns - returns of the window in any order [assets] */
  rebuild(columns: readonly Float64Array[]): void {
    let at = 0;
    columns.forEach((column, one) => {
      this.#sums[one] = sumOf(column);
      for (let other = 0; other <= one; other++) {
        this.#products[at++] = dot(column, columns[other]);
      }
      this.#peaks[one] = this.#products[at - 1];
    });
  }

  mean(asset: number): number {
    return this.#sums[asset] / this.#bars;
  }

  /** Σ (r − r̄)(r′ − r̄′). */
  central(one: number, other: number): number {
    const later = Math.max(one, other);
    const earlier = Math.min(one, other);
    const product = this.#products[(later * (later + 1)) / 2 + earlier];
    return product - (this.#sums[later] / this.#bars) * this.#sums[earlier];
  }

  /** The same of one asset with each of the first `count` of `others`, all of them before it. */
  centralRow(one: number, others: Int32Array, count: number, into: Float64Array): void {
    const products = this.#products;
    const sums = this.#sums;
    const row = (one * (one + 1)) / 2;
    const mean = sums[one] / this.#bars;
    for (let place = 0; place < count; place++) {
      const other = others[place];
      into[place] = products[row + other] - mean * sums[other];
    }
  }

  /** 1 / √Σ(r − r̄)²; NaN where nothing varies. */
  inverseLength(asset: number): number {
    const squares = this.central(asset, asset);
    const isMoving = squares > STILL * this.#products[(asset * (asset + 3)) / 2];
    return isMoving ? 1 / Math.sqrt(squares) : Number.NaN;
  }

  /** Sums, products and peaks; null where one is too large to be a number. */
  saveState(): (number | null)[] {
    const all = [...this.#sums, ...this.#products, ...this.#peaks];
    return all.map((value) => (Number.isFinite(value) ? value : null));
  }

  loadState(saved: readonly (number | null)[]): void {
    const values = saved.map((value) => value ?? Number.NaN);
    const [sums, products] = [this.#sums.length, this.#products.length];
    this.#sums.set(values.slice(0, sums));
    this.#products.set(values.slice(sums, sums + products));
    this.#peaks.set(values.slice(sums + products));
  }
}

function sumOf(column: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < column.length; at++) sum += column[at];
  return sum;
}

/** Four sums side by side, which need not wait for each other. */
function dot(a: Float64Array, b: Float64Array): number {
  const whole = a.length - (a.length % 4);
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let at = 0; at < whole; at += 4) {
    first += a[at] * b[at];
    second += a[at + 1] * b[at + 1];
    third += a[at + 2] * b[at + 2];
    fourth += a[at + 3] * b[at + 3];
  }
  for (let at = whole; at < a.length; at++) first += a[at] * b[at];
  return first + second + third + fourth;
}
