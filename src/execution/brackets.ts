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

export type BracketsState = readonly (Bracket | null)[];

/**
 * The bracket of each asset: what the newest signal that wants something held says of stop and target.
 *
 * Its exits keep their names while a position lasts, so that what is added to it makes them larger.
 */
export class Brackets implements Stateful<BracketsState> {
  readonly #brackets: (Bracket | null)[];

  constructor(assets: number) {
    this.#brackets = Array.from({ length: assets }, () => null);
  }

  of(asset: number): Bracket | null {
    return this.#brackets[asset];
  }

  /** The bracket of a position or order on its side. */
  for(asset: number, quantity: number): Bracket | null {
    const bracket = this.#brackets[asset];
    return bracket !== null && bracket.side === Math.sign(quantity) ? bracket : null;
  }

  /** Takes a signal that wants something held; whether its stop or target is another than before. */
  take({ asset, direction, stop, target }: Signal, heardAt: number): boolean {
    const before = this.#brackets[asset];
    const exits = { ...(stop !== undefined && { stop }), ...(target !== undefined && { target }) };
    const isSame = sameTerms(before ?? {}, exits) && (before === null || before.side === direction);
    if (isSame) return false;
    const isNone = stop === undefined && target === undefined;
    this.#brackets[asset] = isNone ? null : { side: direction, ...exits, since: heardAt };
    return true;
  }

  /** Names the exits anew, for a position that is about to begin. */
  begin(asset: number, time: number): void {
    const bracket = this.#brackets[asset];
    if (bracket !== null) this.#brackets[asset] = { ...bracket, since: time };
  }

  applySplit(asset: number, ratio: number): void {
    const bracket = this.#brackets[asset];
    if (bracket !== null) this.#brackets[asset] = rebasedTerms(bracket, ratio);
  }

  get any(): boolean {
    return this.#brackets.some((bracket) => bracket !== null);
  }

  saveState(): BracketsState {
    return [...this.#brackets];
  }

  /** A state from before there were brackets has none. */
  loadState(state: BracketsState | undefined): void {
    for (let asset = 0; asset < this.#brackets.length; asset++) {
      this.#brackets[asset] = state?.[asset] ?? null;
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
