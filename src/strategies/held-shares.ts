import type { Stateful } from '#base';
import type { Direction } from './signal.ts';

export interface HeldSharesOptions {
  readonly cooldownBars: number;
  readonly confirmationBars: number;
}

export interface HeldSharesState extends Readonly<Record<string, unknown>> {
  readonly held: readonly number[];
  readonly turnedTo: readonly Direction[];
  readonly confirmedBars: readonly number[];
  readonly cooldownLeft: readonly number[];
}

/**
 * What is held of each asset, as shares of a full position, turned no more often than is allowed.
 *
 * A change of direction must be wanted for `confirmationBars` bars and starts a cool-down of
 * `cooldownBars` bars without another one.
 */
export class HeldShares implements Stateful<HeldSharesState> {
  readonly #options: HeldSharesOptions;
  /** Share of a full position held [assets]. */
  readonly #held: number[];
  readonly #turnedTo: Direction[];
  readonly #confirmedBars: number[];
  readonly #cooldownLeft: number[];

  constructor(assets: number, options: HeldSharesOptions) {
    this.#options = options;
    this.#held = new Array<number>(assets).fill(0);
    this.#turnedTo = new Array<Direction>(assets).fill(0);
    this.#confirmedBars = new Array<number>(assets).fill(0);
    this.#cooldownLeft = new Array<number>(assets).fill(0);
  }

  of(asset: number): number {
    return this.#held[asset];
  }

  /** Moves what is held of an asset to `next`, unless that turns it too early; returns what is held then. */
  move(asset: number, next: number): number {
    const { cooldownBars, confirmationBars } = this.#options;
    const direction = Math.sign(next) as Direction;
    const cooling = this.#cooldownLeft[asset] > 0;
    if (cooling) this.#cooldownLeft[asset]--;
    this.#confirmedBars[asset] =
      direction === this.#turnedTo[asset] ? this.#confirmedBars[asset] + 1 : 1;
    this.#turnedTo[asset] = direction;
    if (direction !== Math.sign(this.#held[asset])) {
      if (cooling || this.#confirmedBars[asset] < confirmationBars) return this.#held[asset];
      this.#cooldownLeft[asset] = cooldownBars;
    }
    this.#held[asset] = next;
    return next;
  }

  saveState(): HeldSharesState {
    return {
      held: [...this.#held],
      turnedTo: [...this.#turnedTo],
      confirmedBars: [...this.#confirmedBars],
      cooldownLeft: [...this.#cooldownLeft],
    };
  }

  loadState(saved: HeldSharesState): void {
    for (let asset = 0; asset < this.#held.length; asset++) {
      this.#held[asset] = saved.held[asset];
      this.#turnedTo[asset] = saved.turnedTo[asset];
      this.#confirmedBars[asset] = saved.confirmedBars[asset];
      this.#cooldownLeft[asset] = saved.cooldownLeft[asset];
    }
  }
}

/** What is held, moved to the nearer edge of the band about what is wanted if it lies outside. */
export function toBand(held: number, wanted: number, band: number): number {
  return Math.min(wanted + band, Math.max(wanted - band, held));
}
