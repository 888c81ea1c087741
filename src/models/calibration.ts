import type { Model } from './model.ts';

/** How raw outputs of one model become forecasts in the unit all models share. */
export interface Calibration {
  /** Multiplies the raw forecast; 0.01…1. */
  readonly slope: number;
  /** Root mean square of calibrated forecasts where they were fitted: their typical size. */
  readonly scale: number;
  /** Samples it was fitted on. */
  readonly samples: number;
}

const SMALLEST_SLOPE = 0.01;

/**
 * Expected return over the horizon in units of its volatility, before calibration.
 *
 * f = Σ_k ŷ_k / √H: the sum of H standardised returns has volatility √H. A score is taken as it is.
 *
 * @param raw - a model's output: [batch · horizon] of returns, [batch] of scores
 * @returns [batch]
 */
export function horizonForecasts(
  raw: Float64Array,
  { output, horizonBars }: Pick<Model, 'output' | 'horizonBars'>,
): Float64Array {
  if (output === 'score') return raw;
  const root = Math.sqrt(horizonBars);
  return Float64Array.from({ length: raw.length / horizonBars }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < horizonBars; k++) sum += raw[at * horizonBars + k];
    return sum / root;
  });
}

/**
 * Fits how far a model's forecasts must be shrunk to be right on average.
 *
 * slope = clip((Σ f·y + v) / (Σ f² + v), 0.01, 1), v = H · mean(y²); scale = √mean((slope·f)²)
 *
 * The slope of y on f for one who beforehand believes in 1 ± 1 and knows that H labels overlap: few
 * or faint forecasts leave it near 1, many loud ones are believed only as far as they were right.
 * Never above 1, because a slice that happens to flatter a model must not make it bolder. Never 0 or
 * below, because calibration does not silence or reverse a model: whether it deserves to trade is
 * for the gate to say, and strategies read forecast / scale, which the slope leaves as it is.
 *
 * @param forecasts - of samples the model was not trained on [samples]
 * @param realised - standardised returns over the horizon [samples]
 */
export function fitCalibration(
  forecasts: Float64Array,
  realised: Float64Array,
  horizonBars: number,
): Calibration {
  const samples = forecasts.length;
  let cross = 0;
  let forecastSquares = 0;
  let realisedSquares = 0;
  for (let index = 0; index < samples; index++) {
    cross += forecasts[index] * realised[index];
    forecastSquares += forecasts[index] ** 2;
    realisedSquares += realised[index] ** 2;
  }
  const prior = (horizonBars * realisedSquares) / Math.max(1, samples);
  const evidence = forecastSquares + prior;
  const fitted = evidence > 0 ? (cross + prior) / evidence : 1;
  const slope = Math.max(SMALLEST_SLOPE, Math.min(1, fitted));
  const scale = slope * Math.sqrt(forecastSquares / Math.max(1, samples));
  return { slope, scale, samples };
}
