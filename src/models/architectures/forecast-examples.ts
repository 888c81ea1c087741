import { priorSamples } from './prior-samples.ts';
import { type SampleSet, sampleAt } from '../samples.ts';
import type { BatchSource } from '../training/batch-source.ts';

/** Windows x [t, f] and labels y [horizon]. */
export type ForecastInput = 'x' | 'y';

/**
 * Every sample with its window and its label, from which forecasting networks learn.
 *
 * Labels lose what is not believed of their common mean: y − mean(y) · λ / (n + λ), λ = features · horizon
 * / 0.01. The mean return of a few years is mostly luck; ridge shrinks its own by the same rule, but no
 * decay of weights reaches what a network says at all times.
 */
export function forecastExamples(samples: SampleSet): BatchSource<ForecastInput> {
  const { count } = samples;
  const prior = priorSamples(samples.spec);
  const luck = (meanLabel(samples) * prior) / (count + prior);
  return {
    count,
    fill: (examples, into) => {
      examples.forEach((example, at) => {
        const { x, y } = sampleAt(samples, example);
        into.x.set(x, at * x.length);
        y.forEach((move, k) => {
          into.y[at * y.length + k] = move - luck;
        });
      });
    },
  };
}

/** Mean standardised return of a bar, over all samples and the bars of their horizons; 0 without samples. */
function meanLabel(samples: SampleSet): number {
  const { count, spec } = samples;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    for (const move of sampleAt(samples, index).y) sum += move;
  }
  return count > 0 ? sum / (count * spec.horizonBars) : 0;
}
