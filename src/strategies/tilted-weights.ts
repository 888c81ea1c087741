export interface Tilt {
  /** How well each did; one that is not finite counts as 0. */
  readonly scores: readonly number[];
  readonly tilt: number;
  readonly floor: number;
}

/** Beyond it one model has all of the vote anyway, and products of huge scores have no number. */
const LARGEST_EXPONENT = 1000;

/**
 * Weights that lean towards what did better.
 *
 * w = φ + (1 − nφ) · p·e^(tilt·score) / Σ p·e^(tilt·score), φ = min(floor, 1/n), over the n whose prior p is above 0;
 * the others have none.
 *
 * @param prior - ≥ 0, at least one > 0
 * @returns ≥ 0, summing to 1
 */
export function tiltedWeights(
  prior: readonly number[],
  { scores, tilt, floor }: Tilt,
): readonly number[] {
  const exponents = scores.map((score) =>
    Number.isFinite(score)
      ? Math.min(LARGEST_EXPONENT, Math.max(-LARGEST_EXPONENT, tilt * score))
      : 0,
  );
  const largest = Math.max(...exponents.filter((_, at) => prior[at] > 0));
  const raw = prior.map((weight, at) =>
    weight > 0 ? weight * Math.exp(exponents[at] - largest) : 0,
  );
  const sum = raw.reduce((total, weight) => total + weight, 0);
  const count = prior.filter((weight) => weight > 0).length;
  const least = Math.min(floor, 1 / count);
  return raw.map((weight, at) =>
    prior[at] > 0 ? least + ((1 - count * least) * weight) / sum : 0,
  );
}
