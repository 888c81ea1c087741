import { normalCdf } from '#base';
import type { TradingConfig } from '#config';
import type { Earnings } from './signal-earnings.ts';
import type { Share } from './sizing.ts';

/**
 * Share of equity that makes it grow fastest by what its signals earned, made careful.
 *
 * m, q: mean and mean square a bar, n: effective bars, s² = (q − m²) · n / (n − 1), t = m / (s / √n)
 *
 * share = fraction · (1 − 1 / t²) · m / q, at most `maxFraction` (1 / assets when null)
 *
 * m / q maximises E[f·x] − E[(f·x)²] / 2, the growth of equity to second order; 1 − 1 / t² is the
 * James-Stein shrinkage of the mean, the part of it that is not its own error.
 *
 * @returns 0 with the reason where there are fewer than `leastBars` effective bars, or where the
 * interval of the mean at the level `confidence` holds 0 or lies below it
 * @see Thorp, The Kelly criterion in blackjack, sports betting and the stock market, 2006
 * @see MacLean, Ziemba & Blazenko, Growth versus security in dynamic investment analysis, 1992
 */
export function kellyShare(
  { mean, meanSquare, effectiveBars }: Earnings,
  { fraction, confidence, leastBars, maxFraction }: TradingConfig['sizing']['kelly'],
  assets: number,
): Share {
  if (!(effectiveBars >= leastBars)) {
    return {
      reason: `signals have ${effectiveBars.toFixed(1)} bars of record, ${leastBars} needed`,
    };
  }
  if (!(Number.isFinite(mean) && Number.isFinite(meanSquare) && meanSquare > 0)) {
    return { reason: `signals earned ${mean} a bar, mean square ${meanSquare}` };
  }
  if (!(mean > 0)) return { reason: `signals earned ${mean} a bar after costs` };
  const variance = Math.max(0, meanSquare - mean * mean) * (effectiveBars / (effectiveBars - 1));
  const squaredT = (mean * mean * effectiveBars) / variance;
  const shrinkage = 1 - 1 / squaredT;
  if (!(normalCdf(Math.sqrt(squaredT)) > (1 + confidence) / 2 && shrinkage > 0)) {
    const t = Math.sqrt(squaredT).toFixed(2);
    return { reason: `signals earned ${mean} a bar, t ${t}: the ${confidence} interval holds 0` };
  }
  const share = (fraction * shrinkage * mean) / meanSquare;
  return { fraction: Math.min(share, maxFraction ?? 1 / assets) };
}
