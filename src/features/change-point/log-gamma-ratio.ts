/** From here on the series is exact to the last bit. */
const LARGE = 32;

/**
 * ln Γ(α + ½) − ln Γ(α), as the normaliser of Student's t needs it.
 *
 * ½ ln α − 1/(8α) + 1/(192α³) − 1/(640α⁵) + 17/(14336α⁷) for large α, brought there by
 * Γ(α + 1) = α Γ(α)
 *
 * @param alpha - > 0
 * @see Tricomi and Erdélyi, The Asymptotic Expansion of a Ratio of Gamma Functions, 1951
 */
export function logGammaRatio(alpha: number): number {
  let large = alpha;
  let product = 1;
  for (; large < LARGE; large++) product *= large / (large + 0.5);
  const e = 1 / large;
  const s = e * e;
  const series = e * (-1 / 8 + s * (1 / 192 + s * (-1 / 640 + s * (17 / 14336))));
  return 0.5 * Math.log(large) + Math.log(product) + series;
}
