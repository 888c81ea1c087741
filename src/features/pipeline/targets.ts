import type { FeatureTable } from './feature-table.ts';

/** What a model is to foresee, a row a bar. */
export interface TargetTable {
  /** Standardised returns [bars · horizon]; NaN where the future or the volatility is unknown. */
  readonly values: Float32Array;
  /** Stamp of the last bar a row's label reads [bars], UTC epoch ms; NaN where there is none. */
  readonly labelEnd: Float64Array;
}

/**
 * The next returns in units of the volatility known today.
 *
 * y[t, k] = ln(c_{t+k} / c_{t+k−1}) / σ_t for k = 1..horizon; the label of row t reads (t, t + horizon]
 *
 * @param horizonBars - ≥ 1, bars
 * @returns NaN in the last `horizonBars` rows, and where nothing has moved yet
 */
export function buildTargets(table: FeatureTable, horizonBars: number): TargetTable {
  const { closes, times, volatility } = table;
  const rows = closes.length;
  const values = new Float32Array(rows * horizonBars).fill(Number.NaN);
  const labelEnd = new Float64Array(rows).fill(Number.NaN);
  for (let row = 0; row + horizonBars < rows; row++) {
    const sigma = volatility[row];
    if (!(sigma > 0)) continue;
    labelEnd[row] = times[row + horizonBars];
    for (let k = 1; k <= horizonBars; k++) {
      const move = Math.log(closes[row + k] / closes[row + k - 1]);
      values[row * horizonBars + k - 1] = move / sigma;
    }
  }
  return { values, labelEnd };
}
