/** Largest |value|, 0 when there is none; NaN when one of them is. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) {
    const size = Math.abs(values[at]);
    if (!(size <= most)) most = size;
    if (most !== most) return Number.NaN;
  }
  return most;
}

/** Σ aᵢ·bᵢ */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
