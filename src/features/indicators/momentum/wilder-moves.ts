import { type AverageState, wilderAverage } from '#base';
import type { BarRow } from '../../bar-row.ts';
import type { BarSource, FeatureContext } from '../../kernel.ts';

interface WilderMovesState {
  readonly up: AverageState;
  readonly down: AverageState;
}

/** Wilder averages of the rises and of the falls of the close. */
class WilderMoves implements BarSource {
  /** Price units, ≥ 0; NaN for the first `bars` bars. */
  up = Number.NaN;
  down = Number.NaN;
  readonly #up;
  readonly #down;

  constructor(bars: number) {
    this.#up = wilderAverage(bars);
    this.#down = wilderAverage(bars);
  }

  update(bar: BarRow): void {
    const move = bar.close - bar.previousClose;
    const known = !Number.isNaN(move);
    this.up = known ? this.#up.update(move > 0 ? move : 0) : Number.NaN;
    this.down = known ? this.#down.update(move < 0 ? -move : 0) : Number.NaN;
  }

  saveState(): WilderMovesState {
    return { up: this.#up.saveState(), down: this.#down.saveState() };
  }

  loadState(state: WilderMovesState): void {
    this.#up.loadState(state.up);
    this.#down.loadState(state.down);
  }
}

/**
 * The averages of rises and falls that RSI, CMO and the stochastic of RSI share.
 *
 * @param bars - Wilder period, ≥ 1, bars
 */
export function wilderMoves(context: FeatureContext, bars: number): WilderMoves {
  return context.share(`wilder-moves ${bars}`, () => new WilderMoves(bars));
}
