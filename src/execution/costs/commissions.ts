/** A commission a share, between a least one and a largest share of the value. */
export interface PerShareRate {
  /** Account currency a unit. */
  readonly rate: number;
  /** Account currency a fill. */
  readonly minimum: number;
  /** Fraction of the value traded; wins over the minimum. */
  readonly maxFraction: number;
}

/**
 * Commission that is counted in shares, account currency.
 *
 * min(max(rate · units, minimum), maxFraction · value)
 *
 * @param units - ≥ 0
 * @param value - units · price, account currency
 * @see Interactive Brokers, commissions of US stocks, fixed pricing: 0.005 a share, at least 1, at most 1 %
 */
export function perShareCommission(
  units: number,
  value: number,
  { rate, minimum, maxFraction }: PerShareRate,
): number {
  return Math.min(Math.max(rate * units, minimum), maxFraction * value);
}

/** A rate that holds from a monthly volume on. */
export interface Tier {
  /** Traded in the month so far, in what the tiers count. */
  readonly from: number;
  /** Account currency for one of what the tiers count. */
  readonly rate: number;
}

/** Tiers in ascending order from a record of volumes to rates. */
export function tiersOf(rates: Readonly<Record<string, number>>): readonly Tier[] {
  return Object.entries(rates)
    .map(([from, rate]) => ({ from: Number(from), rate }))
    .toSorted((a, b) => a.from - b.from);
}

/**
 * Commission by tiers of the volume of the month: each part of a trade at the rate of its tier.
 *
 * Σ over tiers of rate · length([before, before + amount] ∩ [from, next from])
 *
 * @param amount - units or account currency, as the tiers count, ≥ 0
 * @param before - traded in the month before, ≥ 0
 * @returns account currency
 * @see Interactive Brokers, commissions of US stocks, tiered pricing
 */
export function tieredCommission(amount: number, before: number, tiers: readonly Tier[]): number {
  return tiers.reduce((sum, { from, rate }, at) => {
    const to = tiers[at + 1]?.from ?? Number.POSITIVE_INFINITY;
    const within = Math.min(before + amount, to) - Math.max(before, from);
    return within > 0 ? sum + rate * within : sum;
  }, 0);
}
