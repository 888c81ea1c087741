import type { Stateful } from '#base';
import type { TradedState } from '../order.ts';

const MONTHS = 12;
const EPOCH_YEAR = 1970;

/** What has been traded in the calendar month so far, on which tiered commissions depend. */
export class TradedVolume implements Stateful<TradedState> {
  #month = 0;
  #amount = 0;

  /** Amount of the month that `time` lies in, so far. */
  at(time: number): number {
    return monthOf(time) === this.#month ? this.#amount : 0;
  }

  add(time: number, amount: number): void {
    this.#amount = this.at(time) + amount;
    this.#month = monthOf(time);
  }

  saveState(): TradedState {
    return { month: this.#month, amount: this.#amount };
  }

  loadState({ month, amount }: TradedState): void {
    this.#month = month;
    this.#amount = amount;
  }
}

/** Months since January 1970, UTC. */
function monthOf(time: number): number {
  const date = new Date(time);
  return (date.getUTCFullYear() - EPOCH_YEAR) * MONTHS + date.getUTCMonth();
}
