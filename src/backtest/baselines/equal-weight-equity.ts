import { calendarMonth, firstRowAtOrAfter, type Series } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { TradeCosts } from '#execution';
import { type HeldAsset, heldAssets } from './held-asset.ts';

/**
 * Equity of holding equal parts of every asset, made equal again each month, with the costs of the run.
 *
 * Decided at the close of the run's first bar and of the first bar of each calendar month (UTC), and done
 * at each asset's next open: sales first, then purchases of what the cash pays for. Dividends are
 * reinvested. An asset's part is cash until its second bar, and until its rate is known where it is priced
 * in another currency; one whose bars have ended keeps its last price and is left out of the parts.
 *
 * @param times - [t ≥ 1], the run's bar stamps
 * @returns [t], account currency
 */
export function equalWeightEquity(
  market: Market,
  times: Float64Array,
  config: SystemConfig,
): Series {
  const account = new EqualWeights(market, times, config);
  return times.map((_, at) => account.advance(at));
}

class EqualWeights {
  readonly #times: Float64Array;
  readonly #assets: readonly HeldAsset[];
  readonly #costs: TradeCosts;
  #cash: number;
  /** What each asset is to be worth. */
  #part = 0;
  /** Cash that stands behind what is bought with money owed. */
  #behind = 0;
  /** Rows of bars that have not begun, and where they stood before the run [assets]. */
  readonly #rows: Int32Array;
  readonly #firstRows: readonly number[];
  readonly #units: Float64Array;
  /** For the units of an asset that is bought with money owed, in its currency [assets]. */
  readonly #owed: Float64Array;
  /** Assets that have yet to be brought to their part. */
  readonly #due = new Set<number>();

  constructor(market: Market, times: Float64Array, config: SystemConfig) {
    this.#times = times;
    this.#assets = heldAssets(market, times, config);
    this.#costs = new TradeCosts(config.trading);
    this.#cash = config.backtest.initialCapital;
    this.#firstRows = this.#assets.map(({ adjusted }) =>
      firstRowAtOrAfter(adjusted.time, times[0]),
    );
    this.#rows = Int32Array.from(this.#firstRows);
    this.#units = new Float64Array(this.#assets.length);
    this.#owed = new Float64Array(this.#assets.length);
  }

  /** Passes the next bar of the run; returns equity at its close. */
  advance(at: number): number {
    if (this.#due.size > 0) this.#trade(at);
    const time = this.#times[at];
    for (let asset = 0; asset < this.#assets.length; asset++) {
      if (this.#hasBar(asset, time)) this.#rows[asset]++;
    }
    const equity = this.#equity(at);
    if (at === 0 || calendarMonth(time) !== calendarMonth(this.#times[at - 1])) {
      this.#decide(at, equity);
    }
    return equity;
  }

  #hasBar(asset: number, time: number): boolean {
    return this.#assets[asset].adjusted.time[this.#rows[asset]] <= time;
  }

  #rate(asset: number, at: number): number {
    const { rate } = this.#assets[asset];
    return rate === null ? 1 : (rate[at] ?? Number.NaN);
  }

  /** Worth of what is held of an asset at its last close. */
  #value(asset: number, at: number): number {
    const units = this.#units[asset];
    if (units === 0) return 0;
    return (
      units * this.#assets[asset].adjusted.close[this.#rows[asset] - 1] * this.#rate(asset, at)
    );
  }

  #equity(at: number): number {
    let equity = this.#cash;
    for (let asset = 0; asset < this.#assets.length; asset++) {
      if (this.#units[asset] === 0) continue;
      equity += this.#value(asset, at) - this.#owed[asset] * this.#rate(asset, at);
    }
    return equity;
  }

  #decide(at: number, equity: number): void {
    let shared = equity;
    let owing = 0;
    this.#due.clear();
    this.#assets.forEach(({ keeps, adjusted }, asset) => {
      if (keeps) this.#settle(asset, at);
      if (this.#rows[asset] < adjusted.time.length) {
        this.#due.add(asset);
        if (keeps) owing++;
      } else if (!keeps) shared -= this.#value(asset, at);
    });
    this.#part = shared / this.#due.size;
    this.#behind = owing * this.#part;
  }

  /** Takes as cash what has been gained since money was last owed for an asset. */
  #settle(asset: number, at: number): void {
    if (this.#units[asset] === 0) return;
    const rate = this.#rate(asset, at);
    const worth = this.#value(asset, at);
    this.#cash += worth - this.#owed[asset] * rate;
    this.#owed[asset] = worth / rate;
  }

  #trade(at: number): void {
    const time = this.#times[at];
    const open: number[] = [];
    let reserved = 0;
    let waitsForSale = false;
    for (const asset of this.#due) {
      const isOpen = this.#hasBar(asset, time) && this.#rows[asset] > this.#firstRows[asset];
      if (isOpen && this.#rate(asset, at - 1) > 0) open.push(asset);
      else {
        const lack = this.#part - this.#value(asset, at - 1);
        waitsForSale ||= lack < 0;
        if (!this.#assets[asset].keeps) reserved += Math.max(0, lack);
      }
    }
    const buys = open.filter((asset) => !this.#sold(asset, at));
    if (!waitsForSale) this.#buyAll(buys, at, reserved);
  }

  /** What is held of an asset at the open. */
  #valueAtOpen(asset: number, at: number): number {
    const price = this.#assets[asset].adjusted.open[this.#rows[asset]];
    return this.#units[asset] * price * this.#rate(asset, at - 1);
  }

  /** Sells what an asset is worth beyond its part at the open; false where it isn't. */
  #sold(asset: number, at: number): boolean {
    const beyond = this.#valueAtOpen(asset, at) - this.#part;
    if (!(beyond > 0)) return false;
    const { adjusted } = this.#assets[asset];
    const reference = adjusted.open[this.#rows[asset]];
    this.#change(asset, -beyond / (reference * this.#rate(asset, at - 1)), at);
    this.#due.delete(asset);
    return true;
  }

  #buyAll(assets: readonly number[], at: number, reserved: number): void {
    const lacks = assets.map((asset) => this.#part - this.#valueAtOpen(asset, at));
    const wanted = lacks.reduce(
      (sum, lack, index) => (this.#assets[assets[index]].keeps ? sum : sum + lack),
      0,
    );
    const payable = this.#cash - reserved - this.#behind;
    const paid = Math.min(1, payable / wanted);
    assets.forEach((asset, index) => {
      const { adjusted, keeps, exchangeFee } = this.#assets[asset];
      const rate = this.#rate(asset, at - 1);
      const amount = keeps ? lacks[index] : lacks[index] * paid;
      const reference = adjusted.open[this.#rows[asset]];
      if (amount > 0) {
        this.#change(asset, this.#costs.unitsFor(amount, reference, { rate, exchangeFee }), at);
      }
      this.#due.delete(asset);
    });
  }

  /** Fills at the open, costs included. */
  #change(asset: number, units: number, at: number): void {
    const { adjusted, keeps, exchangeFee } = this.#assets[asset];
    const rate = this.#rate(asset, at - 1);
    const price = this.#costs.price(adjusted.open[this.#rows[asset]], units);
    const amount = units * price * rate;
    this.#units[asset] += units;
    this.#cash -= this.#costs.fee(price * rate, units, 0);
    if (keeps) this.#owed[asset] += units * price;
    else this.#cash -= amount + Math.abs(amount) * exchangeFee;
  }
}
