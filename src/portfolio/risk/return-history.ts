import { assert, type Series, type Stateful } from '#base';

export interface ReturnHistoryState {
  /** Returns an asset has had without a break, at most the window [assets]. */
  readonly known: readonly number[];
  /** Oldest bar first [bars × assets]. */
  readonly returns: readonly number[];
}

/** Returns of all assets over the newest bars; one without a bar stands still there. */
export class ReturnHistory implements Stateful<ReturnHistoryState> {
  readonly #bars: number;
  readonly #assets: number;
  readonly #returns: Float64Array;
  readonly #known: Float64Array;
  #next = 0;
  #count = 0;
  /** Worked out when first asked for at a bar; NaN where not known [assets × assets]. */
  #correlations: Float64Array | null = null;

  /** @param bars - length of the window */
  constructor(bars: number, assets: number) {
    this.#bars = bars;
    this.#assets = assets;
    this.#returns = new Float64Array(bars * assets);
    this.#known = new Float64Array(assets);
  }

  /** @param move - return of each asset's newest bar, NaN where it cannot be told [assets] */
  push(present: Uint8Array, move: Series): void {
    const row = this.#next * this.#assets;
    for (let asset = 0; asset < this.#assets; asset++) {
      const isNew = present[asset] === 1;
      const breaks = isNew && Number.isNaN(move[asset]);
      this.#returns[row + asset] = isNew && !breaks ? move[asset] : 0;
      const starts = isNew || this.#known[asset] > 0;
      this.#known[asset] = breaks || !starts ? 0 : Math.min(this.#known[asset] + 1, this.#bars);
    }
    this.#next = (this.#next + 1) % this.#bars;
    this.#count = Math.min(this.#count + 1, this.#bars);
    this.#correlations = null;
  }

  /** Returns an asset has had without a break, at most the window. */
  known(asset: number): number {
    return this.#known[asset];
  }

  /** Whether the whole window of an asset is known. */
  knows(asset: number): boolean {
    return this.#known[asset] === this.#bars;
  }

  /**
   * What positions would have earned at each bar of the window, Σ values · returns.
   *
   * @param values - signed, account currency [assets]
   * @param outcomes - is written [bars]
   */
  replay(values: Series, outcomes: Float64Array): void {
    for (let bar = 0; bar < this.#bars; bar++) {
      let outcome = 0;
      for (let asset = 0; asset < this.#assets; asset++) {
        if (values[asset] !== 0)
          outcome += values[asset] * this.#returns[bar * this.#assets + asset];
      }
      outcomes[bar] = outcome;
    }
  }

  /** Returns of the window, oldest bar first [bars × assets]; NaN where an asset has not been known since. */
  matrix(): { readonly bars: number; readonly assets: number; readonly values: Float64Array } {
    const [bars, assets] = [this.#count, this.#assets];
    const values = new Float64Array(bars * assets);
    const oldest = this.#next - bars + this.#bars;
    for (let bar = 0; bar < bars; bar++) {
      const row = ((oldest + bar) % this.#bars) * assets;
      for (let asset = 0; asset < assets; asset++) {
        const isKnown = bar >= bars - this.#known[asset];
        values[bar * assets + asset] = isKnown ? this.#returns[row + asset] : Number.NaN;
      }
    }
    return { bars, assets, values };
  }

  /** Sample correlation of two assets' returns; NaN where either is not known or never varies. */
  correlation(one: number, other: number): number {
    this.#correlations ??= this.#correlate();
    return this.#correlations[one * this.#assets + other];
  }

  #correlate(): Float64Array {
    const correlations = new Float64Array(this.#assets ** 2).fill(Number.NaN);
    const standard = Array.from({ length: this.#assets }, (_, asset) => this.#standardised(asset));
    for (let one = 0; one < this.#assets; one++) {
      for (let other = 0; other <= one; other++) {
        const [a, b] = [standard[one], standard[other]];
        if (a === null || b === null) continue;
        let sum = 0;
        for (let bar = 0; bar < this.#bars; bar++) sum += a[bar] * b[bar];
        const value = one === other ? 1 : Math.max(-1, Math.min(1, sum));
        correlations[one * this.#assets + other] = value;
        correlations[other * this.#assets + one] = value;
      }
    }
    return correlations;
  }

  /** Returns less their mean over the root of their squares, NaN where none varies; null while not known. */
  #standardised(asset: number): Float64Array | null {
    if (!this.knows(asset)) return null;
    const column = Float64Array.from(
      { length: this.#bars },
      (_, bar) => this.#returns[bar * this.#assets + asset],
    );
    const centre = column.reduce((sum, value) => sum + value, 0) / this.#bars;
    const length = Math.sqrt(column.reduce((sum, value) => sum + (value - centre) ** 2, 0));
    return column.map((value) => (value - centre) / length);
  }

  saveState(): ReturnHistoryState {
    const size = this.#returns.length;
    const oldest = (this.#next - this.#count + this.#bars) * this.#assets;
    return {
      known: [...this.#known],
      returns: Array.from(
        { length: this.#count * this.#assets },
        (_, at) => this.#returns[(oldest + at) % size],
      ),
    };
  }

  loadState({ known, returns }: ReturnHistoryState): void {
    assert(known.length === this.#assets, 'a return history is loaded for the same assets');
    const rows = returns.length / this.#assets;
    // A window made shorter since keeps its newest bars.
    const kept = Math.min(rows, this.#bars);
    this.#returns.fill(0).set(returns.slice((rows - kept) * this.#assets));
    this.#count = kept;
    this.#next = kept % this.#bars;
    for (let asset = 0; asset < this.#assets; asset++) {
      this.#known[asset] = Math.min(known[asset], this.#bars);
    }
    this.#correlations = null;
  }
}
