/** Plain float64 arrays with axes: the slow, obvious arithmetic that tensors are compared with. */
export interface Dense {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** The number at an index; axes of length 1 and missing leading axes repeat. */
  at(...index: readonly number[]): number;
}

export function dense(shape: readonly number[], data: Float64Array): Dense {
  return {
    shape,
    data,
    at(...index) {
      const skipped = index.length - shape.length;
      let position = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        position = position * shape[axis] + (shape[axis] === 1 ? 0 : index[axis + skipped]);
      }
      return data[position];
    },
  };
}

/** The array whose number at each index is `value(index)`. */
export function tabulate(
  shape: readonly number[],
  value: (...index: readonly number[]) => number,
): Dense {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = new Float64Array(size);
  for (let position = 0; position < size; position++) {
    const index = new Array<number>(shape.length);
    let rest = position;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    data[position] = value(...index);
  }
  return dense(shape, data);
}

export function map(x: Dense, f: (value: number) => number): Dense {
  return dense(x.shape, x.data.map(f));
}

/** Two arrays element by element, broadcast to a shape. */
export function zip(
  shape: readonly number[],
  a: Dense,
  b: Dense,
  f: (a: number, b: number) => number,
): Dense {
  return tabulate(shape, (...index) => f(a.at(...index), b.at(...index)));
}

/** Σ f(0) … f(count − 1) */
export function total(count: number, f: (at: number) => number): number {
  let result = 0;
  for (let at = 0; at < count; at++) result += f(at);
  return result;
}

export function erf(x: number): number {
  // The Taylor series, which converges everywhere and is exact to 1e-12 for |x| < 4.
  let term = x;
  let result = x;
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n;
    result += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * result;
}

export function softmaxRow(row: readonly number[]): readonly number[] {
  const top = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((value) => value / sum);
}
