/**
 * Slippage that grows with how restless the price is, fraction of the price.
 *
 * sigmas · σ
 *
 * @param sigmas - volatilities of one bar, ≥ 0
 * @param volatility - σ of one bar, fraction
 * @returns 0 where σ is not known
 */
export function volatilitySlippage(sigmas: number, volatility: number): number {
  return volatility > 0 ? sigmas * volatility : 0;
}

/**
 * Square-root market impact, fraction of the price.
 *
 * Y · σ · √(q / V), σ and V of the same span of time, here one bar
 *
 * @param coefficient - Y, about 1 in most markets studied
 * @param units - q, size of the trade, ≥ 0
 * @param volume - V, typical volume of a bar, units
 * @returns 0 where σ or V is not known
 * @see Almgren, Thum, Hauptmann, Li (2005), Direct estimation of equity market impact
 * @see Tóth et al. (2011), Anomalous price impact and the critical nature of liquidity, Phys. Rev. X 1, 021006
 */
export function squareRootImpact(
  coefficient: number,
  units: number,
  volume: number,
  volatility: number,
): number {
  return volume > 0 && volatility > 0 ? coefficient * volatility * Math.sqrt(units / volume) : 0;
}

/**
 * Variance of one bar's log return from its range.
 *
 * ln(H / L)² / (4 ln 2)
 *
 * @see Parkinson (1980), The extreme value method for estimating the variance of the rate of return
 */
export function rangeVariance(high: number, low: number): number {
  return Math.log(high / low) ** 2 / (4 * Math.LN2);
}

/** High, low and close of a bar, in units comparable with the bar after it. */
export interface BarRange {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const ROOT_TERM = 3 - 2 * Math.SQRT2;

/**
 * Bid-ask spread from the highs and lows of two bars in a row, fraction of the price.
 *
 * 2 (eᵅ − 1) / (1 + eᵅ), α = (√(2β) − √β) / (3 − 2√2) − √(γ / (3 − 2√2)), β = Σ ln(H / L)² of the two
 * bars, γ = ln(H / L)² of both together; the second bar is moved by what lies between it and the first
 * close.
 *
 * @returns ≥ 0: an estimate below 0 is 0
 * @see Corwin, Schultz (2012), A simple way to estimate bid-ask spreads from daily high and low prices
 */
export function highLowSpread(first: BarRange, second: BarRange): number {
  const gap = Math.max(0, second.low - first.close) + Math.min(0, second.high - first.close);
  const high = second.high - gap;
  const low = second.low - gap;
  const beta = Math.log(first.high / first.low) ** 2 + Math.log(high / low) ** 2;
  const gamma = Math.log(Math.max(first.high, high) / Math.min(first.low, low)) ** 2;
  const alpha = (Math.sqrt(2 * beta) - Math.sqrt(beta)) / ROOT_TERM - Math.sqrt(gamma / ROOT_TERM);
  return Math.max(0, (2 * Math.expm1(alpha)) / (1 + Math.exp(alpha)));
}
