import { type Interval, intervalMs } from '#base';
import type { SystemConfig } from '#config';
import { featureSet } from '#features';
import { DAY_MS } from './dates.ts';
import type { MarketPlan } from './market-plan.ts';

/** Ten half-lives of the slowest average among the features, vol_level's: what came before weighs a thousandth. */
const FADING_BARS = 10 * 252;

/** Where bars must begin so that indicators are warm at a named start; an open one is the first bar. */
export function warmUpStart(plan: MarketPlan, config: SystemConfig): number {
  if (!plan.isStartNamed) return plan.start;
  return plan.start - warmUpBars(config) * barSpanMs(plan.interval);
}

/** Calendar time that holds one bar on average, nights, weekends and holidays included. */
function barSpanMs(interval: Interval): number {
  const isIntraday = intervalMs(interval) < DAY_MS;
  return intervalMs(interval) * (isIntraday ? 6 : 1.6);
}

/** Bars that the longest look-back of any strategy or feature needs, and that averages without end forget in. */
function warmUpBars(config: SystemConfig): number {
  const { features, model, trading, portfolio } = config;
  return Math.max(
    featureSet(config).warmupBars + model.seqLen,
    trading.smaCross.slowBars,
    trading.tsmom.lookbackBars,
    10 * trading.macd.slowBars,
    trading.pairs.lookbackBars + 1,
    portfolio.lookbackBars + 1,
    10 * features.volatilityHalfLifeBars,
    FADING_BARS,
  );
}
