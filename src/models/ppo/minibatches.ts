import type { Random } from '#base';
import { rowOf } from './row-of.ts';

/**
 * Parts of equal size of several columns of rows, in an order drawn anew.
 *
 * @param columns - [rows · width] each, rows of any width
 * @param parts - divides `rows`
 */
export function* shuffledMinibatches<Name extends string>(
  columns: Readonly<Record<Name, Float32Array>>,
  rows: number,
  parts: number,
  random: Random,
): Generator<Readonly<Record<Name, Float32Array>>> {
  const order = random.permutation(rows);
  const size = rows / parts;
  for (let first = 0; first < rows; first += size) {
    const chosen = order.subarray(first, first + size);
    const entries = Object.entries<Float32Array>(columns);
    yield Object.fromEntries(
      entries.map(([name, values]) => [name, gatherRows(values, values.length / rows, chosen)]),
    ) as Record<Name, Float32Array>;
  }
}

function gatherRows(values: Float32Array, width: number, rows: Uint32Array): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  rows.forEach((row, at) => gathered.set(rowOf(values, row, width), at * width));
  return gathered;
}
