import type { Market } from '#data';
import { type FeatureSet, type FeatureStream, walkMarket } from '#features';

/** What is written of a market's features. */
export interface FeatureSelection {
  /** Stamp of the first bar, UTC epoch ms; what comes before it is there to warm up on. */
  readonly start: number;
  /** Columns of the set, in the order in which they are written. */
  readonly columns: readonly number[];
  /** As computed, every bar; else as a model is shown them, and only where it is shown any. */
  readonly isRaw: boolean;
}

/** Rows in the order in which they are written; refilled again and again. */
export interface FeatureBlock {
  rows: number;
  readonly times: Float64Array;
  /** Which asset a row is of. */
  readonly assets: Uint32Array;
  /** One column a feature, NaN where there is no value. */
  readonly values: readonly Float64Array[];
  /** By column: rows of the block whose value is 0 because it did not vary over its window. */
  readonly masked: Uint32Array;
}

const BLOCK_ROWS = 8192;

/** The rows of a selection, some thousands at a time. */
export function* featureBlocks(
  set: FeatureSet,
  { assets }: Market,
  { start, columns, isRaw }: FeatureSelection,
): Generator<FeatureBlock> {
  const block: FeatureBlock = {
    rows: 0,
    times: new Float64Array(BLOCK_ROWS),
    assets: new Uint32Array(BLOCK_ROWS),
    values: columns.map(() => new Float64Array(BLOCK_ROWS)),
    masked: new Uint32Array(columns.length),
  };
  const canBeMasked = columns.map((at) => !isRaw && set.definitions[at].scaling === 'rolling');
  for (const { time, asset, stream } of walkMarket(set, assets)) {
    if (!(time >= start && (isRaw || stream.ready))) continue;
    const row = block.rows++;
    block.times[row] = time;
    block.assets[row] = asset;
    const values = isRaw ? stream.raw : stream.row;
    for (let k = 0; k < columns.length; k++) block.values[k][row] = values[columns[k]];
    if (!isRaw && stream.maskedCount > 0) countMasked(block, stream, columns, canBeMasked);
    if (block.rows < BLOCK_ROWS) continue;
    yield block;
    block.rows = 0;
    block.masked.fill(0);
  }
  if (block.rows > 0) yield block;
}

/** In a row where values were masked, those are the zeros among the scaled. */
function countMasked(
  { masked }: FeatureBlock,
  { row }: FeatureStream,
  columns: readonly number[],
  canBeMasked: readonly boolean[],
): void {
  for (let k = 0; k < columns.length; k++) {
    if (canBeMasked[k] && row[columns[k]] === 0) masked[k]++;
  }
}
