import type { Series, Stateful } from '#base';
import { type Currencies, rateOf } from './currencies.ts';

export interface ForeignCashState {
  /** Currency to what is held of it. */
  readonly balances: Readonly<Record<string, number>>;
}

/** What an account holds and owes in other currencies than its own, and what they are worth. */
export class ForeignCash implements Stateful<ForeignCashState> {
  readonly #currencies: Currencies;
  readonly #balance: Float64Array;
  /** Account currency for one of each; NaN while not known [foreign]. */
  readonly #rate: Float64Array;

  constructor(currencies: Currencies) {
    this.#currencies = currencies;
    this.#balance = new Float64Array(currencies.foreign.length);
    this.#rate = new Float64Array(currencies.foreign.length).fill(Number.NaN);
  }

  /** Account currency for one of the currency of an asset's price; NaN while not known. */
  rateOf(asset: number): number {
    const at = this.#currencies.quote[asset];
    return at === -1 ? 1 : this.#rate[at];
  }

  isForeign(asset: number): boolean {
    return this.#currencies.quote[asset] !== -1;
  }

  /** Whether what trades of an asset pay stays in the currency of its price. */
  keeps(asset: number): boolean {
    return this.#currencies.keeps[asset];
  }

  /** @param amount - in the currency of the asset's price */
  add(asset: number, amount: number): void {
    this.#balance[this.#currencies.quote[asset]] += amount;
  }

  /** Of all balances, account currency. */
  get value(): number {
    let value = 0;
    this.#balance.forEach((held, at) => {
      if (held !== 0) value += held * this.#rate[at];
    });
    return value;
  }

  /**
   * Takes the rates of the newest prices; returns what their change is worth, account currency.
   *
   * Σ (balance + Σ quantity · average price of the pairs held in it) · (rate − rate before): what is
   * borrowed to hold a pair and what the pair cost go up and down together.
   *
   * @param price - newest of each asset, in its own currency [assets]
   */
  revalue(price: Series, quantity: Series, averagePrice: Series): number {
    const { quote, keeps } = this.#currencies;
    const atStake = this.#balance.slice();
    for (let asset = 0; asset < quantity.length; asset++) {
      if (keeps[asset]) atStake[quote[asset]] += quantity[asset] * averagePrice[asset];
    }
    const before = this.#rate.slice();
    this.takeRates(price);
    let gains = 0;
    atStake.forEach((amount, at) => {
      if (amount !== 0) gains += amount * (this.#rate[at] - before[at]);
    });
    return gains;
  }

  takeRates(price: Series): void {
    this.#currencies.sources.forEach((source, at) => {
      this.#rate[at] = rateOf(source, price);
    });
  }

  saveState(): ForeignCashState {
    const { foreign } = this.#currencies;
    return { balances: Object.fromEntries(foreign.map((code, at) => [code, this.#balance[at]])) };
  }

  /** Rates are those of prices, which the book keeps. */
  loadState({ balances }: ForeignCashState): void {
    this.#currencies.foreign.forEach((code, at) => {
      this.#balance[at] = balances[code] ?? 0;
    });
  }
}
