import type { MarketSlice, Stateful } from '#base';

export interface PriceLogState {
  readonly price: readonly (number | null)[];
  readonly move: readonly (number | null)[];
  readonly time: readonly (number | null)[];
}

/** When each asset last had a bar, and by how much its close moved then, splits and dividends aside. */
export class PriceLog implements Stateful<PriceLogState> {
  /** Adjusted close / the one before − 1 [assets]; NaN where there are no two positive ones. */
  readonly move: Float64Array;
  /** Stamp of the newest bar [assets], UTC epoch ms; NaN before the first. */
  readonly time: Float64Array;
  readonly #price: Float64Array;

  constructor(assets: number) {
    this.move = new Float64Array(assets).fill(Number.NaN);
    this.time = new Float64Array(assets).fill(Number.NaN);
    this.#price = new Float64Array(assets).fill(Number.NaN);
  }

  take({ time, present, close, factor }: MarketSlice): void {
    for (let asset = 0; asset < this.move.length; asset++) {
      if (present[asset] === 0) continue;
      const adjusted = close[asset] * factor[asset];
      const price = adjusted > 0 && Number.isFinite(adjusted) ? adjusted : Number.NaN;
      const move = price / this.#price[asset] - 1;
      this.move[asset] = Number.isFinite(move) ? move : Number.NaN;
      this.time[asset] = time;
      this.#price[asset] = price;
    }
  }

  saveState(): PriceLogState {
    const orNull = (values: Float64Array) =>
      Array.from(values, (value) => (Number.isNaN(value) ? null : value));
    return { price: orNull(this.#price), move: orNull(this.move), time: orNull(this.time) };
  }

  loadState(state: PriceLogState): void {
    const take = (values: Float64Array, saved: readonly (number | null)[]) =>
      values.set(saved.map((value) => value ?? Number.NaN));
    take(this.#price, state.price);
    take(this.move, state.move);
    take(this.time, state.time);
  }
}
