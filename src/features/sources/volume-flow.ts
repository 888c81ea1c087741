import type { BarRow } from '../bar-row.ts';
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

/**
 * Where the close stands in its bar: −1 at the low, 1 at the high, 0 in the middle and where the bar
 * has no range.
 *
 * ((c − l) − (h − c)) / (h − l)
 *
 * @see M. Chaikin's accumulation/distribution line; written as TA-Lib writes it
 */
export function closeLocation({ high, low, close }: BarRow): number {
  const range = high - low;
  return range > 0 ? (close - low - (high - close)) / range : 0;
}

/** Volume with the sign and share that the close's place in the bar gives it, units. */
export function moneyFlowVolume(context: FeatureContext): SharedValue {
  return context.share(
    'money-flow-volume',
    () => new SharedValue(kernel({}, (bar) => closeLocation(bar) * bar.volume)),
  );
}
