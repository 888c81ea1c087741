import type { Series } from '../series.ts';
import { mean, shapeOf, standardDeviation } from './moments.ts';
import { normalCdf, normalDensity, normalQuantile } from './normal.ts';
import type { TailRisk } from './value-at-risk.ts';

/** Beyond so many deviations the tail has no weight that could matter. */
const FARTHEST = -6;

/**
 * Value at risk and expected shortfall of a normal distribution with the returns' mean and deviation.
 *
 * VaR = −(r̄ + z σ), CVaR = −r̄ + σ φ(z) / (1 − c), z = Φ⁻¹(1 − c)
 *
 * @param returns - [n], fractions, finite
 * @param confidence - c in (0, 1)
 * @returns NaN both when n < 2
 */
export function normalTailRisk(returns: Series, confidence: number): TailRisk {
  return normalTail(confidence)(mean(returns), standardDeviation(returns));
}

/** The same from the returns' mean and deviation; what only the confidence says is worked out once. */
export function normalTail(confidence: number): (centre: number, deviation: number) => TailRisk {
  const z = normalQuantile(1 - confidence);
  const density = normalDensity(z);
  return (centre, deviation) => ({
    valueAtRisk: -(centre + z * deviation),
    conditionalValueAtRisk: -centre + (deviation * density) / (1 - confidence),
  });
}

/**
 * Value at risk and expected shortfall with the normal quantile corrected for skew S and excess kurtosis K.
 *
 * w(z) = z + (z² − 1) S/6 + (z³ − 3z) K/24 − (2z³ − 5z) S²/36, VaR = −(r̄ + σ w(Φ⁻¹(1 − c))),
 * CVaR = the mean of −(r̄ + σ w(z)) over the tail, in closed form.
 *
 * @param returns - [n], fractions, finite
 * @param confidence - c in (0, 1)
 * @returns NaN both when n < 4, nothing varies, or w falls
 *   somewhere in the tail down to six deviations, and so is no quantile there
 * @see Cornish and Fisher 1938; Maillard, A user's guide to the Cornish Fisher expansion, 2012
 */
export function cornishFisherTailRisk(returns: Series, confidence: number): TailRisk {
  return cornishFisherTail(confidence)(returns);
}

/** The same; what only the confidence says is worked out once. */
export function cornishFisherTail(confidence: number): (returns: Series) => TailRisk {
  const z = normalQuantile(1 - confidence);
  const density = normalDensity(z);
  // Means of zᵏ over the tail, times its probability: −φ, Φ − zφ, −φ(z² + 2).
  const ofSquare = normalCdf(z) - z * density - (1 - confidence);
  return (returns) => {
    const { centre, deviation, skew, kurtosis } = shapeOf(returns);
    // w(z) as a polynomial.
    const cubic = kurtosis / 24 - skew ** 2 / 18;
    const square = skew / 6;
    const linear = 1 - kurtosis / 8 + (5 * skew ** 2) / 36;
    if (!rises(z, cubic, square, linear)) {
      return { valueAtRisk: Number.NaN, conditionalValueAtRisk: Number.NaN };
    }
    const quantile = cubic * z ** 3 + square * (z ** 2 - 1) + linear * z;
    const tail = -linear * density + square * ofSquare - cubic * density * (z ** 2 + 2);
    return {
      valueAtRisk: -(centre + deviation * quantile),
      conditionalValueAtRisk: -(centre + (deviation * tail) / (1 - confidence)),
    };
  };
}

/** Whether 3·cubic·x² + 2·square·x + linear ≥ 0 for all x from FARTHEST to z. */
function rises(z: number, cubic: number, square: number, linear: number): boolean {
  const slope = (x: number) => 3 * cubic * x ** 2 + 2 * square * x + linear;
  const turn = -square / (3 * cubic);
  const dips = cubic > 0 && turn > FARTHEST && turn < z;
  return slope(FARTHEST) >= 0 && slope(z) >= 0 && !(dips && slope(turn) < 0);
}
