import type { MarketSlice } from '#base';
import type { MarketReplay } from '#data';
import type { DeskState, TradingDesk } from '#execution';
import {
  type HistoryMark,
  type HistoryPiece,
  markOf,
  NO_HISTORY,
  pieceBetween,
  recordAgain,
  type Recorders,
} from './history-piece.ts';

/** Where a backtest keeps what another process needs to go on with it. */
export interface BacktestCheckpoint {
  /** Bars of the run between two checkpoints. */
  readonly everyBars: number;
  /** What an earlier process kept; null where the run begins. */
  readonly resumed: {
    /** Bars of the run that were done. */
    readonly bar: number;
    readonly state: DeskState;
    /** What those bars recorded, oldest first. */
    readonly pieces: readonly HistoryPiece[];
    /** The columns of each piece. */
    readonly numbers: readonly Float64Array[];
  } | null;
  /** Keeps the state after bar `bar`, and what was recorded since the last one; whether it did. */
  save(
    bar: number,
    content: () => {
      readonly state: DeskState;
      readonly piece: HistoryPiece;
      readonly numbers: Float64Array;
    },
  ): boolean;
}

/** What a checkpoint is of. */
export interface CheckpointedParts {
  readonly replay: MarketReplay;
  readonly desk: TradingDesk;
  readonly recorders: Recorders;
  /** Index of the first slice that is traded. */
  readonly firstBar: number;
}

/** Says at which bars a backtest is kept, keeps it, and takes up what was kept. */
export class Checkpointer {
  readonly #checkpoint: BacktestCheckpoint | null;
  readonly #parts: CheckpointedParts;
  readonly #bars: number;
  #kept: HistoryMark = NO_HISTORY;
  /** Bars done when it was last to be kept. */
  #asked = 0;

  constructor(checkpoint: BacktestCheckpoint | null, parts: CheckpointedParts) {
    this.#checkpoint = checkpoint;
    this.#parts = parts;
    this.#bars = parts.replay.times.length - parts.firstBar;
  }

  /**
   * Index of the next slice after which the run is kept; −1 where none is.
   *
   * Never the last: what is done at its close belongs to the bar, and no state is saved inside one.
   */
  get next(): number {
    if (this.#checkpoint === null) return -1;
    const bar = this.#asked + this.#checkpoint.everyBars;
    return bar < this.#bars ? this.#parts.firstBar + bar - 1 : -1;
  }

  /** Brings desk, recorders and slice to where an earlier process kept them. */
  resume(slice: MarketSlice): void {
    const resumed = this.#checkpoint?.resumed ?? null;
    if (resumed === null) return;
    const { replay, desk, recorders, firstBar } = this.#parts;
    while (slice.barIndex < firstBar + resumed.bar - 1) replay.advance(slice);
    recordAgain(recorders, resumed);
    desk.loadState(resumed.state);
    this.#kept = markOf(recorders, resumed.bar);
    this.#asked = resumed.bar;
  }

  /** Keeps the run after this slice, which is the `next` one. */
  save({ barIndex }: MarketSlice): void {
    const { desk, recorders, firstBar } = this.#parts;
    const bar = barIndex - firstBar + 1;
    const mark = markOf(recorders, bar);
    const isKept = this.#checkpoint?.save(bar, () => ({
      state: desk.saveState(),
      ...pieceBetween(recorders, this.#kept, mark),
    }));
    if (isKept === true) this.#kept = mark;
    this.#asked = bar;
  }
}
