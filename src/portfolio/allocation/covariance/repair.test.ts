import { describe, expect, it } from 'vitest';
import { factorCholesky } from '../solver/cholesky.ts';
import { repairCovariance } from './repair.ts';

describe('repairCovariance', () => {
  it('leaves a covariance as it is that is positive definite', () => {
    const covariance = Float64Array.of(0.04, 0.01, 0.01, 0.09);
    const repaired = repairCovariance(covariance, 2);
    expect(repaired.jitter).toBe(0);
    expect(repaired.covariance).toEqual(covariance);
  });

  it('takes the least step for duplicated assets, and keeps variances', () => {
    const covariance = Float64Array.of(4, 4, 4, 4);
    const { covariance: found, jitter } = repairCovariance(covariance, 2);
    expect(jitter).toBe(2e-8);
    expect([found[0], found[3]]).toEqual([4, 4]);
    expect(factorCholesky(found.slice(), 2)).toBe(true);
  });

  it('goes as far as it takes where the matrix is no covariance', () => {
    const impossible = Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1);
    const { covariance, jitter } = repairCovariance(impossible, 3);
    expect(jitter).toBeGreaterThan(0.1);
    expect(factorCholesky(covariance.slice(), 3)).toBe(true);
  });

  it('ends for numbers that are none of a covariance', () => {
    const { covariance } = repairCovariance(Float64Array.of(1, 1e9, 1e9, 1), 2);
    expect(factorCholesky(covariance.slice(), 2)).toBe(true);
    expect(
      repairCovariance(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2).jitter,
    ).toBeGreaterThan(1);
  });

  it('sets an asset without variance apart', () => {
    const { covariance, jitter } = repairCovariance(Float64Array.of(1, 0, 0, 0), 2);
    expect(jitter).toBe(0);
    expect([...covariance]).toEqual([1, 0, 0, 5e-9]);
  });
});
