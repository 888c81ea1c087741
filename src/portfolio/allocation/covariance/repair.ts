import { factorCholesky } from '../solver/cholesky.ts';

/** Least eigenvalue that a correlation matrix has to have. */
const LEAST = 1e-8;

/** Correlations at most 1 need no more; what is beyond loses its correlations altogether. */
const MOST = 1e12;

/** A covariance that is positive definite, and what it took. */
export interface RepairedCovariance {
  readonly covariance: Float64Array;
  /** Weight of the diagonal in what was made of it, 0 when nothing had to be done. */
  readonly jitter: number;
}

/**
 * The nearest covariance on the way to its own diagonal that is positive definite.
 *
 *   (Σ + j·diag Σ) / (1 + j), the least j of 0, 2e-8, 2e-7, … for which every eigenvalue of the
 *   correlation is at least about 1e-8 (at the first step) above 0
 *
 * Variances stay what they are. Duplicated assets and fewer bars than assets take the first step; more
 * means that the matrix was no covariance. A row of an asset without variance is left as it is, up to
 * its diagonal, which becomes LEAST times the mean variance.
 *
 * @param covariance - [size, size], symmetric, finite, its diagonal ≥ 0
 */
export function repairCovariance(covariance: Float64Array, size: number): RepairedCovariance {
  const base = covariance.slice();
  let trace = 0;
  for (let at = 0; at < size; at++) trace += base[at * size + at];
  const least = LEAST * (trace > 0 ? trace / size : 1);
  for (let at = 0; at < size; at++) {
    if (!(base[at * size + at] > 0)) isolate(base, size, at, least);
  }
  if (isDefinite(base, size, -LEAST)) return { covariance: base, jitter: 0 };
  let jitter = 2 * LEAST;
  while (jitter < MOST && !isDefinite(base, size, jitter - LEAST)) jitter *= 10;
  return {
    covariance: base.map((value, at) =>
      at % size === Math.floor(at / size) ? value : value / (1 + jitter),
    ),
    jitter,
  };
}

/** An asset without variance covaries with nothing. */
function isolate(matrix: Float64Array, size: number, at: number, variance: number): void {
  for (let other = 0; other < size; other++) {
    matrix[at * size + other] = 0;
    matrix[other * size + at] = 0;
  }
  matrix[at * size + at] = variance;
}

/** Whether the correlation plus `shift` times the identity is positive definite. */
function isDefinite(matrix: Float64Array, size: number, shift: number): boolean {
  const deviation = Float64Array.from({ length: size }, (_, at) =>
    Math.sqrt(matrix[at * size + at]),
  );
  const correlation = matrix.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return i === j ? 1 + shift : value / (deviation[i] * deviation[j]);
  });
  return factorCholesky(correlation, size);
}
