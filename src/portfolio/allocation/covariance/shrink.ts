import type { ReturnMatrix } from '../return-matrix.ts';
import type { CovarianceEstimate } from './estimate.ts';

/** (1 − δ)·sample + δ·target */
export function shrunk(
  sample: Float64Array,
  target: Float64Array,
  shrinkage: number,
): CovarianceEstimate {
  const covariance = sample.map((value, at) => (1 - shrinkage) * value + shrinkage * target[at]);
  return { covariance, shrinkage };
}

/** An intensity that may fall outside 0…1, or has no meaning because sample and target are one. */
export function intensity(kappa: number, bars: number): number {
  return Number.isFinite(kappa) ? Math.max(0, Math.min(1, kappa / bars)) : 0;
}

export function squared(returns: ReturnMatrix): ReturnMatrix {
  return { ...returns, values: returns.values.map((value) => value * value) };
}

export function sumOf(values: Float64Array, of: (value: number, at: number) => number): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += of(values[at], at);
  return sum;
}
