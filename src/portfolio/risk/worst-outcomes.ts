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
  #version = Number.NaN;
  /** Newest asset whose waiting orders are in `#total`; −1 for none. */
  #newest = -1;
  /** Of what is held [bars]. */
  readonly #settled: Float64Array;
  readonly #total: Float64Array;
  readonly #others: Float64Array;

  constructor(history: ReturnHistory, assets: number) {
    this.#history = history;
    this.#held = new Float64Array(assets).fill(Number.NaN);
    this.#filled = new Float64Array(assets);
    this.#settled = new Float64Array(history.bars);
    this.#total = new Float64Array(history.bars);
    this.#others = new Float64Array(history.bars);
  }

  /**
   * Outcomes of all positions but an asset's; overwritten by the next call [bars].
   *
   * @param asset - −1 leaves out none
   */
  others(positions: Positions, asset: number): Float64Array {
    this.#take(positions);
    const [others, total] = [this.#others, this.#total];
    const own = asset === -1 ? 0 : positions.held[asset];
    const waits = asset === -1 ? 0 : positions.filled[asset] - own;
    if (own === 0 && waits === 0) {
      others.set(total);
      return others;
    }
    const column = this.#history.column(asset);
    for (let bar = 0; bar < others.length; bar++) {
      others[bar] = total[bar] - (own * column[bar] + Math.min(0, waits * column[bar]));
    }
    return others;
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
      const [column, total] = [this.#history.column(asset), this.#total];
      for (let bar = 0; bar < total.length; bar++) total[bar] += Math.min(0, waits * column[bar]);
    }
  }

  #settle(held: Float64Array): void {
    this.#version = this.#history.version;
    this.#held.set(held);
    const settled = this.#settled.fill(0);
    const used = Array.from(held.keys()).filter((asset) => held[asset] !== 0);
    // Four at a time: the sums stay in order, but are read and written once for all four.
    let place = 0;
    for (; place + 4 <= used.length; place += 4) {
      const [a, b, c, d] = used.slice(place, place + 4).map((asset) => this.#history.column(asset));
      const [va, vb, vc, vd] = used.slice(place, place + 4).map((asset) => held[asset]);
      for (let bar = 0; bar < settled.length; bar++) {
        settled[bar] = settled[bar] + va * a[bar] + vb * b[bar] + vc * c[bar] + vd * d[bar];
      }
    }
    for (; place < used.length; place++) {
      const [value, column] = [held[used[place]], this.#history.column(used[place])];
      for (let bar = 0; bar < settled.length; bar++) settled[bar] += value * column[bar];
    }
    this.#rest();
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
