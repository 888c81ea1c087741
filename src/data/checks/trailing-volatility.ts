const WINDOW_BARS = 60;
const LEAST_BARS = 20;

/** Median of |r| of a normal return with standard deviation 1. */
const NORMAL_MEDIAN = 0.6745;

/** Mean of |r| of the same. */
const NORMAL_MEAN = 0.7979;

/**
 * Volatility of the newest 60 returns other than zero that one wild return hardly moves.
 *
 * σ = max( median |r| / 0.6745, mean |r| / 0.7979 ). Bars that stand still say nothing of how far the
 * price goes when it moves, which in a thin market is never less than a tick.
 */
export class TrailingVolatility {
  readonly #sizes = new Float64Array(WINDOW_BARS);
  readonly #sorted = new Float64Array(WINDOW_BARS);
  #count = 0;
  #next = 0;
  #sum = 0;

  /** At most `value`, and cheap; NaN before 20 returns other than zero. */
  get floor(): number {
    return this.#count < LEAST_BARS ? Number.NaN : this.#sum / this.#count / NORMAL_MEAN;
  }

  /** NaN before 20 returns other than zero; looks at the whole window. */
  get value(): number {
    const count = this.#count;
    if (count < LEAST_BARS) return Number.NaN;
    const sorted = this.#sorted.subarray(0, count);
    sorted.set(this.#sizes.subarray(0, count));
    sorted.sort();
    return Math.max(sorted[count >> 1] / NORMAL_MEDIAN, this.floor);
  }

  update(move: number): void {
    const size = Math.abs(move);
    if (size === 0) return;
    this.#sum += size - this.#sizes[this.#next];
    this.#sizes[this.#next] = size;
    if (this.#count < WINDOW_BARS) this.#count++;
    this.#next++;
    if (this.#next < WINDOW_BARS) return;
    this.#next = 0;
    // Afresh once a round, so that the rounding of a wild return does not stay for ever.
    this.#sum = this.#sizes.reduce((sum, each) => sum + each, 0);
  }
}
