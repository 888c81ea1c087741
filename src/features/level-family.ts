import type { FeatureDefinition } from './kernel.ts';

/**
 * An indicator as charts show it, in units of price or volume or per cent, under the name that TA-Lib's
 * users know: SMA_20, MACD.MACDSignal.
 *
 * FAMILY_period_period.output; members with other periods exist too, SMA_50 as well as SMA_20.
 */
export interface LevelFamily {
  readonly family: string;
  /** Periods of the member that the catalogue lists, bars; empty where there are none to choose. */
  readonly periods: readonly number[];
  /** Names of its values; empty where there is one, which needs no name. */
  readonly outputs: readonly string[];
  /** @param output - one of `outputs`; '' where there are none */
  make(periods: readonly number[], output: string): FeatureDefinition;
}

/** Bars. */
export const LONGEST_PERIOD_BARS = 10_000;
const LEVEL_NAME =
  /^(?<family>[A-Z]+(?:_[A-Z]+)*)(?<periods>(?:_\d+)*)(?:\.(?<output>[A-Za-z]+))?$/;

/** The members that the catalogue lists. */
export function listedLevels(families: readonly LevelFamily[]): FeatureDefinition[] {
  return families.flatMap((family) =>
    (family.outputs.length === 0 ? [''] : family.outputs).map((output) =>
      family.make(family.periods, output),
    ),
  );
}

/** The member of that name; null when no family has it. */
export function levelNamed(
  name: string,
  families: readonly LevelFamily[],
): FeatureDefinition | null {
  const parts = LEVEL_NAME.exec(name)?.groups;
  const family = families.find((candidate) => candidate.family === parts?.['family']);
  if (parts === undefined || family === undefined) return null;
  const periods = (parts['periods'] ?? '').split('_').slice(1).map(Number);
  const output = parts['output'] ?? '';
  const isKnownOutput =
    family.outputs.length === 0 ? output === '' : family.outputs.includes(output);
  const arePeriods =
    periods.length === family.periods.length &&
    periods.every((bars) => bars >= 1 && bars <= LONGEST_PERIOD_BARS);
  return isKnownOutput && arePeriods ? family.make(periods, output) : null;
}
