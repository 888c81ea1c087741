import { rankCorrelation } from '#base';

/** How good forecasts were, against forecasting nothing. */
export interface ForecastScore {
  readonly samples: number;
  /** Mean squared error of standardised returns over the horizon. */
  readonly mse: number;
  /** The same for a forecast of 0. */
  readonly zeroMse: number;
  /** 1 − mse / zeroMse, at most 1; null where nothing moved. */
  readonly r2: number | null;
  /** Spearman's rank correlation of forecast and outcome, −1…1; null where one of them is constant. */
  readonly rankIc: number | null;
  /** Share of forecasts with the sign of the outcome, 0…1, among those where both have one; null if none. */
  readonly directionalAccuracy: number | null;
}

/**
 * Scores forecasts of all assets and bars together.
 *
 * @param forecasts - calibrated, expected return over the horizon in σ [samples]
 * @param realised - what came, in the same unit [samples]
 */
export function scoreForecasts(forecasts: Float64Array, realised: Float64Array): ForecastScore {
  const samples = forecasts.length;
  let squares = 0;
  let zeroSquares = 0;
  let directed = 0;
  let right = 0;
  for (let index = 0; index < samples; index++) {
    squares += (forecasts[index] - realised[index]) ** 2;
    zeroSquares += realised[index] ** 2;
    const agreement = forecasts[index] * realised[index];
    if (agreement !== 0) directed++;
    if (agreement > 0) right++;
  }
  return {
    samples,
    mse: samples > 0 ? squares / samples : 0,
    zeroMse: samples > 0 ? zeroSquares / samples : 0,
    r2: zeroSquares > 0 ? 1 - squares / zeroSquares : null,
    rankIc: rankCorrelation(forecasts, realised),
    directionalAccuracy: directed > 0 ? right / directed : null,
  };
}
