import type { MarketSlice, Stateful } from '#base';
import type { TradingConfig } from '#config';
import type { Book } from '#portfolio';
import type { Bracket } from './brackets.ts';
import type { Order } from './order.ts';
import { type ProtectedPosition, protectiveOrders } from './protective-orders.ts';

export interface PositionGuardState {
  /** −1, 0 or 1 [assets]. */
  readonly side: readonly number[];
  readonly bars: readonly number[];
  readonly best: readonly (number | null)[];
  readonly sigma: readonly (number | null)[];
}

/** Of whose positions, under which name, with which distances. */
export interface GuardSetup {
  /** From `orderNames` [assets]. */
  readonly names: readonly string[];
  readonly risk: TradingConfig['risk'];
  readonly tickSize: number;
  readonly book: Book;
  /** Volatility a bar of an asset, fraction; NaN while not known. */
  readonly volatility: (asset: number) => number;
  /** What a signal asks for an asset's position; null where it asks for nothing. */
  readonly bracket: (asset: number) => Bracket | null;
}

/**
 * What every position needs to be closed in time: its best close, its age, and its stop and target.
 *
 * The volatility that distances are measured in is that of the last change of the position, so that a
 * trailing stop never loosens. Where a signal has a stop of its own none of these rests, nor a target where it
 * has one.
 */
export class PositionGuard implements Stateful<PositionGuardState> {
  readonly #setup: GuardSetup;
  readonly #side: Int8Array;
  readonly #bars: Int32Array;
  readonly #best: Float64Array;
  readonly #sigma: Float64Array;
  /** Whether orders rest for a position at all. */
  readonly places: boolean;

  constructor(setup: GuardSetup) {
    const count = setup.names.length;
    const { stopLossSigma, takeProfitSigma, trailingStopSigma } = setup.risk;
    this.#setup = setup;
    this.#side = new Int8Array(count);
    this.#bars = new Int32Array(count);
    this.#best = new Float64Array(count).fill(Number.NaN);
    this.#sigma = new Float64Array(count).fill(Number.NaN);
    this.places = stopLossSigma !== null || takeProfitSigma !== null || trailingStopSigma !== null;
  }

  /** Whether anything changes at a close without a fill. */
  get advances(): boolean {
    const { trailingStopSigma, timeStopBars } = this.#setup.risk;
    return trailingStopSigma !== null || timeStopBars !== null;
  }

  /** Whether there is anything to remember of a position. */
  get remembers(): boolean {
    return this.places || this.advances;
  }

  /** Whether orders rest for a position that a signal asks this for. */
  placesBeside(bracket: Bracket | null): boolean {
    if (!this.places || bracket === null) return this.places;
    return Object.values(this.#distances(bracket)).some((sigmas) => sigmas !== null);
  }

  #distances(bracket: Bracket | null): ProtectedPosition['risk'] {
    const { risk } = this.#setup;
    if (bracket === null) return risk;
    const hasStop = bracket.stop !== undefined;
    return {
      stopLossSigma: hasStop ? null : risk.stopLossSigma,
      trailingStopSigma: hasStop ? null : risk.trailingStopSigma,
      takeProfitSigma: bracket.target === undefined ? risk.takeProfitSigma : null,
    };
  }

  /** Takes note that a fill was booked: a position that begins or turns round is a new one. */
  booked(asset: number): void {
    const { quantity, averagePrice } = this.#setup.book;
    const side = Math.sign(quantity[asset]);
    if (side === this.#side[asset]) return;
    this.#side[asset] = side;
    this.#bars[asset] = 0;
    this.#best[asset] = side === 0 ? Number.NaN : averagePrice[asset];
    this.#sigma[asset] = Number.NaN;
  }

  /** The stop and target for what an asset's position is after a fill that a wish was for. */
  place(asset: number, decidedAt: number): Order[] {
    this.#sigma[asset] = this.#setup.volatility(asset);
    return this.#orders(asset, decidedAt);
  }

  /** The same after a signal asked for another stop or target. */
  renew(asset: number, decidedAt: number): Order[] {
    this.#adopt(asset);
    return this.#orders(asset, decidedAt);
  }

  /** Takes a close; returns the asset's new orders where its trailing stop moves, else null. */
  advance(asset: number, { present, close, time }: MarketSlice): Order[] | null {
    // A position from before there was a guard begins here.
    this.booked(asset);
    const side = this.#side[asset];
    if (side === 0 || present[asset] === 0) return null;
    this.#bars[asset]++;
    const adopts = this.#adopt(asset);
    const improves = side * close[asset] > side * this.#best[asset];
    if (improves) this.#best[asset] = close[asset];
    if (this.#setup.risk.trailingStopSigma === null || !(improves || adopts)) return null;
    return this.#orders(asset, time);
  }

  /** Measures a position by the volatility of now that was never measured by any. */
  #adopt(asset: number): boolean {
    if (this.#sigma[asset] > 0) return false;
    this.#sigma[asset] = this.#setup.volatility(asset);
    return true;
  }

  /** Whether an asset's position is as old as one may get. */
  hasExpired(asset: number): boolean {
    const { timeStopBars } = this.#setup.risk;
    const isHeld = this.#side[asset] !== 0;
    return isHeld && timeStopBars !== null && this.#bars[asset] >= timeStopBars;
  }

  #orders(asset: number, decidedAt: number): Order[] {
    const { names, tickSize, book, bracket } = this.#setup;
    return protectiveOrders({
      asset,
      name: names[asset],
      quantity: book.quantity[asset],
      entryPrice: book.averagePrice[asset],
      bestPrice: this.#best[asset],
      volatility: this.#sigma[asset],
      decidedAt,
      tickSize,
      risk: this.#distances(bracket(asset)),
    });
  }

  applySplit(asset: number, ratio: number): void {
    this.#best[asset] /= ratio;
  }

  saveState(): PositionGuardState {
    const orNull = (values: Float64Array) =>
      Array.from(values, (value) => (Number.isNaN(value) ? null : value));
    return {
      side: [...this.#side],
      bars: [...this.#bars],
      best: orNull(this.#best),
      sigma: orNull(this.#sigma),
    };
  }

  loadState(state: PositionGuardState): void {
    this.#side.set(state.side);
    this.#bars.set(state.bars);
    this.#best.set(state.best.map((price) => price ?? Number.NaN));
    this.#sigma.set(state.sigma.map((value) => value ?? Number.NaN));
  }
}
