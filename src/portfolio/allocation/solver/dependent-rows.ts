import type { LinearRows } from './quadratic-program.ts';
import { dot, largest } from './vectors.ts';

/** A row whose rest is this small a part of it says nothing new. */
const DEPENDENT = 1e-10;
/** Sums that differ by this, relative to their terms, are the same. */
const ROUNDING = 1e-11;

/**
 * Equalities without those that follow from the others, or a combination of them that reads 0 = −1.
 *
 * Modified Gram–Schmidt, which keeps how each row is made of the rows before it.
 */
export function independentRows(
  { coefficients, limits }: LinearRows,
  size: number,
):
  | { readonly kind: 'independent'; readonly kept: readonly number[] }
  | { readonly kind: 'contradiction'; readonly multipliers: Float64Array } {
  const kept: number[] = [];
  const basis: Residue[] = [];
  for (let row = 0; row < limits.length; row++) {
    const residue = residueOf(coefficients.slice(row * size, (row + 1) * size), limits, row);
    const before = largest(residue.direction);
    // Twice, because once leaves what rounding brought back.
    for (const other of [...basis, ...basis]) takeOff(residue, other);
    if (largest(residue.direction) > DEPENDENT * before) {
      kept.push(row);
      basis.push(normalised(residue));
      continue;
    }
    if (Math.abs(residue.limit) <= ROUNDING * residue.terms) continue;
    const multipliers = residue.made.map((share) => -share / residue.limit);
    return { kind: 'contradiction', multipliers };
  }
  return { kind: 'independent', kept };
}

/** A row less what the rows before it say of it. */
interface Residue {
  readonly direction: Float64Array;
  /** Shares of the rows it is made of. */
  readonly made: Float64Array;
  limit: number;
  /** Size of what the limit is the sum of. */
  terms: number;
}

function residueOf(direction: Float64Array, limits: Float64Array, row: number): Residue {
  const made = new Float64Array(limits.length);
  made[row] = 1;
  return { direction, made, limit: limits[row], terms: Math.abs(limits[row]) };
}

function takeOff(residue: Residue, other: Residue): void {
  const share = dot(residue.direction, other.direction);
  addTimes(residue.direction, other.direction, -share);
  addTimes(residue.made, other.made, -share);
  residue.limit -= share * other.limit;
  residue.terms += Math.abs(share * other.limit);
}

function normalised({ direction, made, limit, terms }: Residue): Residue {
  const scale = 1 / Math.sqrt(dot(direction, direction));
  const scaled = (values: Float64Array) => values.map((value) => value * scale);
  return {
    direction: scaled(direction),
    made: scaled(made),
    limit: limit * scale,
    terms: terms * scale,
  };
}

function addTimes(values: Float64Array, other: Float64Array, factor: number): void {
  for (let at = 0; at < values.length; at++) values[at] += factor * other[at];
}
