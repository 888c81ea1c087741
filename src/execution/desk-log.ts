import type { Logger } from '#base';
import type { Verdict } from '#portfolio';
import type { EndedOrder } from './executor.ts';

type Denial = Extract<Verdict, { kind: 'denied' }>;

/** A debt that shows in money, not a rounding error. */
const HALF_A_CENT = 0.005;

/** Says what a desk could not do, once where every bar would say the same. */
export class DeskLog {
  readonly #symbols: readonly string[];
  readonly #logger: Logger;
  /** Code of each asset's last denial, until an order of it is let through. */
  readonly #denied: (string | null)[];
  #isInDebit = false;

  constructor(symbols: readonly string[], logger: Logger) {
    this.#symbols = symbols;
    this.#logger = logger;
    this.#denied = symbols.map(() => null);
  }

  /** One warning an asset and cause: a halted run would otherwise say the same at every bar. */
  noteDenial(asset: number, bar: number, denial: Denial): void {
    const { code } = denial;
    const symbol = this.#symbols[asset];
    const isHalt = code.startsWith('TRADING_');
    const line = isHalt
      ? `Risk breached; skipping signal for ${symbol}`
      : `Order for ${symbol} not made`;
    const isNews = isHalt && this.#denied[asset] !== code;
    const fields = {
      code,
      // Put in words only where somebody reads it.
      get detail() {
        return denial.detail;
      },
      bar,
    };
    this.#logger[isNews ? 'warn' : 'debug'](line, fields);
    this.#denied[asset] = code;
  }

  /** Code of the asset's last denial, null where an order of it was let through since. */
  lastDenial(asset: number): string | null {
    return this.#denied[asset];
  }

  noteApproval(asset: number): void {
    this.#denied[asset] = null;
  }

  noteEnd({ id, asset, quantity, why }: EndedOrder, bar: number): void {
    const line = `Order for ${this.#symbols[asset]} ended, ${Math.abs(quantity)} of it not filled`;
    this.#logger.debug(line, { id, why, bar });
  }

  /** One warning each time cash falls below zero: what is held was bought with borrowed money. */
  noteCash(cash: number, bar: number): void {
    const isInDebit = cash < -HALF_A_CENT;
    if (isInDebit && !this.#isInDebit) {
      this.#logger.warn(`Cash is ${cash.toFixed(2)}: the account owes money`, { bar });
    }
    this.#isInDebit = isInDebit;
  }
}
