import type { Bar, Stateful } from '#base';
import type { BucketClock } from './bucket-clock.ts';

export interface BarAggregatorState {
  /** The bar under way; null between bars. */
  readonly open: { readonly bar: Bar; readonly closeTime: number } | null;
}

/**
 * Puts bars together to bars of a higher interval, and gives each away once it is closed.
 *
 * One is closed with the bar that reaches its end, or, where that bar is missing, with the next one that
 * comes; never before, so what it holds was known at the bar it is given with.
 */
export class BarAggregator implements Stateful<BarAggregatorState> {
  readonly #clock: BucketClock;
  readonly #give: (bar: Bar) => void;
  #bar: { -readonly [Key in keyof Bar]: Bar[Key] } | null = null;
  #closeTime = Number.NaN;

  /** @param give - called with each closed bar, at most twice an update */
  constructor(clock: BucketClock, give: (bar: Bar) => void) {
    this.#clock = clock;
    this.#give = give;
  }

  update(base: Bar): void {
    const bucket = this.#clock.bucketOf(base.time);
    if (this.#bar !== null && this.#bar.time !== bucket?.stamp && base.time >= this.#closeTime) {
      this.#finish();
    }
    if (bucket === null) return;
    this.#add(base, bucket.stamp);
    this.#closeTime = bucket.closeTime;
    if (this.#clock.closeOf(base.time) >= this.#closeTime) this.#finish();
  }

  #add(base: Bar, stamp: number): void {
    const bar = this.#bar;
    if (bar === null) {
      const { open, high, low, close, volume } = base;
      this.#bar = { time: stamp, open, high, low, close, volume };
      return;
    }
    bar.high = Math.max(bar.high, base.high);
    bar.low = Math.min(bar.low, base.low);
    bar.close = base.close;
    bar.volume += base.volume;
  }

  #finish(): void {
    const bar = this.#bar;
    this.#bar = null;
    if (bar !== null) this.#give(bar);
  }

  saveState(): BarAggregatorState {
    return {
      open: this.#bar === null ? null : { bar: { ...this.#bar }, closeTime: this.#closeTime },
    };
  }

  loadState({ open }: BarAggregatorState): void {
    this.#bar = open === null ? null : { ...open.bar };
    this.#closeTime = open?.closeTime ?? Number.NaN;
  }
}
