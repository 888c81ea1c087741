import { assert } from '#base';
import type { BarRow } from '../bar-row.ts';
import type { BarSource, FeatureContext } from '../kernel.ts';
import { numbersToText, textToNumbers } from '../number-text.ts';

/** Bars that can be looked back: a year of days. */
const LONGEST_BARS = 252;
const SLOTS = LONGEST_BARS + 1;

interface LogClosesState {
  /** The ring as it lies in memory. */
  readonly ring: string;
  readonly newest: number;
}

/** ln(close) of this bar and of a year before it: one ring for returns over any number of bars. */
class LogCloses implements BarSource {
  readonly #ring = new Float64Array(SLOTS).fill(Number.NaN);
  #newest = SLOTS - 1;

  /**
   * ln(close) so many bars ago; NaN before the first bar.
   *
   * @param bars - 0…252
   */
  ago(bars: number): number {
    const at = this.#newest - bars;
    return this.#ring[at < 0 ? at + SLOTS : at];
  }

  update(bar: BarRow): void {
    this.#newest = this.#newest + 1 === SLOTS ? 0 : this.#newest + 1;
    this.#ring[this.#newest] = bar.logClose;
  }

  saveState(): LogClosesState {
    return { ring: numbersToText(this.#ring), newest: this.#newest };
  }

  loadState(state: LogClosesState): void {
    textToNumbers(state.ring, this.#ring);
    this.#newest = state.newest;
  }
}

/** @param bars - how far the reader looks back, 0…252 */
export function logCloses(context: FeatureContext, bars: number): LogCloses {
  assert(bars <= LONGEST_BARS, 'closes are kept for 252 bars');
  return context.share('log-closes', () => new LogCloses());
}
