import { barText, type Subject } from './subject.ts';

/** By rounding alone a value may leave its range by so much of the larger bound. */
const SLACK = 1e-9;

/** A value in the warm-up or none behind it, or null. */
export function warmupFault(subject: Subject): string | null {
  const { values, definition } = subject;
  const { warmupBars } = definition;
  for (const [asset, column] of values.entries()) {
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

/** A value outside the stated range, or null. */
export function rangeFault(subject: Subject): string | null {
  const { range } = subject.definition;
  const slack = SLACK * Math.max(1, ...range.filter(Number.isFinite).map(Math.abs));
  for (const [asset, column] of subject.values.entries()) {
    const row = column.findIndex((value) => value < range[0] - slack || value > range[1] + slack);
    if (row === -1) continue;
    return `is ${column[row]} at ${barText(subject, asset, row)}, outside ${range[0]} to ${range[1]}`;
  }
  return null;
}
