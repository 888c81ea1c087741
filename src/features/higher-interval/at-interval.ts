import { type Interval, intervalMs } from '#base';
import { type FeatureDefinition, kernel } from '../kernel.ts';
import { HigherBars } from './higher-bars.ts';

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 5;

/**
 * A feature of a higher interval, as it stood at the newest closed bar of that: `rsi14@1w`.
 *
 * Its warm-up is that of the feature in bars of the higher interval, each taken to hold as many base
 * bars as fit into it, a week five days; where bars are missing or sessions short it differs.
 */
export function atInterval(
  definition: FeatureDefinition,
  base: Interval,
  interval: Interval,
): FeatureDefinition {
  return {
    ...definition,
    name: `${definition.name}@${interval}`,
    warmupBars: warmupBarsAt(definition, base, interval),
    isWarmupEstimated: true,
    formula: `${definition.formula}, of the newest closed ${interval} bar`,
    create: (context) => {
      const bars = context.share(interval, () => new HigherBars(context, interval));
      const place = bars.add(definition);
      return kernel({}, () => bars.valueAt(place));
    },
  };
}

function warmupBarsAt(definition: FeatureDefinition, base: Interval, higher: Interval): number {
  const days = intervalMs(higher) / DAY_MS;
  const length = days > 1 ? DAYS_A_WEEK * DAY_MS : intervalMs(higher);
  return Math.ceil(length / intervalMs(base)) * (definition.warmupBars + 1) - 1;
}
