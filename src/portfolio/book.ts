import { assert, type MarketSlice, type Stateful } from '#base';
import type { Fill } from './fill.ts';

/** Part of a position that a fill closed. */
export interface ClosedTrade {
  readonly asset: number;
  /** Signed units that were closed: + a long, − a short. */
  readonly quantity: number;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitPrice: number;
  /** Share of entry fees plus the exit's fee, account currency. */
  readonly fees: number;
  readonly netPnl: number;
  readonly exitReason: string;
}

export interface BookState {
  readonly cash: number;
  readonly quantity: readonly number[];
  readonly averagePrice: readonly number[];
  readonly entryTime: readonly (number | null)[];
  readonly entryFees: readonly number[];
  readonly lastPrice: readonly (number | null)[];
  readonly feesPaid: number;
  readonly slippagePaid: number;
}

/**
 * Cash and positions of one account at average cost.
 *
 * Equity = cash + Σ quantity · last close. Buying and selling move value between cash and positions;
 * only prices, fees and dividends change equity.
 */
export class Book implements Stateful<BookState> {
  cash: number;
  feesPaid = 0;
  slippagePaid = 0;
  /** Signed units [assets]. */
  readonly quantity: Float64Array;
  /** Average entry price [assets]; meaningless where flat. */
  readonly averagePrice: Float64Array;
  /** Last close seen [assets], NaN before the first. */
  readonly lastPrice: Float64Array;
  readonly #entryTime: Float64Array;
  readonly #entryFees: Float64Array;

  /** @param cash - starting cash, account currency */
  constructor(assets: number, cash: number) {
    this.cash = cash;
    this.quantity = new Float64Array(assets);
    this.averagePrice = new Float64Array(assets);
    this.lastPrice = new Float64Array(assets).fill(Number.NaN);
    this.#entryTime = new Float64Array(assets).fill(Number.NaN);
    this.#entryFees = new Float64Array(assets);
  }

  /** Books a fill; returns the part of a position it closed, if any. */
  applyFill(fill: Fill): ClosedTrade | null {
    const { asset, quantity, price, fee } = fill;
    assert(
      Number.isFinite(quantity) &&
        quantity !== 0 &&
        Number.isFinite(price) &&
        price > 0 &&
        fee >= 0,
      `a fill has a quantity, a positive price and a fee ≥ 0, was ${quantity} @ ${price}, fee ${fee}`,
    );
    const held = this.quantity[asset];
    this.cash -= quantity * price + fee;
    this.feesPaid += fee;
    this.slippagePaid += fill.slippageCost;
    if (held === 0 || Math.sign(held) === Math.sign(quantity)) {
      this.#increase(fill, fee);
      return null;
    }
    const closing = Math.min(Math.abs(held), Math.abs(quantity));
    const exitFee = (fee * closing) / Math.abs(quantity);
    const closed = this.#close(fill, closing, exitFee);
    if (Math.abs(quantity) > closing) {
      this.#increase({ ...fill, quantity: quantity + held }, fee - exitFee);
    }
    return closed;
  }

  #increase(fill: Fill, fee: number): void {
    const { asset, quantity, price } = fill;
    const held = this.quantity[asset];
    const total = held + quantity;
    this.averagePrice[asset] =
      held === 0 ? price : (this.averagePrice[asset] * held + price * quantity) / total;
    if (held === 0) this.#entryTime[asset] = fill.time;
    this.#entryFees[asset] += fee;
    this.quantity[asset] = total;
  }

  #close(fill: Fill, units: number, exitFee: number): ClosedTrade {
    const { asset } = fill;
    const held = this.quantity[asset];
    const signed = Math.sign(held) * units;
    const share = units / Math.abs(held);
    const entryFee = this.#entryFees[asset] * share;
    const left = held - signed;
    const entryPrice = this.averagePrice[asset];
    const closed: ClosedTrade = {
      asset,
      quantity: signed,
      entryTime: this.#entryTime[asset],
      entryPrice,
      exitTime: fill.time,
      exitPrice: fill.price,
      fees: entryFee + exitFee,
      netPnl: signed * (fill.price - entryPrice) - entryFee - exitFee,
      exitReason: fill.reason,
    };
    this.quantity[asset] = left;
    this.#entryFees[asset] -= entryFee;
    if (left === 0) {
      this.averagePrice[asset] = 0;
      this.#entryFees[asset] = 0;
      this.#entryTime[asset] = Number.NaN;
    }
    return closed;
  }

  /** Gives holders `ratio` new units for each old one; value is unchanged. */
  applySplit(asset: number, ratio: number): void {
    this.quantity[asset] *= ratio;
    this.averagePrice[asset] /= ratio;
    this.lastPrice[asset] /= ratio;
  }

  /** Pays `perUnit` to longs and takes it from shorts. */
  applyDividend(asset: number, perUnit: number): void {
    this.cash += this.quantity[asset] * perUnit;
  }

  /** Takes the slice's closes as the newest prices. */
  mark(slice: MarketSlice): void {
    const { present, close } = slice;
    for (let asset = 0; asset < close.length; asset++) {
      if (present[asset] === 1) this.lastPrice[asset] = close[asset];
    }
  }

  /** Cash plus positions at the last closes, account currency. */
  get equity(): number {
    return this.cash + this.netExposure;
  }

  /** Σ quantity · last close, account currency. */
  get netExposure(): number {
    let value = 0;
    for (let asset = 0; asset < this.quantity.length; asset++) {
      if (this.quantity[asset] !== 0) value += this.quantity[asset] * this.lastPrice[asset];
    }
    return value;
  }

  /** Σ |quantity · last close|, account currency. */
  get grossExposure(): number {
    let value = 0;
    for (let asset = 0; asset < this.quantity.length; asset++) {
      if (this.quantity[asset] !== 0) {
        value += Math.abs(this.quantity[asset] * this.lastPrice[asset]);
      }
    }
    return value;
  }

  saveState(): BookState {
    const orNull = (values: Float64Array) =>
      Array.from(values, (value) => (Number.isNaN(value) ? null : value));
    return {
      cash: this.cash,
      quantity: [...this.quantity],
      averagePrice: [...this.averagePrice],
      entryTime: orNull(this.#entryTime),
      entryFees: [...this.#entryFees],
      lastPrice: orNull(this.lastPrice),
      feesPaid: this.feesPaid,
      slippagePaid: this.slippagePaid,
    };
  }

  loadState(state: BookState): void {
    this.cash = state.cash;
    this.feesPaid = state.feesPaid;
    this.slippagePaid = state.slippagePaid;
    this.quantity.set(state.quantity);
    this.averagePrice.set(state.averagePrice);
    this.#entryTime.set(state.entryTime.map((time) => time ?? Number.NaN));
    this.#entryFees.set(state.entryFees);
    this.lastPrice.set(state.lastPrice.map((price) => price ?? Number.NaN));
  }
}
