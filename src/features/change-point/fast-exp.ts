/** Beyond this e^−y is below the rounding of a sum of probabilities. */
export const NEGLIGIBLE = 40;

const STEPS_A_UNIT = 64;
const POWERS = Float64Array.from({ length: NEGLIGIBLE * STEPS_A_UNIT + 1 }, (_, step) =>
  Math.exp(-step / STEPS_A_UNIT),
);

/**
 * e^−y in a third of the time of Math.exp: the nearest tabulated power times a polynomial.
 *
 * @param y - in [0, NEGLIGIBLE]
 * @returns right to 7e-16 of itself
 */
export function expOfMinus(y: number): number {
  const step = (y * STEPS_A_UNIT + 0.5) | 0;
  const rest = step / STEPS_A_UNIT - y;
  const square = rest * rest;
  // In pairs, so that the processor can work on several at a time.
  const series =
    1 + rest + square * (1 / 2 + rest * (1 / 6) + square * (1 / 24 + rest * (1 / 120)));
  return POWERS[step] * series;
}
