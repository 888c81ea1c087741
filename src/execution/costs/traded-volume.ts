import { calendarMonth, type Stateful } from '#base';
import type { TradedState } from '../order.ts';

/** What has been traded in the calendar month so far, on which tiered commissions depend. */
export class TradedVolume implements Stateful<TradedState> {
  #month = 0;
  #amount = 0;

  /** Amount of the month that `time` lies in, so far. */
  at(time: number): number {
    return calendarMonth(time) === this.#month ? this.#amount : 0;
  }

  add(time: number, amount: number): void {
    this.#amount = this.at(time) + amount;
    this.#month = calendarMonth(time);
  }

  saveState(): TradedState {
    return { month: this.#month, amount: this.#amount };
  }

  loadState({ month, amount }: TradedState): void {
    this.#month = month;
    this.#amount = amount;
  }
}
