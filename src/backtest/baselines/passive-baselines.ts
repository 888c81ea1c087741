import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { heldCurve, type MetricOptions } from '../metrics/account.ts';
import { type Baseline, measureBaseline } from './baseline.ts';
import { cashEquity } from './cash-equity.ts';
import { equalWeightEquity } from './equal-weight-equity.ts';

/**
 * What anybody has without a strategy, beside buying and holding: equal parts made equal again each month,
 * which with one asset is holding it and is left out, and cash.
 *
 * @param time - [t ≥ 1], the run's bar stamps
 */
export function passiveBaselines(
  market: Market,
  time: Float64Array,
  config: SystemConfig,
  options: MetricOptions,
): readonly Baseline[] {
  const cash = {
    name: 'Cash',
    meaning: 'The starting capital, with the interest that the account pays on cash.',
    curve: heldCurve(time, cashEquity(time, config)),
  };
  if (market.assets.length === 1) return [measureBaseline(cash, options)];
  const equalWeight = {
    name: 'Equal weight',
    meaning:
      'Equal parts of all assets, made equal again each month at the open after its first close, with the costs of the run.',
    curve: heldCurve(time, equalWeightEquity(market, time, config)),
  };
  return [equalWeight, cash].map((each) => measureBaseline(each, options));
}
