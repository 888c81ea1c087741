const WINDOW_BARS = 60;
const LEAST_BARS = 20;

/** Median of |r| of a normal return with standard deviation 1. */
const NORMAL_MEDIAN = 0.6745;

/** Mean of |r| of the same. */
const NORMAL_MEAN = 0.7979;

/**
 * Volatility of the newest 60 returns that one wild return hardly moves.
 *
 * σ = max( median |r| / 0.6745, mean |r| / 0.7979 ); the mean keeps it above zero where most bars
 * stand still.
 */
export class TrailingVolatility {
  readonly #ring = new Float64Array(WINDOW_BARS);
  readonly #sorted = new Float64Array(WINDOW_BARS);
  #seen = 0;
  #sum = 0;

  /** NaN before 20 returns. */
  get value(): number {
    const count = Math.min(this.#seen, WINDOW_BARS);
    if (count < LEAST_BARS) return Number.NaN;
    return Math.max(this.#sorted[count >> 1] / NORMAL_MEDIAN, this.#sum / count / NORMAL_MEAN);
  }

  update(move: number): void {
    const size = Math.abs(move);
    let count = Math.min(this.#seen, WINDOW_BARS);
    const slot = this.#seen % WINDOW_BARS;
    if (count === WINDOW_BARS) {
      const oldest = this.#ring[slot];
      const at = this.#place(oldest, count);
      this.#sorted.copyWithin(at, at + 1, count);
      this.#sum -= oldest;
      count--;
    }
    const at = this.#place(size, count);
    this.#sorted.copyWithin(at + 1, at, count);
    this.#sorted[at] = size;
    this.#ring[slot] = size;
    this.#sum += size;
    this.#seen++;
  }

  /** First of the sorted sizes that is not below `size`. */
  #place(size: number, count: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle] < size) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
