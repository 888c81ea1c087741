import { type Stateful, ValueWindow, type ValueWindowState } from '#base';

export interface RollingSpreadState {
  readonly first: ValueWindowState;
  readonly second: ValueWindowState;
}

/** How far apart two assets are, and by which ratio they are hedged. */
export interface Spread {
  /** Units of value of the second asset to one of the first. */
  readonly hedgeRatio: number;
  /** Deviations from the mean of the spread over the window. */
  readonly z: number;
}

/**
 * Log-price spread of two assets against its own past.
 *
 * β = cov(ln a, ln b) / var(ln b), s = ln a − β·ln b, z = (s_t − mean(s)) / deviation(s); β, mean and
 * deviation are of the `length` bars before the current one, which therefore judges nothing of itself.
 *
 * @see Gatev, Goetzmann and Rouwenhorst, Pairs Trading, Review of Financial Studies 2006
 */
export class RollingSpread implements Stateful<RollingSpreadState> {
  readonly #first: ValueWindow;
  readonly #second: ValueWindow;

  /** @param length - ≥ 3, bars of both assets */
  constructor(length: number) {
    this.#first = new ValueWindow(length);
    this.#second = new ValueWindow(length);
  }

  /**
   * Takes a bar that both assets have.
   *
   * @param first - price, adjusted, > 0
   * @returns null until the window is full, and where prices have not moved
   */
  update(first: number, second: number): Spread | null {
    const [a, b] = [Math.log(first), Math.log(second)];
    const spread = this.#first.full ? spreadOf(this.saveState(), a, b) : null;
    this.#first.push(a);
    this.#second.push(b);
    return spread;
  }

  saveState(): RollingSpreadState {
    return { first: this.#first.saveState(), second: this.#second.saveState() };
  }

  loadState({ first, second }: RollingSpreadState): void {
    this.#first.loadState(first);
    this.#second.loadState(second);
  }
}

function spreadOf(past: RollingSpreadState, a: number, b: number): Spread | null {
  const firsts = past.first.values;
  const seconds = past.second.values;
  const count = firsts.length;
  const meanFirst = firsts.reduce((sum, value) => sum + value, 0) / count;
  const meanSecond = seconds.reduce((sum, value) => sum + value, 0) / count;
  let cross = 0;
  let squares = 0;
  for (let at = 0; at < count; at++) {
    const offSecond = seconds[at] - meanSecond;
    cross += (firsts[at] - meanFirst) * offSecond;
    squares += offSecond * offSecond;
  }
  const hedgeRatio = cross / squares;
  const off = (first: number, second: number) =>
    first - meanFirst - hedgeRatio * (second - meanSecond);
  let residuals = 0;
  for (let at = 0; at < count; at++) residuals += off(firsts[at], seconds[at]) ** 2;
  const deviation = Math.sqrt(residuals / (count - 1));
  const z = off(a, b) / deviation;
  return Number.isFinite(z) ? { hedgeRatio, z } : null;
}
