/** One row of numbers that lie row after row: a view [width], not a copy. */
export function rowOf(values: Float32Array, row: number, width: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}
