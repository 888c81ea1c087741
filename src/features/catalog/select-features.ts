import { INTERVALS, type Interval, intervalMs, QuantError } from '#base';
import { nearest } from '#config';
import { atInterval } from '../higher-interval/at-interval.ts';
import type { FeatureDefinition } from '../kernel.ts';
import { levelNamed, LONGEST_PERIOD_BARS } from '../level-family.ts';
import { FEATURES, LEVEL_FAMILIES, MODEL_FEATURES } from './catalog.ts';

/** Which features are asked for. */
export interface FeatureChoice {
  /** Names; empty means the model features and the user's own. */
  readonly only: readonly string[];
  /** Names of further ones. */
  readonly also: readonly string[];
  /** Of the bars they are made of. */
  readonly interval: Interval;
  /** The user's. */
  readonly own: readonly FeatureDefinition[];
}

/**
 * The features a configuration asks for: those of the catalogue in its order, then all others as they
 * are named.
 *
 * A name is that of a feature (`rsi14`), of any member of a level family (`SMA_50`), or of one of these
 * at a higher interval (`rsi14@1w`).
 *
 * @throws features/unknown-feature naming the nearest one; features/unknown-interval for a higher
 *   interval that bars of this one cannot make
 */
export function selectFeatures(choice: FeatureChoice): readonly FeatureDefinition[] {
  const { only, also, own } = choice;
  const listed = [...FEATURES, ...own];
  const usual = only.length === 0 ? [...MODEL_FEATURES, ...own] : [];
  const asked = [...only, ...also].map((name) => featureNamed(name, listed, choice.interval));
  const named = new Map([...usual, ...asked].map((feature) => [feature.name, feature]));
  const inOrder = listed.filter(({ name }) => named.has(name));
  for (const { name } of inOrder) named.delete(name);
  return [...inOrder, ...named.values()];
}

function featureNamed(
  text: string,
  listed: readonly FeatureDefinition[],
  base: Interval,
): FeatureDefinition {
  const [name, higher] = text.split(/@(.*)/s);
  const feature =
    listed.find((candidate) => candidate.name === name) ?? levelNamed(name, LEVEL_FAMILIES);
  if (feature === null) {
    const names = listed.map((candidate) => candidate.name);
    const periods = /_\d/.test(name) ? `, periods are 1 to ${LONGEST_PERIOD_BARS} bars` : '';
    throw new QuantError(
      'features/unknown-feature',
      `Expected the name of a feature, found '${name}'; the nearest is ${nearest(name, names)}${periods}, and quant features --list shows them all.`,
    );
  }
  return higher === undefined ? feature : higherFeature(feature, base, higher);
}

function higherFeature(
  feature: FeatureDefinition,
  base: Interval,
  higher: string,
): FeatureDefinition {
  const fitting = INTERVALS.filter(
    (interval) =>
      intervalMs(interval) > intervalMs(base) && intervalMs(interval) % intervalMs(base) === 0,
  );
  const interval = fitting.find((candidate) => candidate === higher);
  if (interval === undefined) {
    throw new QuantError(
      'features/unknown-interval',
      `Expected ${feature.name} at an interval that ${base} bars make, found '${higher}'; there are ${fitting.join(', ') || 'none longer'}.`,
    );
  }
  if (feature.inputs.includes('peers')) {
    throw new QuantError(
      'features/unknown-feature',
      `Feature ${feature.name} compares assets at each bar and has no value at ${higher}; name it without @${higher}.`,
    );
  }
  return atInterval(feature, base, interval);
}
