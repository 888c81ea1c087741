import type { SystemConfig } from './schema.ts';

/** A setting that is fine alone and wrong beside another one. */
export interface BrokenRule {
  readonly path: string;
  /** Follows the path and its value: `it must be …`. */
  readonly must: string;
}

/** The first rule between settings that a configuration breaks. */
export function brokenRule(config: SystemConfig): BrokenRule | null {
  const { trading, training } = config;
  const { smaCross, ml } = trading;
  if (!(smaCross.fastBars < smaCross.slowBars)) {
    return below('trading.smaCross.fastBars', 'trading.smaCross.slowBars', smaCross.slowBars);
  }
  if (!(ml.threshold < ml.fullAt)) {
    return below('trading.ml.threshold', 'trading.ml.fullAt', ml.fullAt);
  }
  if (!(training.retrainMinSamples <= training.retrainBufferBars)) {
    const must = `it must be ≤ training.retrainBufferBars, which is ${training.retrainBufferBars}`;
    return { path: 'training.retrainMinSamples', must };
  }
  return null;
}

/**
 * Bars left out between training and test: the purge asked for, and never less than the forecast
 * horizon, because a label reaches that far ahead.
 */
export function purgeBars(config: SystemConfig): number {
  return Math.max(config.training.purgeBars, config.features.forecastHorizonBars);
}

/**
 * Fewest bars a retrain can learn from: one full window on either side of the hold-out's border.
 *
 * bars = warm-up + horizon + max( ⌈seqLen / v⌉, ⌈(seqLen + purge) / (1 − v)⌉ ),  v = validationFraction
 *
 * @param warmupBars - bars before the first complete feature row, scaling included, ≥ 0
 * @returns bars; `retrainBufferBars` and `retrainMinSamples` below it are to be raised to it
 */
export function leastRetrainBars(config: SystemConfig, warmupBars: number): number {
  const { seqLen } = config.model;
  const held = config.training.validationFraction;
  const rows = Math.max(
    Math.ceil(seqLen / held),
    Math.ceil((seqLen + purgeBars(config)) / (1 - held)),
  );
  return warmupBars + config.features.forecastHorizonBars + rows;
}

function below(path: string, limitPath: string, limit: number): BrokenRule {
  return { path, must: `it must be < ${limitPath}, which is ${limit}` };
}
