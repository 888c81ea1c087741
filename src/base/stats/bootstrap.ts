import type { Random } from '../random.ts';
import type { Series } from '../series.ts';
import { quantileOfSorted } from './quantile.ts';

export interface BootstrapOptions {
  readonly random: Random;
  /** Resampled paths, count. */
  readonly resamples: number;
  /** Share of resamples inside the interval, in (0, 1). */
  readonly confidence: number;
}

export interface BootstrapInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile interval of a statistic under the stationary bootstrap.
 *
 * Paths are glued from blocks that start anywhere, wrap around, and have geometric length with
 * mean ⌈n^⅓⌉ bars, so that short-range dependence survives resampling.
 *
 * @param values - [n ≥ 1], finite
 * @param statistic - of one resampled path [n]; the buffer is reused
 * @returns NaN both when the statistic is NaN on any path
 * @see Politis and Romano, The stationary bootstrap, 1994
 */
export function bootstrapInterval(
  values: Series,
  statistic: (path: Series) => number,
  options: BootstrapOptions,
): BootstrapInterval {
  const path = new Float64Array(values.length);
  const outcomes = new Float64Array(options.resamples);
  for (let draw = 0; draw < options.resamples; draw++) {
    resampleBlocks(values, path, options.random);
    outcomes[draw] = statistic(path);
  }
  if (outcomes.some(Number.isNaN)) return { low: Number.NaN, high: Number.NaN };
  outcomes.sort();
  const outside = (1 - options.confidence) / 2;
  return {
    low: quantileOfSorted(outcomes, outside),
    high: quantileOfSorted(outcomes, 1 - outside),
  };
}

function resampleBlocks(values: Series, path: Float64Array, random: Random): void {
  const logStay = Math.log1p(-1 / Math.ceil(Math.cbrt(values.length)));
  let at = 0;
  while (at < path.length) {
    const blockBars = 1 + Math.floor(Math.log(1 - random.uniform()) / logStay);
    const end = Math.min(at + blockBars, path.length);
    let from = random.integer(values.length);
    while (at < end) {
      path[at++] = values[from++];
      if (from === values.length) from = 0;
    }
  }
}
