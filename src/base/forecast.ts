/**
 * What one model expects at one moment, the common unit every strategy reads.
 *
 * `expectedSigma[asset]` is the expected return over the model's horizon in units of that horizon's
 * volatility; NaN where the model has no forecast. `scale` is the typical size of such a forecast
 * (its standard deviation over the training span), so that |forecast| / scale says how strong it is.
 * `correlation` is that between the returns of any two assets there, 0…0.95.
 */
export interface Forecast {
  readonly model: string;
  readonly scale: number;
  readonly correlation: number;
  readonly expectedSigma: Float64Array;
}
