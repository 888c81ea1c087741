import type { BarRow } from '../bar-row.ts';
import type { BarSource, FeatureContext } from '../kernel.ts';
import { RollingMoments, type RollingMomentsState } from '../rolling/rolling-moments.ts';

/** Mean and deviation of one number of the newest bars, for all who read them. */
class BarMoments implements BarSource {
  readonly moments: RollingMoments;
  readonly #read: (bar: BarRow) => number;

  constructor(bars: number, read: (bar: BarRow) => number) {
    this.moments = new RollingMoments(bars);
    this.#read = read;
  }

  update(bar: BarRow): void {
    const value = this.#read(bar);
    if (!Number.isNaN(value)) this.moments.update(value);
  }

  saveState(): RollingMomentsState {
    return this.moments.saveState();
  }

  loadState(state: RollingMomentsState): void {
    this.moments.loadState(state);
  }
}

/**
 * Moments of the newest `bars` closes.
 *
 * @param bars - ≥ 1, bars
 * @returns NaN for the first bars − 1 bars
 */
export function closeMoments(context: FeatureContext, bars: number): RollingMoments {
  const make = () => new BarMoments(bars, (bar) => bar.close);
  return context.share(`close-moments ${bars}`, make).moments;
}

/**
 * Moments of the newest `bars` log returns.
 *
 * @param bars - ≥ 1, bars
 * @returns NaN for the first `bars` bars
 */
export function returnMoments(context: FeatureContext, bars: number): RollingMoments {
  const make = () => new BarMoments(bars, (bar) => bar.logReturn);
  return context.share(`return-moments ${bars}`, make).moments;
}
