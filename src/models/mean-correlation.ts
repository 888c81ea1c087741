import { sampleAt, type SampleSet, sampleTime } from './samples.ts';

/** Beyond it assets are nearly one, and their difference is noise. */
const LARGEST = 0.95;

/**
 * How much the next returns of different assets move together, one number for all pairs.
 *
 * ρ = Σ_t [(Σ_a y_a)² − Σ_a y_a²] / Σ_t (n_t − 1) Σ_a y_a², y the standardised return of the next bar, over
 * the times t at which n_t assets have a sample; their mean is taken as zero
 *
 * @returns 0…0.95; 0 where no two assets share a time
 */
export function meanCorrelation(samples: SampleSet): number {
  const momentsAt = new Map<number, { count: number; sum: number; squares: number }>();
  for (let index = 0; index < samples.count; index++) {
    const time = sampleTime(samples, index);
    const moments = momentsAt.get(time) ?? { count: 0, sum: 0, squares: 0 };
    const [next] = sampleAt(samples, index).y;
    moments.count++;
    moments.sum += next;
    moments.squares += next * next;
    momentsAt.set(time, moments);
  }
  let products = 0;
  let most = 0;
  for (const { count, sum, squares } of momentsAt.values()) {
    products += sum * sum - squares;
    most += (count - 1) * squares;
  }
  return most > 0 ? Math.min(LARGEST, Math.max(0, products / most)) : 0;
}
