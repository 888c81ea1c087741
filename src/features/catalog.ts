import { QuantError } from '#base';
import { averageTrueRange } from './indicators/average-true-range.ts';
import { bollingerPosition } from './indicators/bollinger-position.ts';
import { calendar } from './indicators/calendar.ts';
import { logReturn } from './indicators/log-return.ts';
import { macdHistogram } from './indicators/macd-histogram.ts';
import { momentum } from './indicators/momentum.ts';
import { rsi } from './indicators/rsi.ts';
import { smaDistance } from './indicators/sma-distance.ts';
import { stochastic } from './indicators/stochastic.ts';
import { volatilityLevel } from './indicators/volatility-level.ts';
import { volatilityReturn } from './indicators/volatility-return.ts';
import { volumeRatio } from './indicators/volume-ratio.ts';
import type { FeatureDefinition } from './kernel.ts';

/** Every feature there is; of two that say the same the correlation filter keeps the earlier. */
export const FEATURES: readonly FeatureDefinition[] = [
  momentum,
  ...[1, 5, 10, 21, 42, 63].map(volatilityReturn),
  logReturn,
  ...[20, 50].map(smaDistance),
  rsi(14),
  macdHistogram,
  bollingerPosition,
  stochastic(14),
  averageTrueRange(14),
  volatilityLevel,
  volumeRatio(20),
  ...calendar,
];

export const FEATURE_NAMES: readonly string[] = FEATURES.map((feature) => feature.name);

/**
 * The features a configuration asks for, in the catalogue's order, the user's own behind it.
 *
 * @param only - names; empty means all
 * @param own - the user's
 * @throws features/unknown-feature naming the ones there are
 */
export function selectFeatures(
  only: readonly string[],
  own: readonly FeatureDefinition[] = [],
): readonly FeatureDefinition[] {
  const all = [...FEATURES, ...own];
  if (only.length === 0) return all.filter(({ group }) => group !== 'level');
  const unknown = only.find((name) => !all.some((feature) => feature.name === name));
  if (unknown !== undefined) {
    throw new QuantError(
      'features/unknown-feature',
      `Expected features.only to name features of the catalogue, found '${unknown}'; there are ${all.map(({ name }) => name).join(', ')}.`,
    );
  }
  return all.filter((feature) => only.includes(feature.name));
}
