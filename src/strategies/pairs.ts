import { type MarketSlice, QuantError } from '#base';
import { RollingSpread, type RollingSpreadState, type Spread } from './rolling-spread.ts';
import { type Direction, NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

export interface PairsOptions {
  readonly lookbackBars: number;
  /** |z| above which the spread is traded. */
  readonly entryZ: number;
  /** |z| below which the trade is closed. */
  readonly exitZ: number;
  /** |z| above which it is given up. */
  readonly stopZ: number;
}

interface PairState {
  /** 1 holds the spread, −1 is short of it. */
  readonly side: Direction;
  /** Given up: not traded before the spread has come back. */
  readonly isStopped: boolean;
  readonly spread: RollingSpreadState;
}

/**
 * Mean reversion of two assets' log-price spread (`RollingSpread`).
 *
 * Short of the spread above z = `entryZ`, long below −`entryZ`; closed within `exitZ` or on the other side of
 * the mean; given up beyond `stopZ`, and then not entered again until |z| < `exitZ`. The first asset of a pair is traded
 * against β of the second, the larger leg a full position; a spread whose β is not positive is no hedge and
 * is not entered. Of the run's assets the first two are a pair, the next two, and so on.
 */
export class Pairs implements Strategy {
  readonly name = 'pairs';
  readonly models = [];
  readonly #pairs: readonly Pair[];

  /** @throws strategies/too-few-assets */
  constructor(assets: number, options: PairsOptions) {
    if (assets < 2) {
      throw new QuantError(
        'strategies/too-few-assets',
        `Strategy pairs trades one asset against another and there is ${assets}; name two, as --assets KO,PEP.`,
      );
    }
    this.#pairs = Array.from({ length: Math.floor(assets / 2) }, () => new Pair(options));
  }

  warmUp(slice: MarketSlice): void {
    this.#pairs.forEach((pair, at) => pair.take(slice, 2 * at));
  }

  generateSignals(slice: MarketSlice): readonly Signal[] {
    const signals = this.#pairs.flatMap((pair, at) => pair.decide(slice, 2 * at));
    return signals.length > 0 ? signals : NO_SIGNALS;
  }

  saveState(): StrategyState {
    return { pairs: this.#pairs.map((pair) => pair.saveState()) };
  }

  loadState(state: StrategyState): void {
    const { pairs } = state as { pairs: PairState[] };
    this.#pairs.forEach((pair, at) => pair.loadState(pairs[at]));
  }
}

/** One pair: the asset at an index and the one after it. */
class Pair {
  readonly #options: PairsOptions;
  readonly #spread: RollingSpread;
  #side: Direction = 0;
  #isStopped = false;

  constructor(options: PairsOptions) {
    this.#options = options;
    this.#spread = new RollingSpread(options.lookbackBars);
  }

  take({ present, close, factor }: MarketSlice, first: number): Spread | null {
    const second = first + 1;
    if (present[first] === 0 || present[second] === 0) return null;
    return this.#spread.update(close[first] * factor[first], close[second] * factor[second]);
  }

  decide(slice: MarketSlice, first: number): Signal[] {
    const spread = this.take(slice, first);
    if (spread === null) return [];
    const before = this.#side;
    const { side, reason } = this.#sideAt(spread);
    this.#side = side;
    if (side === before) return [];
    const larger = Math.max(1, spread.hedgeRatio);
    const shares = side === 0 ? [0, 0] : [side / larger, (-side * spread.hedgeRatio) / larger];
    return shares.map((targetPosition, at) =>
      signal({
        time: slice.time,
        asset: first + at,
        direction: Math.sign(targetPosition) as Direction,
        confidence: 1,
        targetPosition,
        reason,
      }),
    );
  }

  #sideAt({ z, hedgeRatio }: Spread): { side: Direction; reason: string } {
    const { entryZ, exitZ, stopZ } = this.#options;
    const distance = Math.abs(z);
    if (distance < exitZ) this.#isStopped = false;
    if (distance > stopZ) {
      this.#isStopped = true;
      return { side: 0, reason: 'spread-stop' };
    }
    const held = this.#side;
    // Beyond the mean is back at it, however far.
    const hasReverted = distance < exitZ || Math.sign(z) === held;
    const kept = held !== 0 && !hasReverted ? held : 0;
    const enters = distance > entryZ && hedgeRatio > 0 && !this.#isStopped;
    if (kept === 0 && enters) return { side: z > 0 ? -1 : 1, reason: 'spread-wide' };
    return { side: kept, reason: 'spread-back' };
  }

  saveState(): PairState {
    return { side: this.#side, isStopped: this.#isStopped, spread: this.#spread.saveState() };
  }

  loadState({ side, isStopped, spread }: PairState): void {
    this.#side = side;
    this.#isStopped = isStopped;
    this.#spread.loadState(spread);
  }
}
