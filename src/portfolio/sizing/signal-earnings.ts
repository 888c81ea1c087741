import { DecayedSum, type DecayedSumState, type Stateful } from '#base';
import type { TradingConfig } from '#config';
import type { Signal } from '#strategies';
import { sideCost } from '../side-cost.ts';

/** What full positions on an asset's signals earned a bar, newest most. */
export interface Earnings {
  /** Mean a bar after costs, fraction of the position; NaN before the first bar. */
  readonly mean: number;
  /** Mean square a bar. */
  readonly meanSquare: number;
  /** Equally weighted bars that say as much: (Σ λ^k)² / Σ λ^2k. */
  readonly effectiveBars: number;
}

/** A bar in prices that are comparable over time. */
export interface EarningsBar {
  readonly time: number;
  /** NaN where no order could fill at it. */
  readonly open: number;
  readonly close: number;
}

export interface SignalEarningsState {
  readonly lastTime: number | null;
  readonly lastClose: number | null;
  readonly held: number;
  readonly earned: DecayedSumState;
  readonly squares: DecayedSumState;
}

export type EarningRules = Pick<TradingConfig, 'fillRule' | 'commissionBps' | 'slippageBps'>;

/**
 * Keeps what one asset's signals earned, whether or not any of it was traded.
 *
 * A bar's return is earned by the share wanted before it up to the fill price (next open, next close,
 * or the close that made the signal) and by the new one from there on, less the costs of the change. It
 * rests on wishes, not on trades: a size of 0 would otherwise end the record it was made from.
 */
export class SignalEarnings implements Stateful<SignalEarningsState> {
  readonly #rules: EarningRules;
  readonly #earned: DecayedSum;
  readonly #squares: DecayedSum;
  #lastTime = Number.NaN;
  #lastClose = Number.NaN;
  #held = 0;

  /** @param halfLifeBars - > 0, age at which a bar counts half, bars with a position */
  constructor(rules: EarningRules, halfLifeBars: number) {
    this.#rules = rules;
    this.#earned = new DecayedSum(halfLifeBars);
    this.#squares = new DecayedSum(halfLifeBars);
  }

  /**
   * Takes one bar of the asset.
   *
   * @param wish - newest from before this bar; acted on at the first close of the asset since
   */
  update({ time, open, close }: EarningsBar, wish: Signal | null): void {
    const whole = close / this.#lastClose - 1;
    const gap = open / this.#lastClose - 1;
    const before = this.#held;
    const wanted = wish !== null && wish.time <= this.#lastTime ? wish.targetPosition : before;
    this.#held = wanted;
    this.#lastTime = time;
    this.#lastClose = close;
    if (!Number.isFinite(whole) || (before === 0 && wanted === 0)) return;
    const early = this.#beforeFill(gap, whole);
    const cost = sideCost(this.#rules);
    const earned = before * early + wanted * (whole - early) - Math.abs(wanted - before) * cost;
    this.#earned.update(earned);
    this.#squares.update(earned * earned);
  }

  /** The part of a bar's return that came before the fill. */
  #beforeFill(gap: number, whole: number): number {
    if (this.#rules.fillRule === 'same-close') return 0;
    return this.#rules.fillRule === 'next-open' && Number.isFinite(gap) ? gap : whole;
  }

  get value(): Earnings {
    return {
      mean: this.#earned.mean,
      meanSquare: this.#squares.mean,
      effectiveBars: this.#earned.effectiveCount,
    };
  }

  saveState(): SignalEarningsState {
    return {
      lastTime: Number.isFinite(this.#lastTime) ? this.#lastTime : null,
      lastClose: Number.isFinite(this.#lastClose) ? this.#lastClose : null,
      held: this.#held,
      earned: this.#earned.saveState(),
      squares: this.#squares.saveState(),
    };
  }

  loadState(state: SignalEarningsState): void {
    this.#lastTime = state.lastTime ?? Number.NaN;
    this.#lastClose = state.lastClose ?? Number.NaN;
    this.#held = state.held;
    this.#earned.loadState(state.earned);
    this.#squares.loadState(state.squares);
  }
}
