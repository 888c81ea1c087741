import type { Random } from '#base';

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
  const order = shuffledOrder(rows, random);
  const size = rows / parts;
  for (let first = 0; first < rows; first += size) {
    const chosen = order.subarray(first, first + size);
    const entries = Object.entries<Float32Array>(columns);
    yield Object.fromEntries(
      entries.map(([name, values]) => [name, gatherRows(values, values.length / rows, chosen)]),
    ) as Record<Name, Float32Array>;
  }
}

/** Fisher and Yates. */
function shuffledOrder(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}

function gatherRows(values: Float32Array, width: number, rows: Uint32Array): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    gathered.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  return gathered;
}
