import type { TrainingConfig } from '#config';

export interface TriggerInputs {
  /** Bars processed so far. */
  readonly barCounter: number;
  /** Bar of the last retrain's trigger, 0 before the first. */
  readonly lastRetrainBar: number;
  /** Bars in the buffer. */
  readonly samples: number;
  /** Fewest bars a retrain can learn from. */
  readonly minSamples: number;
  /** Annual Sharpe of the newest bars; NaN while it cannot be computed. */
  readonly rollingSharpe: number;
}

/**
 * Why a retrain is due now; empty when it is not.
 *
 * - interval: `retrainIntervalBars` since the last one
 * - sharpe: rolling Sharpe below `sharpeThreshold`, at most once every `retrainMinSamples` bars (or
 *   `retrainIntervalBars` when that is less)
 *
 * None fires before the buffer holds `minSamples` bars.
 */
export function retrainReasons(inputs: TriggerInputs, training: TrainingConfig): string[] {
  if (inputs.samples < inputs.minSamples) return [];
  const since = inputs.barCounter - inputs.lastRetrainBar;
  const { retrainIntervalBars, retrainMinSamples, sharpeThreshold } = training;
  const reasons: string[] = [];
  if (since >= retrainIntervalBars) reasons.push(`interval (${since} >= ${retrainIntervalBars})`);
  if (
    sharpeThreshold !== null &&
    since >= Math.min(retrainMinSamples, retrainIntervalBars) &&
    inputs.rollingSharpe < sharpeThreshold
  ) {
    reasons.push(`sharpe (${inputs.rollingSharpe.toFixed(2)} < ${sharpeThreshold})`);
  }
  return reasons;
}
