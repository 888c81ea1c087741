import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingWeightedSumState {
  /** The ring as it lies in memory; everything else follows from it. */
  readonly ring: string;
  readonly position: number;
  readonly full: boolean;
}

/**
 * Sum, and sum weighted 1 for the oldest to `window` for the newest, of the newest `window` values, at
 * the same cost whatever the window.
 *
 * Two stacks, as in RollingScalers; nothing is ever subtracted, so a huge value leaves no rounding
 * error behind when it leaves the window.
 */
export class RollingWeightedSum implements Stateful<RollingWeightedSumState> {
  readonly #ring: Float64Array;
  /** Of ring[at..], what is left of the round before; its oldest value has weight 1. */
  readonly #suffix: Float64Array;
  readonly #weightedSuffix: Float64Array;
  #position = 0;
  #full = false;
  /** Of this round; its oldest value has weight 1. */
  #sum = 0;
  #weighted = 0;

  /** @param window - ≥ 1, values */
  constructor(window: number) {
    this.#ring = new Float64Array(window);
    this.#suffix = new Float64Array(window + 1);
    this.#weightedSuffix = new Float64Array(window + 1);
  }

  /** Takes the next value (finite). */
  update(value: number): void {
    if (this.#position === this.#ring.length) this.#turn();
    this.#ring[this.#position] = value;
    this.#add(value);
    if (this.#position === this.#ring.length) this.#full = true;
  }

  /** Σx; NaN until the window is full. */
  get sum(): number {
    return this.#full ? this.#sum + this.#suffix[this.#position] : Number.NaN;
  }

  /** Σ k·x, k = 1 for the oldest; NaN until the window is full. */
  get weightedSum(): number {
    if (!this.#full) return Number.NaN;
    const older = this.#ring.length - this.#position;
    return this.#weighted + older * this.#sum + this.#weightedSuffix[this.#position];
  }

  #add(value: number): void {
    this.#position++;
    this.#sum += value;
    this.#weighted += this.#position * value;
  }

  #turn(): void {
    this.#fillSuffixes(0);
    this.#startRound();
  }

  #startRound(): void {
    this.#position = 0;
    this.#sum = 0;
    this.#weighted = 0;
  }

  #fillSuffixes(from: number): void {
    let sum = 0;
    let weighted = 0;
    for (let at = this.#ring.length - 1; at >= from; at--) {
      sum += this.#ring[at];
      // One value more at the old end raises the weight of all others by one.
      weighted += sum;
      this.#suffix[at] = sum;
      this.#weightedSuffix[at] = weighted;
    }
  }

  saveState(): RollingWeightedSumState {
    return { ring: numbersToText(this.#ring), position: this.#position, full: this.#full };
  }

  loadState(state: RollingWeightedSumState): void {
    textToNumbers(state.ring, this.#ring);
    this.#full = state.full;
    this.#suffix.fill(0);
    this.#weightedSuffix.fill(0);
    if (state.full) this.#fillSuffixes(state.position);
    this.#startRound();
    for (let at = 0; at < state.position; at++) this.#add(this.#ring[at]);
  }
}
