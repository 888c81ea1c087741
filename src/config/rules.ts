import type { SystemConfig } from './schema.ts';

/** A setting that is fine alone and wrong beside another one. */
export interface BrokenRule {
  readonly path: string;
  /** Follows the path and its value: `it must be …`. */
  readonly must: string;
}

/** Hypotheses beside the recent ones that a change-point detector needs to merge any. */
const OLD_RUNS = 4;

/** The first rule between settings that a configuration breaks. */
export function brokenRule(config: SystemConfig): BrokenRule | null {
  const { smaCross, ml } = config.trading;
  const { recentBars, maxHypotheses } = config.features.changePoint;
  if (maxHypotheses !== null && !(maxHypotheses >= recentBars + OLD_RUNS)) {
    return {
      path: 'features.changePoint.maxHypotheses',
      must: `it must be ≥ features.changePoint.recentBars + ${OLD_RUNS}, which is ${recentBars + OLD_RUNS}`,
    };
  }
  if (!(smaCross.fastBars < smaCross.slowBars)) {
    return below('trading.smaCross.fastBars', 'trading.smaCross.slowBars', smaCross.slowBars);
  }
  if (!(ml.threshold < ml.fullAt)) {
    return below('trading.ml.threshold', 'trading.ml.fullAt', ml.fullAt);
  }
  return (
    brokenTierRule(config.trading) ??
    brokenMarginRule(config.trading.margin) ??
    brokenStrategyRule(config.trading)
  );
}

function brokenTierRule({ costs }: SystemConfig['trading']): BrokenRule | null {
  const volumes = Object.keys(costs.tiered.rates).map(Number);
  if (volumes.includes(0) && volumes.every((volume) => volume >= 0)) return null;
  return {
    path: 'trading.costs.tiered.rates',
    must: 'it must have volumes ≥ 0 as its names, and 0 among them',
  };
}

function brokenMarginRule({
  initialFraction,
  maintenanceFraction,
}: SystemConfig['trading']['margin']): BrokenRule | null {
  if (maintenanceFraction === null) return null;
  if (initialFraction !== null && maintenanceFraction <= initialFraction) return null;
  return {
    path: 'trading.margin.maintenanceFraction',
    must: `it must be ≤ trading.margin.initialFraction, which is ${initialFraction}`,
  };
}

function brokenStrategyRule({ macd, pairs, ensemble }: SystemConfig['trading']): BrokenRule | null {
  if (!(macd.fastBars < macd.slowBars)) {
    return below('trading.macd.fastBars', 'trading.macd.slowBars', macd.slowBars);
  }
  if (!(pairs.exitZ < pairs.entryZ)) {
    return below('trading.pairs.exitZ', 'trading.pairs.entryZ', pairs.entryZ);
  }
  if (!(pairs.entryZ < pairs.stopZ)) {
    return below('trading.pairs.entryZ', 'trading.pairs.stopZ', pairs.stopZ);
  }
  const { weights, models } = ensemble;
  if (weights.length === 0) return null;
  if (weights.length === models.length && weights.some((weight) => weight > 0)) return null;
  return {
    path: 'trading.ensemble.weights',
    must: `it must have a weight for each of trading.ensemble.models, which are ${models.length}, and one above 0`,
  };
}

/**
 * Bars left out between training and test: the purge asked for, and never less than the forecast
 * horizon, because a label reaches that far ahead.
 */
export function purgeBars(config: SystemConfig): number {
  return Math.max(config.training.purgeBars, config.features.forecastHorizonBars);
}

function below(path: string, limitPath: string, limit: number): BrokenRule {
  return { path, must: `it must be < ${limitPath}, which is ${limit}` };
}
