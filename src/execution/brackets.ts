import type { Stateful } from '#base';
import {
  rebasedTerms,
  sameTerms,
  type Signal,
  type SignalStop,
  type SignalTarget,
} from '#strategies';
import { type ExitPlan, orderId } from './order.ts';
import { exitsOnTicks } from './whole-tick-order.ts';

/** The stop and target that a signal asks for. */
export interface Bracket {
  /** Of the position it protects. */
  readonly side: number;
  readonly stop?: SignalStop;
  readonly target?: SignalTarget;
  /** Stamp of the bar that its exits are named after, UTC epoch ms. */
  readonly since: number;
}

/** The newest of each asset; then, where there are any, those of the side that is left. */
export type BracketsState = readonly (Bracket | null)[];

/**
 * The bracket of each asset: what the newest signal that wants something held says of stop and target.
 *
 * Its exits keep their names while a position lasts, so that what is added to it makes them larger. A
 * position that is to be turned keeps its bracket until it is closed.
 */
export class Brackets implements Stateful<BracketsState> {
  readonly #brackets: (Bracket | null)[];
  readonly #left: (Bracket | null)[];

  constructor(assets: number) {
    this.#brackets = new Array<Bracket | null>(assets).fill(null);
    this.#left = new Array<Bracket | null>(assets).fill(null);
  }

  /** Whether an asset has one, of whichever side. */
  has(asset: number): boolean {
    return this.#brackets[asset] !== null || this.#left[asset] !== null;
  }

  /** The bracket of a position or order on its side. */
  for(asset: number, quantity: number): Bracket | null {
    const side = Math.sign(quantity);
    const of = [this.#brackets[asset], this.#left[asset]];
    return of.find((bracket) => bracket?.side === side) ?? null;
  }

  /** Takes a signal that wants something held; whether its stop or target is another than before. */
  take({ asset, direction, stop, target }: Signal, heardAt: number): boolean {
    const newest = this.#brackets[asset];
    const before = this.for(asset, direction);
    const exits = { ...(stop !== undefined && { stop }), ...(target !== undefined && { target }) };
    const isSame = sameTerms(before ?? {}, exits);
    const isNone = stop === undefined && target === undefined;
    const taken = isNone ? null : { side: direction, ...exits, since: heardAt };
    this.#brackets[asset] = isSame ? before : taken;
    if (newest !== null && newest.side !== direction) this.#left[asset] = newest;
    else if (this.#left[asset]?.side === direction) this.#left[asset] = null;
    return !isSame;
  }

  /** Names the exits anew, for a position that is about to begin. */
  begin(asset: number, time: number): void {
    const bracket = this.#brackets[asset];
    if (bracket !== null) this.#brackets[asset] = { ...bracket, since: time };
  }

  applySplit(asset: number, ratio: number): void {
    for (const brackets of [this.#brackets, this.#left]) {
      const bracket = brackets[asset];
      if (bracket !== null) brackets[asset] = rebasedTerms(bracket, ratio);
    }
  }

  get any(): boolean {
    return this.saveState().some((bracket) => bracket !== null);
  }

  saveState(): BracketsState {
    const isLeft = this.#left.some((bracket) => bracket !== null);
    return isLeft ? [...this.#brackets, ...this.#left] : [...this.#brackets];
  }

  /** A state from before there were brackets has none. */
  loadState(state: BracketsState | undefined): void {
    const assets = this.#brackets.length;
    for (let asset = 0; asset < assets; asset++) {
      this.#brackets[asset] = state?.[asset] ?? null;
      this.#left[asset] = state?.[assets + asset] ?? null;
    }
  }
}

/** Whether a price has met a bracket's stop or target already. */
export function isMet({ side, stop, target }: Bracket, price: number): boolean {
  const stopAt = stop !== undefined && 'price' in stop ? stop.price : Number.NaN;
  return (
    side * (price - stopAt) <= 0 || (target !== undefined && side * (target.price - price) <= 0)
  );
}

/** What the exits of a bracket are called, and what their prices are counted from. */
export interface ExitNaming {
  /** That of the asset's orders, from `orderNames`. */
  readonly name: string;
  readonly tickSize: number;
  /** In the currency of the asset. */
  readonly from: number;
}

/** The exits of a bracket, stop first; without one where there is no price in whole ticks for it. */
export function exitPlans(
  { side, stop, target, since }: Bracket,
  { name, tickSize, from }: ExitNaming,
): readonly ExitPlan[] {
  const counted = tickSize > 0 ? { countedFrom: from } : {};
  const plans: ExitPlan[] = [];
  if (stop !== undefined) {
    const id = orderId(name, since, 'bracket-stop');
    if (!('price' in stop)) {
      const reason = 'trailing-stop';
      plans.push({ id, kind: 'trailing-stop', price: Number.NaN, ...stop, reason });
    } else {
      const kind = stop.limitPrice === undefined ? 'stop' : 'stop-limit';
      plans.push({ id, kind, ...stop, ...counted, reason: 'stop-loss' });
    }
  }
  if (target !== undefined) {
    const id = orderId(name, since, 'bracket-target');
    plans.push({ id, kind: 'limit', price: target.price, ...counted, reason: 'take-profit' });
  }
  return exitsOnTicks(plans, side, tickSize);
}
