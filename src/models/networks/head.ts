/**
 * What a forecasting network says at the end of a window [b, t, f].
 *
 * `trading`: one number a bar of the horizon, [b, horizon]. `multivariate`: every input column's next
 * values, [b, horizon, f], as forecasting studies ask for.
 */
export interface Head {
  readonly kind: 'trading' | 'multivariate';
  readonly horizonBars: number;
}
