import type { BarRow } from '../bar-row.ts';
import type { BarSource, FeatureContext } from '../kernel.ts';
import { RollingMoments, type RollingMomentsState } from '../rolling/rolling-moments.ts';

/** Mean and deviation of one number of the newest bars, for all who read them. */
abstract class BarMoments implements BarSource {
  readonly moments: RollingMoments;

  constructor(bars: number) {
    this.moments = new RollingMoments(bars);
  }

  abstract update(bar: BarRow): void;

  saveState(): RollingMomentsState {
    return this.moments.saveState();
  }

  loadState(state: RollingMomentsState): void {
    this.moments.loadState(state);
  }
}

class CloseMoments extends BarMoments {
  update({ close }: BarRow): void {
    this.moments.update(close);
  }
}

class ReturnMoments extends BarMoments {
  update({ logReturn }: BarRow): void {
    if (!Number.isNaN(logReturn)) this.moments.update(logReturn);
  }
}

/**
 * Moments of the newest `bars` closes.
 *
 * @param bars - ≥ 1, bars
 * @returns NaN for the first bars − 1 bars
 */
export function closeMoments(context: FeatureContext, bars: number): RollingMoments {
  return context.share(`close-moments ${bars}`, () => new CloseMoments(bars)).moments;
}

/**
 * Moments of the newest `bars` log returns.
 *
 * @param bars - ≥ 1, bars
 * @returns NaN for the first `bars` bars
 */
export function returnMoments(context: FeatureContext, bars: number): RollingMoments {
  return context.share(`return-moments ${bars}`, () => new ReturnMoments(bars)).moments;
}
