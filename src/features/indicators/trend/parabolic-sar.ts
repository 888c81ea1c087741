import type { Stateful } from '#base';
import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, type Kernel, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';

const STEP = 0.02;
const FASTEST = 0.2;

interface ParabolicSarState {
  /** Of the bar before; null on the first. */
  readonly last: { readonly high: number; readonly low: number } | null;
  /** Null before the second bar. */
  readonly trend: {
    readonly side: number;
    readonly extreme: number;
    readonly stop: number;
    readonly speed: number;
  } | null;
}

/**
 * Wilder's stop, which closes in on price while a trend makes new extremes, and turns when it is hit.
 *
 * `extreme` and `stop` are kept times the side, 1 while rising and −1 while falling, so that both
 * trends are one: ahead is where the trend goes, behind is where the stop waits.
 */
class ParabolicSar implements Stateful<ParabolicSarState> {
  #high = Number.NaN;
  #low = Number.NaN;
  #side = 1;
  #extreme = Number.NaN;
  #stop = Number.NaN;
  #speed = STEP;

  /** Takes the next bar; returns its stop, NaN on the first. */
  update(bar: BarRow): number {
    if (Number.isNaN(this.#stop)) this.#start(bar);
    const isHit = this.#behind(bar.high, bar.low) <= this.#stop;
    if (isHit) {
      this.#side = -this.#side;
      this.#stop = this.#keptBehind(-this.#extreme, bar);
    }
    const stop = this.#side * this.#stop;
    const ahead = this.#side > 0 ? bar.high : -bar.low;
    if (isHit) {
      this.#extreme = ahead;
      this.#speed = STEP;
    } else if (ahead > this.#extreme) {
      this.#extreme = ahead;
      this.#speed = Math.min(this.#speed + STEP, FASTEST);
    }
    this.#stop = this.#keptBehind(this.#stop + this.#speed * (this.#extreme - this.#stop), bar);
    this.#high = bar.high;
    this.#low = bar.low;
    return stop;
  }

  /**
   * The second bar settles the side, rising unless lows fall more than highs rise, and the first is its
   * stop; on the first bar itself there is none, and the stop stays NaN.
   */
  #start(bar: BarRow): void {
    const fall = this.#low - bar.low;
    this.#side = fall > 0 && fall > bar.high - this.#high ? -1 : 1;
    this.#extreme = this.#side > 0 ? bar.high : -bar.low;
    this.#stop = this.#behind(this.#high, this.#low);
    // As TA-Lib does, the second bar has itself as the bar before.
    this.#high = bar.high;
    this.#low = bar.low;
  }

  #behind(high: number, low: number): number {
    return this.#side > 0 ? low : -high;
  }

  /** A stop never enters the range of this bar and the one before. */
  #keptBehind(stop: number, bar: BarRow): number {
    return Math.min(stop, this.#behind(this.#high, this.#low), this.#behind(bar.high, bar.low));
  }

  saveState(): ParabolicSarState {
    return {
      last: Number.isNaN(this.#high) ? null : { high: this.#high, low: this.#low },
      trend: Number.isNaN(this.#stop)
        ? null
        : {
            side: this.#side,
            extreme: this.#extreme,
            stop: this.#stop,
            speed: this.#speed,
          },
    };
  }

  loadState({ last, trend }: ParabolicSarState): void {
    this.#high = last?.high ?? Number.NaN;
    this.#low = last?.low ?? Number.NaN;
    this.#side = trend?.side ?? 1;
    this.#extreme = trend?.extreme ?? Number.NaN;
    this.#stop = trend?.stop ?? Number.NaN;
    this.#speed = trend?.speed ?? STEP;
  }
}

function parabolicSar(read: (stop: number, bar: BarRow) => number): Kernel {
  const sar = new ParabolicSar();
  return kernel({ sar }, (bar) => read(sar.update(bar), bar));
}

/**
 * Parabolic stop and reverse: under price while the trend rises, above it while it falls.
 *
 * SAR_{t+1} = SAR_t + speed · (extreme − SAR_t), speed 0.02 and 0.02 more with each new extreme, at most 0.2;
 * kept out of the newest two bars; when a bar reaches it the side turns and it starts at the extreme
 *
 * > 0, price units; NaN for the first bar.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const parabolicSarLevel: LevelFamily = {
  family: 'SAR',
  periods: [],
  outputs: [],
  make: () => ({
    name: 'SAR',
    group: 'level',
    inputs: ['high', 'low'],
    warmupBars: 1,
    formula: 'parabolic sar, step 0.02, at most 0.2',
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: 'pandas-ta asks whether a bar reaches the stop before it keeps the stop out of the newest two bars, and so turns earlier at times; this asks after, as Wilder and TA-Lib do.',
    create: () => parabolicSar((stop) => stop),
  }),
};

/**
 * How far the close stands from the parabolic stop: above 0 while the trend rises, below while it falls.
 *
 * sar_dist = c_t / SAR_t − 1
 *
 * > −1, fraction; NaN for the first bar.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const parabolicSarDistance: FeatureDefinition = {
  name: 'sar_dist',
  group: 'trend',
  inputs: ['high', 'low', 'close'],
  warmupBars: 1,
  formula: 'c[t] / sar[t] - 1, step 0.02, at most 0.2',
  range: [-1, Number.POSITIVE_INFINITY],
  scaling: 'rolling',
  create: () => parabolicSar((stop, bar) => bar.close / stop - 1),
};
