import { type Forecast, type Interval, intervalMs, type MarketSlice } from '#base';
import type { Holdings } from './holdings.ts';
import { NO_SIGNALS, type Signal } from './signal.ts';
import { rebasedTerms } from './signal-terms.ts';
import type { Strategy, StrategyState } from './strategy.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A signal that is known once a bar with this stamp or a later one has closed. */
interface Waiting {
  readonly from: number;
  readonly signal: Signal;
}

/**
 * A strategy that sees every bar so much later: what it says of one is heard at the first bar that
 * closes `delayMinutes` after it.
 *
 * Bars of a day or more are delayed by the whole bars in it, because the next one opens long after the
 * close of the one before. A delay of 0 is the strategy itself.
 */
export function delayedStrategy(
  strategy: Strategy,
  delayMinutes: number,
  interval: Interval,
): Strategy {
  const barMs = intervalMs(interval);
  const delayMs = delayMinutes * MINUTE_MS;
  const heardAfterMs = barMs < DAY_MS ? delayMs : Math.floor(delayMs / barMs) * barMs;
  return heardAfterMs > 0 ? new DelayedStrategy(strategy, heardAfterMs) : strategy;
}

/** Without weights of models: whoever shows those asks the strategy itself. */
class DelayedStrategy implements Strategy {
  readonly #strategy: Strategy;
  readonly #delayMs: number;
  #waiting: Waiting[] = [];

  constructor(strategy: Strategy, delayMs: number) {
    this.#strategy = strategy;
    this.#delayMs = delayMs;
  }

  get name(): string {
    return this.#strategy.name;
  }

  get models(): readonly string[] {
    return this.#strategy.models;
  }

  warmUp(slice: MarketSlice): void {
    this.#strategy.warmUp(slice);
  }

  generateSignals(
    slice: MarketSlice,
    forecasts: readonly Forecast[],
    holdings?: Holdings,
  ): readonly Signal[] {
    this.#rebase(slice);
    const from = slice.time + this.#delayMs;
    for (const signal of this.#strategy.generateSignals(slice, forecasts, holdings)) {
      this.#waiting.push({ from, signal });
    }
    if (!(this.#waiting[0]?.from <= slice.time)) return NO_SIGNALS;
    const heard = this.#waiting.filter((waiting) => waiting.from <= slice.time);
    this.#waiting = this.#waiting.slice(heard.length);
    return heard.map(({ signal }) => signal);
  }

  /** Prices in a signal are those of its bar; a split since then has made them others. */
  #rebase({ splitRatio }: MarketSlice): void {
    if (splitRatio.every((ratio) => ratio === 1)) return;
    this.#waiting = this.#waiting.map(({ from, signal }) => ({
      from,
      signal: rebasedTerms(signal, splitRatio[signal.asset]),
    }));
  }

  saveState(): StrategyState {
    return { strategy: this.#strategy.saveState(), waiting: [...this.#waiting] };
  }

  loadState(state: StrategyState): void {
    this.#strategy.loadState(state['strategy'] as StrategyState);
    this.#waiting = [...(state['waiting'] as readonly Waiting[])];
  }
}
