import type { Forecast } from '#base';

/**
 * How strongly each asset is wanted beside the others, in typical sizes of a forecast.
 *
 * R⁻¹f up to a factor, R having the correlation ρ between any two of n assets: f_a − s·mean(f), with
 * s = ρn / (1 + (n − 1)ρ). Divided by √(1 − 2s/n + s²/n), so that forecasts which know nothing of each other
 * keep their size, and by their scale. What all assets are expected to do is one bet, however many they are.
 *
 * @returns [assets], NaN where there is no forecast
 */
export function hedgedStrengths({
  expectedSigma,
  scale,
  correlation,
}: Pick<Forecast, 'expectedSigma' | 'scale' | 'correlation'>): Float64Array {
  let count = 0;
  let sum = 0;
  for (const forecast of expectedSigma) {
    if (!Number.isFinite(forecast)) continue;
    count++;
    sum += forecast;
  }
  const share = (correlation * count) / (1 + (count - 1) * correlation);
  const size = Math.sqrt(1 - (2 * share) / count + (share * share) / count);
  return expectedSigma.map((forecast) => (forecast - (share * sum) / count) / (size * scale));
}
