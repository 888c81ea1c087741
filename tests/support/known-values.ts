import { expect } from 'vitest';
import type { BarTable, Series } from '#base';
import type { FeatureDefinition } from '#features';
import { type LevelFamily, levelNamed, listedLevels } from '../../src/features/level-family.ts';
import { valuesOf } from '../contracts/feature.ts';

/** A group's features and levels, to be asked for values by name. */
export interface NamedFeatures {
  readonly features: readonly FeatureDefinition[];
  readonly levels: readonly LevelFamily[];
}

/** The feature of that name, or any member of a family of levels. */
export function definitionOf({ features, levels }: NamedFeatures, name: string): FeatureDefinition {
  const definition = features.find((feature) => feature.name === name) ?? levelNamed(name, levels);
  if (definition === null) throw new Error(`no ${name}`);
  return definition;
}

/** Values after the warm-up, at least one. */
export function knownValues(group: NamedFeatures, name: string, bars: BarTable): Series {
  const definition = definitionOf(group, name);
  const values = valuesOf(definition, bars).subarray(definition.warmupBars);
  expect(values.length).toBeGreaterThan(0);
  return values;
}

/** The members of levels that have `period` bars for each of their periods. */
export function levelsWithPeriod(
  levels: readonly LevelFamily[],
  period: number,
): readonly FeatureDefinition[] {
  return listedLevels(
    levels
      .filter(({ periods }) => periods.length > 0)
      .map((family) => ({ ...family, periods: family.periods.map(() => period) })),
  );
}

export function expectAll(values: Series, expected: number, digits = 9): void {
  for (const value of values) expect(value).toBeCloseTo(expected, digits);
}
