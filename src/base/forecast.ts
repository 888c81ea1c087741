/**
 * What one model expects at one moment, the common unit every strategy reads.
 *
 * `expectedSigma[asset]` is the expected return over the model's horizon in units of that horizon's
 * volatility; NaN where the model has no forecast. `scale` is the typical size of such a forecast
 * (its standard deviation over the training span), so that |forecast| / scale says how strong it is.
 * `correlation` is that between the returns of any two assets there, 0…0.95. `slope` is what calibration
 * multiplied the model's own output by: `expectedSigma / slope` is the score of an agent.
 */
export interface Forecast {
  readonly model: string;
  readonly scale: number;
  readonly correlation: number;
  readonly slope: number;
  readonly expectedSigma: Float64Array;
}
