/** What weights may be. */
export interface PortfolioLimits {
  /** Least weight of each asset, [assets] */
  readonly lower: Float64Array;
  /** Largest weight of each asset, [assets] */
  readonly upper: Float64Array;
  /** Σw lies between these. */
  readonly net: WeightRange;
  /** Σ|w| ≤ gross; ∞ for none */
  readonly gross: number;
  readonly groups: readonly GroupLimit[];
  /** Σ|w − previous| ≤ turnover, where there are previous weights; ∞ for none */
  readonly turnover: number;
}

export interface WeightRange {
  readonly least: number;
  readonly most: number;
}

/** Σw of some assets lies in a range. */
export interface GroupLimit extends WeightRange {
  readonly name: string;
  /** Places of the assets. */
  readonly members: readonly number[];
}

/** How far weights may miss a limit and still meet it. */
export const LIMIT_TOLERANCE = 1e-8;

/**
 * By how much weights break the limits, the largest of all.
 *
 * @returns ≥ 0; Infinity when a weight is not finite
 */
export function limitViolation(
  weights: Float64Array,
  limits: PortfolioLimits,
  previous: Float64Array | null,
): number {
  let [net, gross, turnover, worst] = [0, 0, 0, 0];
  for (let at = 0; at < weights.length; at++) {
    net += weights[at];
    gross += Math.abs(weights[at]);
    if (previous !== null) turnover += Math.abs(weights[at] - previous[at]);
    worst = Math.max(worst, limits.lower[at] - weights[at], weights[at] - limits.upper[at]);
  }
  worst = Math.max(
    worst,
    outside(net, limits.net),
    gross - limits.gross,
    turnover - limits.turnover,
  );
  for (const group of limits.groups) {
    const sum = group.members.reduce((total, member) => total + weights[member], 0);
    worst = Math.max(worst, outside(sum, group));
  }
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}

export function meetsLimits(
  weights: Float64Array,
  limits: PortfolioLimits,
  previous: Float64Array | null,
): boolean {
  return limitViolation(weights, limits, previous) <= LIMIT_TOLERANCE;
}

function outside(value: number, { least, most }: WeightRange): number {
  return Math.max(least - value, value - most);
}

/** The limits on some of the assets when the others hold the weights they are given. */
export function limitsOfRest(
  limits: PortfolioLimits,
  kept: readonly number[],
  held: Float64Array,
  previous: Float64Array | null,
): PortfolioLimits {
  const place = new Map(kept.map((asset, at) => [asset, at]));
  const others = Array.from(held.keys()).filter((asset) => !place.has(asset));
  const sum = (assets: readonly number[], of: (asset: number) => number) =>
    assets.reduce((total, asset) => total + of(asset), 0);
  const less = ({ least, most }: WeightRange, taken: number) => ({
    least: least - taken,
    most: most - taken,
  });
  return {
    lower: Float64Array.from(kept, (asset) => limits.lower[asset]),
    upper: Float64Array.from(kept, (asset) => limits.upper[asset]),
    net: less(
      limits.net,
      sum(others, (asset) => held[asset]),
    ),
    gross: limits.gross - sum(others, (asset) => Math.abs(held[asset])),
    groups: limits.groups.map((group) => ({
      name: group.name,
      members: group.members.flatMap((asset) => place.get(asset) ?? []),
      ...less(
        group,
        sum(
          group.members.filter((asset) => !place.has(asset)),
          (asset) => held[asset],
        ),
      ),
    })),
    turnover:
      previous === null
        ? limits.turnover
        : limits.turnover - sum(others, (asset) => Math.abs(held[asset] - previous[asset])),
  };
}
