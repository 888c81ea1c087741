import type { Series } from '#base';
import type { FeatureDefinition } from '../kernel.ts';
import { barText, type Subject } from './subject.ts';

/** By rounding alone a value may leave its range by so much of the larger bound. */
const SLACK = 1e-9;

/** A value in the warm-up or none behind it, or null. */
export function warmupFault(subject: Subject): string | null {
  const { values, definition } = subject;
  for (const [asset, column] of values.entries()) {
    const warmupBars = warmupOf(definition, column);
    if (column.length <= warmupBars) {
      return `has no value in the ${column.length} bars of ${subject.assets[asset].symbol}: its warm-up is ${warmupBars}`;
    }
    const row = column.findIndex((value, at) =>
      at < warmupBars ? !Number.isNaN(value) : !Number.isFinite(value),
    );
    if (row === -1) continue;
    const where = row < warmupBars ? 'within' : 'after';
    return `is ${column[row]} at ${barText(subject, asset, row)}, bar ${row + 1}, ${where} its warm-up of ${warmupBars} bars`;
  }
  return null;
}

/** The stated warm-up; where that is a guess, the bars before the first value. */
function warmupOf({ warmupBars, isWarmupEstimated }: FeatureDefinition, column: Series): number {
  const first = isWarmupEstimated === true ? column.findIndex(Number.isFinite) : -1;
  return first === -1 ? warmupBars : first;
}

/** A value outside the stated range, or null. */
export function rangeFault(subject: Subject): string | null {
  const { range, isSparse } = subject.definition;
  const slack = SLACK * Math.max(1, ...range.filter(Number.isFinite).map(Math.abs));
  for (const [asset, column] of subject.values.entries()) {
    const row = column.findIndex(
      (value) =>
        (value < range[0] - slack || value > range[1] + slack) &&
        // What a sparse feature shows before it has a value.
        !(isSparse === true && value === 0),
    );
    if (row === -1) continue;
    return `is ${column[row]} at ${barText(subject, asset, row)}, outside ${range[0]} to ${range[1]}`;
  }
  return null;
}
