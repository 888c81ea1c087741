/**
 * Distance of a weight from its target within which trading costs more than it mends.
 *
 * (3 / (2γ) · c · w²(1 − |w|)²)^(1/3), the half-width of the band in which an investor with risk aversion γ
 * leaves a share w of wealth alone, to first order in the cost; volatility cancels out.
 *
 * @param weight - target, share of equity; at 0 and ±1 there is no band
 * @param costFraction - of a trade's value, a side, ≥ 0
 * @param riskAversion - γ > 0
 * @returns ≥ 0, share of equity
 * @see Janeček & Shreve, Asymptotic analysis for optimal investment and consumption with transaction costs, 2004
 */
export function noTradeBand(weight: number, costFraction: number, riskAversion: number): number {
  const size = Math.abs(weight);
  return Math.cbrt((1.5 / riskAversion) * costFraction * (size * (1 - size)) ** 2);
}

/** What is nearer to its target than this share of equity is there. */
const ROUNDING = 1e-9;

/**
 * Weights after the trades that are worth it: those beyond their band move to its edge, and on towards their
 * targets as far as the sum of all weights needs to be the targets' own.
 *
 * Without the second step an account that starts in cash would stay a band short of every target.
 *
 * @param held - signed shares of equity [assets]
 * @param targets - NaN where nothing is wanted [assets]
 * @param bands - ≥ 0 [assets]
 * @returns NaN where there is nothing to trade [assets]
 */
export function worthwhileWeights(
  held: Float64Array,
  targets: Float64Array,
  bands: Float64Array,
): Float64Array {
  const next = targets.map((target, asset) => {
    const distance = target - held[asset];
    const band = bands[asset];
    return Math.abs(distance) > Math.max(band, ROUNDING)
      ? target - Math.sign(distance) * band
      : Number.NaN;
  });
  let missing = 0;
  targets.forEach((target, asset) => {
    if (Number.isNaN(target)) return;
    missing += target - (Number.isNaN(next[asset]) ? held[asset] : next[asset]);
  });
  const side = Math.sign(missing);
  const gaps = next.map((weight, asset) => {
    const gap = targets[asset] - weight;
    return Math.sign(gap) === side ? gap : 0;
  });
  const room = gaps.reduce((sum, gap) => sum + gap, 0);
  const share = room === 0 ? 0 : Math.min(1, missing / room);
  return next.map((weight, asset) =>
    share === 1 && gaps[asset] !== 0 ? targets[asset] : weight + share * gaps[asset],
  );
}

/**
 * Weights whose trades add up to no more than a limit: exits as wanted, the others all by the same part.
 *
 * @param next - wanted weights, NaN where there is nothing to trade [assets]
 * @param mostTurnover - Σ|next − held| allowed, exits included
 */
export function withinTurnover(
  held: Float64Array,
  next: Float64Array,
  mostTurnover: number,
): Float64Array {
  let [exits, others] = [0, 0];
  next.forEach((weight, asset) => {
    const size = Math.abs(weight - held[asset]);
    if (weight === 0) exits += size;
    else if (size > 0) others += size;
  });
  const part = others === 0 ? 1 : Math.min(1, Math.max(0, mostTurnover - exits) / others);
  if (part === 1) return next;
  return next.map((weight, asset) =>
    weight === 0 ? 0 : held[asset] + part * (weight - held[asset]),
  );
}
