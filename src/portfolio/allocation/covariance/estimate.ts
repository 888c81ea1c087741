/** A covariance of one bar's returns. */
export interface CovarianceEstimate {
  /** [assets, assets] row-major, symmetric; NaN throughout when there are fewer than two bars */
  readonly covariance: Float64Array;
  /** Weight of the structured target, 0…1; null for an estimator that does not shrink. */
  readonly shrinkage: number | null;
}
