import { assert, type Series, type Stateful } from '#base';
import { CoMoments } from './co-moments.ts';

export interface ReturnHistoryState {
  /** Returns an asset has had without a break, at most the window [assets]. */
  readonly known: readonly number[];
  /** Oldest bar first [bars × assets]. */
  readonly returns: readonly number[];
  /** Place of the ring that the next bar goes to; absent in states from before it was kept. */
  readonly next?: number;
  /** Absent where no limit looks at pairs of assets. */
  readonly coMoments?: readonly (number | null)[];
}

/** Returns of all assets over the newest bars; one without a bar stands still there. */
export class ReturnHistory implements Stateful<ReturnHistoryState> {
  readonly #bars: number;
  /** A ring of bars an asset. */
  readonly #columns: readonly Float64Array[];
  readonly #known: Float64Array;
  readonly #coMoments: CoMoments | null;
  readonly #entering: Float64Array;
  readonly #leaving: Float64Array;
  #next = 0;
  #count = 0;
  #version = 0;

  /**
   * @param bars - length of the window
   * @param pairs - whether covariances and correlations will be asked for
   */
  constructor(bars: number, assets: number, pairs: boolean) {
    this.#bars = bars;
    this.#columns = Array.from({ length: assets }, () => new Float64Array(bars));
    this.#known = new Float64Array(assets);
    this.#coMoments = pairs ? new CoMoments(bars, assets) : null;
    this.#entering = new Float64Array(assets);
    this.#leaving = new Float64Array(assets);
  }

  get assets(): number {
    return this.#columns.length;
  }

  get bars(): number {
    return this.#bars;
  }

  /** Another number whenever returns have changed. */
  get version(): number {
    return this.#version;
  }

  /** @param move - return of each asset's newest bar, NaN where it cannot be told [assets] */
  push(present: Uint8Array, move: Series): void {
    const next = this.#next;
    for (let asset = 0; asset < this.#known.length; asset++) {
      const isNew = present[asset] === 1;
      const breaks = isNew && Number.isNaN(move[asset]);
      const column = this.#columns[asset];
      this.#leaving[asset] = column[next];
      this.#entering[asset] = isNew && !breaks ? move[asset] : 0;
      column[next] = this.#entering[asset];
      const starts = isNew || this.#known[asset] > 0;
      this.#known[asset] = breaks || !starts ? 0 : Math.min(this.#known[asset] + 1, this.#bars);
    }
    this.#next = (this.#next + 1) % this.#bars;
    this.#count = Math.min(this.#count + 1, this.#bars);
    this.#version++;
    if (this.#coMoments === null) return;
    const isExact = this.#coMoments.slide(this.#entering, this.#leaving);
    if (this.#next === 0 || !isExact) this.#coMoments.rebuild(this.#columns);
  }

  /** Returns an asset has had without a break, at most the window. */
  known(asset: number): number {
    return this.#known[asset];
  }

  /** Whether the whole window of an asset is known. */
  knows(asset: number): boolean {
    return this.#known[asset] === this.#bars;
  }

  /** Returns of an asset over the window, in no order in time but in the same one for all [bars]. */
  column(asset: number): Float64Array {
    return this.#columns[asset];
  }

  /** Returns of the window, oldest bar first [bars × assets]; NaN where an asset has not been known since. */
  matrix(): { readonly bars: number; readonly assets: number; readonly values: Float64Array } {
    const [bars, assets] = [this.#count, this.assets];
    const values = new Float64Array(bars * assets);
    const oldest = this.#next - bars + this.#bars;
    for (let bar = 0; bar < bars; bar++) {
      const row = (oldest + bar) % this.#bars;
      for (let asset = 0; asset < assets; asset++) {
        const isKnown = bar >= bars - this.#known[asset];
        values[bar * assets + asset] = isKnown ? this.#columns[asset][row] : Number.NaN;
      }
    }
    return { bars, assets, values };
  }

  /** Sums and products over the window, what is not known at 0. */
  get pairs(): CoMoments {
    assert(this.#coMoments !== null, 'pairs of assets are kept where they are asked for');
    return this.#coMoments;
  }

  saveState(): ReturnHistoryState {
    const rows = Array.from({ length: this.#count }, (_, row) => {
      const place = (this.#next - this.#count + row + this.#bars) % this.#bars;
      return this.#columns.map((column) => column[place]);
    });
    return {
      known: [...this.#known],
      returns: rows.flat(),
      next: this.#next,
      ...(this.#coMoments !== null && { coMoments: this.#coMoments.saveState() }),
    };
  }

  loadState({ known, returns, next, coMoments }: ReturnHistoryState): void {
    const assets = this.#columns.length;
    assert(known.length === assets, 'a return history is loaded for the same assets');
    const rows = returns.length / assets;
    // A window made shorter since keeps its newest bars.
    const kept = Math.min(rows, this.#bars);
    this.#count = kept;
    this.#next = (next ?? kept) % this.#bars;
    this.#columns.forEach((column, asset) => {
      column.fill(0);
      for (let row = 0; row < kept; row++) {
        const place = (this.#next - kept + row + this.#bars) % this.#bars;
        column[place] = returns[(rows - kept + row) * assets + asset];
      }
      this.#known[asset] = Math.min(known[asset], this.#bars);
    });
    this.#version++;
    if (this.#coMoments === null) return;
    const fits = coMoments !== undefined && rows === kept;
    if (fits) this.#coMoments.loadState(coMoments);
    else this.#coMoments.rebuild(this.#columns);
  }
}
