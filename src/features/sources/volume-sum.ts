import { type FeatureContext, kernel } from '../kernel.ts';
import { RollingSum } from '../rolling/rolling-sum.ts';
import { SharedValue } from './shared-value.ts';

/**
 * Units traded in the newest `bars` bars.
 *
 * @param bars - ≥ 1, bars
 * @returns ≥ 0, units; NaN for the first bars − 1 bars
 */
export function volumeSum(context: FeatureContext, bars: number): SharedValue {
  return context.share(`volume-sum ${bars}`, () => {
    const sum = new RollingSum(bars);
    return new SharedValue(kernel({ sum }, (bar) => sum.update(bar.volume)));
  });
}
