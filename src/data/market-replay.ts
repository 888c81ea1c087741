import { assert, type BarTable, type MarketSlice } from '#base';
import type { AdjustmentFactors } from './adjust.ts';
import type { BarInstants } from './bar-instants.ts';
import { unionTimes } from './union-times.ts';

/** The part of an asset that a replay reads. */
export interface ReplayedAsset {
  /** Raw as traded. */
  readonly bars: BarTable;
  readonly factors: AdjustmentFactors;
  /** When the bars opened and closed; of all assets or of none, where all keep the same hours. */
  readonly instants?: BarInstants | undefined;
}

/**
 * Plays the bars of several assets over the union of their times, a slice a time.
 *
 * A slice is what is known once all of its bars have closed. With assets that keep different hours that
 * can be later than the next open of some: `knownAt` and `opensAt` tell.
 *
 * Nothing is allocated on the way: `advance` refills the slice it is given, which must be the same
 * one from start to end, because an asset without a bar keeps its last values there.
 */
export class MarketReplay {
  /** Stamps of all slices, ascending. */
  readonly times: Float64Array;
  /** Row of each asset's newest bar in its own table; −1 before its first. */
  readonly rows: Int32Array;
  readonly #columns: readonly Columns[];
  readonly #instants: readonly BarInstants[];
  readonly #hasInstants: boolean;
  #next = 0;

  constructor(assets: readonly ReplayedAsset[]) {
    this.#instants = assets.flatMap(({ instants }) => instants ?? []);
    this.#hasInstants = this.#instants.length > 0;
    assert(
      !this.#hasInstants || this.#instants.length === assets.length,
      'of all assets or of none it is known when bars open',
    );
    this.times = unionTimes(assets.map((asset) => asset.bars.time));
    this.rows = new Int32Array(assets.length).fill(-1);
    this.#columns = assets.map(({ bars, factors }) => ({
      ...bars,
      ...factors,
      changes: changingRows(factors),
      nextChange: 0,
    }));
  }

  /** Fills the slice with the next time's bars; false, and nothing changed, when there is none. */
  advance(slice: MarketSlice): boolean {
    const index = this.#next;
    if (index >= this.times.length) return false;
    assert(slice.barIndex === index - 1, 'a replay refills one slice, from its first bar on');
    const time = this.times[index];
    slice.time = time;
    slice.barIndex = index;
    if (this.#hasInstants) this.#tellInstants(slice);
    for (let asset = 0; asset < this.rows.length; asset++) {
      const columns = this.#columns[asset];
      const row = this.rows[asset] + 1;
      if (row < columns.time.length && columns.time[row] === time) {
        this.rows[asset] = row;
        fill(slice, asset, columns, row);
      } else if (slice.present[asset] === 1) {
        slice.present[asset] = 0;
        slice.splitRatio[asset] = 1;
        slice.dividend[asset] = 0;
      }
    }
    this.#next = index + 1;
    return true;
  }

  /** Before the rows move on: the next row of an asset is this slice's where its stamp is. */
  #tellInstants(slice: MarketSlice): void {
    let knownAt = Number.isNaN(slice.knownAt) ? Number.NEGATIVE_INFINITY : slice.knownAt;
    for (let asset = 0; asset < this.rows.length; asset++) {
      const row = this.rows[asset] + 1;
      if (this.#columns[asset].time[row] !== slice.time) continue;
      const { opens, closes } = this.#instants[asset];
      slice.opensAt[asset] = opens[row];
      knownAt = Math.max(knownAt, closes[row]);
    }
    slice.knownAt = knownAt;
  }
}

/** An asset's columns, and the rows at which its factor, split ratio or dividend may change. */
interface Columns extends BarTable, AdjustmentFactors {
  readonly changes: readonly number[];
  /** Index into `changes` of the first row not yet played. */
  nextChange: number;
}

/** Rows on which something happens, the row after each, and the first. */
function changingRows({ splitRatio, dividend }: AdjustmentFactors): number[] {
  const rows = [0];
  let happened = false;
  for (let row = 1; row < splitRatio.length; row++) {
    const happens = splitRatio[row] !== 1 || dividend[row] !== 0;
    if (happens || happened) rows.push(row);
    happened = happens;
  }
  return rows;
}

function fill(slice: MarketSlice, asset: number, columns: Columns, row: number): void {
  slice.present[asset] = 1;
  slice.open[asset] = columns.open[row];
  slice.high[asset] = columns.high[row];
  slice.low[asset] = columns.low[row];
  slice.close[asset] = columns.close[row];
  slice.volume[asset] = columns.volume[row];
  // Actions are rare: most bars leave these three as they are.
  if (row !== columns.changes[columns.nextChange]) return;
  columns.nextChange++;
  slice.factor[asset] = columns.factor[row];
  slice.splitRatio[asset] = columns.splitRatio[row];
  slice.dividend[asset] = columns.dividend[row];
}
