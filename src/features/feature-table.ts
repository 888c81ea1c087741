import type { BarTable, Series } from '#base';
import type { FeatureConfig } from '#config';
import { BarFeed } from './bar-row.ts';
import type { FeatureSet } from './feature-set.ts';
import { FeatureStream } from './feature-stream.ts';
import type { FeatureDefinition } from './kernel.ts';

/** The features of one asset's history, a row a bar; rows before warm-up hold zeros. */
export interface FeatureTable {
  readonly set: FeatureSet;
  /** Bar stamps [bars], UTC epoch ms. */
  readonly times: Float64Array;
  /** Adjusted closes [bars]. */
  readonly closes: Float64Array;
  /** Scaled features [bars · features], row after row. */
  readonly values: Float32Array;
  /** 1 where the row may be shown to a model [bars]. */
  readonly ready: Uint8Array;
  /** Volatility a bar as known at that bar [bars], fraction; NaN where unknown. */
  readonly volatility: Float64Array;
  /** Values that are 0 because their feature did not vary over its window, over all ready rows. */
  readonly maskedCount: number;
}

/**
 * Computes every feature of a set over one asset's bars: the fold of a FeatureStream.
 *
 * @param bars - adjusted prices
 * @throws features/bad-bar for prices that are not positive
 */
export function buildFeatures(set: FeatureSet, bars: BarTable): FeatureTable {
  const rows = bars.time.length;
  const width = set.definitions.length;
  const stream = new FeatureStream(set);
  const values = new Float32Array(rows * width);
  const ready = new Uint8Array(rows);
  const volatility = new Float64Array(rows);
  let maskedCount = 0;
  for (let row = 0; row < rows; row++) {
    const known = stream.advance(
      bars.time[row],
      bars.open[row],
      bars.high[row],
      bars.low[row],
      bars.close[row],
      bars.volume[row],
    );
    values.set(stream.row, row * width);
    volatility[row] = stream.bar.volatility;
    if (!known) continue;
    ready[row] = 1;
    maskedCount += stream.maskedCount;
  }
  return { set, times: bars.time, closes: bars.close, values, ready, volatility, maskedCount };
}

/**
 * Computes one feature, unscaled, over one asset's bars: the fold of its kernel.
 *
 * @param bars - adjusted prices
 * @returns [bars], in the definition's range; NaN for its first `warmupBars` bars
 */
export function computeFeature(
  definition: FeatureDefinition,
  bars: BarTable,
  config: FeatureConfig,
): Series {
  const feed = new BarFeed(config.volatilityHalfLifeBars);
  const kernel = definition.create(config);
  return Float64Array.from(bars.close, (close, row) =>
    kernel.update(
      feed.take(
        bars.time[row],
        bars.open[row],
        bars.high[row],
        bars.low[row],
        close,
        bars.volume[row],
      ),
    ),
  );
}
