import { add, divide, mean, multiply, sqrt, square, subtract, type Tensor } from '#tensor';

/** Keeps a constant column from a division by zero. */
const EPSILON = 1e-5;

export interface InstanceNorm {
  /** x without its level and scale, [b, t, f]. */
  readonly normalised: Tensor;
  /** Level and scale put back on forecasts [b, horizon, f] of the same columns. */
  restore(forecast: Tensor): Tensor;
}

/**
 * Every column of every window by its own mean and deviation: (x − mean) / √(variance + 1e-5) over time.
 *
 * @param x - [b, t, f]
 * @see Liu et al., Non-stationary Transformers, 2022, series stationarization
 */
export function instanceNorm(x: Tensor): InstanceNorm {
  const level = mean(x, [1], { keepDimensions: true });
  const centred = subtract(x, level);
  const variance = mean(square(centred), [1], { keepDimensions: true });
  const scale = sqrt(add(variance, EPSILON));
  return {
    normalised: divide(centred, scale),
    restore: (forecast) => add(multiply(forecast, scale), level),
  };
}
