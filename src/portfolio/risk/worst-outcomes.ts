import type { ReturnHistory } from './return-history.ts';
import type { Positions } from './worst-products.ts';

/**
 * What positions would have earned at each bar of the window, where each waiting order has filled as far
 * as makes that bar worst: Σ min(held · r, filled · r).
 *
 * No outcome is lower whatever fills, in part or not, so no quantile and no mean of the lowest is either.
 */
export class WorstOutcomes {
  readonly #history: ReturnHistory;
  readonly #held: Float64Array;
  readonly #filled: Float64Array;
  /** Assets that are held. */
  readonly #at: Int32Array;
  #version = Number.NaN;
  /** Newest asset whose waiting orders are in `#total`; −1 for none. */
  #newest = -1;
  /** Of what is held [bars]. */
  readonly #settled: Float64Array;
  readonly #total: Float64Array;
  readonly #outcomes: Float64Array;
  #asset = -1;
  #own = 0;
  #waits = 0;

  constructor(history: ReturnHistory, assets: number) {
    this.#history = history;
    this.#held = new Float64Array(assets).fill(Number.NaN);
    this.#filled = new Float64Array(assets);
    this.#at = new Int32Array(assets);
    this.#settled = new Float64Array(history.bars);
    this.#total = new Float64Array(history.bars);
    this.#outcomes = new Float64Array(history.bars);
  }

  /**
   * Takes all positions but those of an asset, which is varied.
   *
   * @param asset - −1 for none
   */
  consider(positions: Positions, asset: number): void {
    this.#take(positions);
    this.#asset = asset;
    this.#own = asset === -1 ? 0 : positions.held[asset];
    this.#waits = asset === -1 ? 0 : positions.filled[asset] - this.#own;
  }

  /**
   * Outcomes with a position of that signed value of the asset; overwritten by the next call [bars].
   */
  with(value: number): Float64Array {
    const outcomes = this.#outcomes;
    const total = this.#total;
    const waits = this.#waits;
    if (this.#asset === -1) return total;
    const column = this.#history.column(this.#asset);
    const more = value - this.#own;
    for (let bar = 0; bar < outcomes.length; bar++) outcomes[bar] = total[bar] + more * column[bar];
    if (waits === 0) return outcomes;
    for (let bar = 0; bar < outcomes.length; bar++) {
      outcomes[bar] -= Math.min(0, waits * column[bar]);
    }
    return outcomes;
  }

  /** Adds what is new; the sums are in the order of the assets, however they came about. */
  #take({ held, filled }: Positions): void {
    const assets = held.length;
    let first = 0;
    if (this.#version !== this.#history.version || !isSame(held, this.#held)) this.#settle(held);
    while (first < assets && filled[first] === this.#filled[first]) first++;
    if (first === assets) return;
    if (first <= this.#newest) {
      this.#rest();
      first = 0;
    }
    for (let asset = first; asset < assets; asset++) {
      const waits = filled[asset] - held[asset];
      this.#filled[asset] = filled[asset];
      if (waits === 0) continue;
      this.#newest = asset;
      const column = this.#history.column(asset);
      const total = this.#total;
      for (let bar = 0; bar < total.length; bar++) total[bar] += Math.min(0, waits * column[bar]);
    }
  }

  #settle(held: Float64Array): void {
    this.#version = this.#history.version;
    this.#held.set(held);
    let count = 0;
    for (let asset = 0; asset < held.length; asset++) {
      if (held[asset] !== 0) this.#at[count++] = asset;
    }
    this.#settled.fill(0);
    let place = 0;
    for (; place + 4 <= count; place += 4) this.#addFour(place);
    for (; place < count; place++) this.#addOne(this.#at[place]);
    this.#rest();
  }

  #addOne(asset: number): void {
    const settled = this.#settled;
    const value = this.#held[asset];
    const column = this.#history.column(asset);
    for (let bar = 0; bar < settled.length; bar++) settled[bar] += value * column[bar];
  }

  /** The same of four in a row, read and written once for all. */
  #addFour(place: number): void {
    const settled = this.#settled;
    const at = this.#at;
    const held = this.#held;
    const a = this.#history.column(at[place]);
    const b = this.#history.column(at[place + 1]);
    const c = this.#history.column(at[place + 2]);
    const d = this.#history.column(at[place + 3]);
    const ofA = held[at[place]];
    const ofB = held[at[place + 1]];
    const ofC = held[at[place + 2]];
    const ofD = held[at[place + 3]];
    for (let bar = 0; bar < settled.length; bar++) {
      settled[bar] = settled[bar] + ofA * a[bar] + ofB * b[bar] + ofC * c[bar] + ofD * d[bar];
    }
  }

  /** Forgets what waits. */
  #rest(): void {
    this.#total.set(this.#settled);
    this.#filled.set(this.#held);
    this.#newest = -1;
  }
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
