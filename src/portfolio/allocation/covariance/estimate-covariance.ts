import type { ReturnMatrix } from '../return-matrix.ts';
import { constantCorrelationCovariance } from './constant-correlation.ts';
import type { CovarianceEstimate } from './estimate.ts';
import { exponentialCovariance } from './exponential-covariance.ts';
import { ledoitWolfCovariance } from './ledoit-wolf.ts';
import { sampleCovariance } from './sample-covariance.ts';
import { singleFactorCovariance } from './single-factor.ts';

/** Names of the estimators. */
export type CovarianceMethod =
  | 'sample'
  | 'exponential'
  | 'ledoit-wolf'
  | 'constant-correlation'
  | 'single-factor';

/** Covariance of one bar's returns by the estimator of that name. */
export function estimateCovariance(
  returns: ReturnMatrix,
  method: CovarianceMethod,
  halfLifeBars: number,
): CovarianceEstimate {
  switch (method) {
    case 'sample':
      return sampleCovariance(returns);
    case 'exponential':
      return exponentialCovariance(returns, halfLifeBars);
    case 'ledoit-wolf':
      return ledoitWolfCovariance(returns);
    case 'constant-correlation':
      return constantCorrelationCovariance(returns);
    case 'single-factor':
      return singleFactorCovariance(returns);
  }
}
