import { assert, type MarketSlice, type Stateful } from '#base';
import type { Fill } from './fill.ts';
import { accruedYears, type FinancingRates, interestOn, NO_FINANCING } from './financing.ts';
import type { Position } from './position.ts';

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
  /** Absent in states from before they were kept, as is all that follows. */
  readonly realisedPnl?: readonly number[];
  readonly fees?: readonly number[];
  readonly dividends?: readonly number[];
  readonly borrowFees?: readonly number[];
  readonly interest?: number;
  readonly accruedAt?: number | null;
}

/**
 * Cash and positions of one account at average cost.
 *
 * Equity = cash + Σ quantity · last close. Buying, selling and splits move value between cash and
 * positions; only prices, fees, dividends and financing change it:
 *
 * equity − starting cash = realised + unrealised + dividends + interest − fees − borrow fees
 */
export class Book implements Stateful<BookState> {
  cash: number;
  feesPaid = 0;
  slippagePaid = 0;
  /** Received on cash less paid on debit, account currency. */
  interest = 0;
  /** Signed units [assets]. */
  readonly quantity: Float64Array;
  /** Average entry price [assets]; meaningless where flat. */
  readonly averagePrice: Float64Array;
  /** Last close seen [assets], NaN before the first. */
  readonly lastPrice: Float64Array;
  readonly #entryTime: Float64Array;
  readonly #entryFees: Float64Array;
  readonly #realisedPnl: Float64Array;
  readonly #fees: Float64Array;
  readonly #dividends: Float64Array;
  readonly #borrowFees: Float64Array;
  readonly #rates: FinancingRates;
  readonly #isFinanced: boolean;
  #accruedAt = Number.NaN;

  /** @param cash - starting cash, account currency */
  constructor(assets: number, cash: number, rates: FinancingRates = NO_FINANCING) {
    this.cash = cash;
    this.#rates = rates;
    this.#isFinanced = rates.borrowRate > 0 || rates.debitRate > 0 || rates.creditRate > 0;
    this.quantity = new Float64Array(assets);
    this.averagePrice = new Float64Array(assets);
    this.lastPrice = new Float64Array(assets).fill(Number.NaN);
    this.#entryTime = new Float64Array(assets).fill(Number.NaN);
    this.#entryFees = new Float64Array(assets);
    this.#realisedPnl = new Float64Array(assets);
    this.#fees = new Float64Array(assets);
    this.#dividends = new Float64Array(assets);
    this.#borrowFees = new Float64Array(assets);
  }

  /** Books a fill; returns the part of a position it closed, if any. */
  applyFill(fill: Fill): ClosedTrade | null {
    const { asset, quantity, price, fee } = fill;
    assert(
      quantity !== 0 && price > 0 && fee >= 0 && Number.isFinite(quantity * price + fee),
      `a fill has a quantity, a positive price and a fee ≥ 0, was ${quantity} @ ${price}, fee ${fee}`,
    );
    const held = this.quantity[asset];
    this.cash -= quantity * price + fee;
    this.feesPaid += fee;
    this.#fees[asset] += fee;
    if (Number.isNaN(this.lastPrice[asset])) this.lastPrice[asset] = price;
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
    this.#realisedPnl[asset] += signed * (fill.price - entryPrice);
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
    assert(Number.isFinite(ratio) && ratio > 0, 'a split ratio is a positive number');
    this.quantity[asset] *= ratio;
    this.averagePrice[asset] /= ratio;
    this.lastPrice[asset] /= ratio;
  }

  /** Pays `perUnit` to longs and takes it from shorts. */
  applyDividend(asset: number, perUnit: number): void {
    assert(Number.isFinite(perUnit), 'a dividend is a number');
    const received = this.quantity[asset] * perUnit;
    this.cash += received;
    this.#dividends[asset] += received;
  }

  /**
   * Books borrow fees and interest for the time since the last call, on what was held through it.
   *
   * @param time - UTC epoch ms
   */
  accrue(time: number): void {
    if (!this.#isFinanced) return;
    const years = accruedYears(time - this.#accruedAt, this.#rates);
    this.#accruedAt = time;
    if (years === 0) return;
    let shortValue = 0;
    let borrowFees = 0;
    this.quantity.forEach((held, asset) => {
      if (!(held < 0)) return;
      const value = -held * this.lastPrice[asset];
      const fee = value * this.#rates.borrowRate * years;
      this.#borrowFees[asset] += fee;
      shortValue += value;
      borrowFees += fee;
    });
    const interest = interestOn(this.cash, shortValue, years, this.#rates);
    this.interest += interest;
    this.cash += interest - borrowFees;
  }

  /** Takes the slice's closes as the newest prices. */
  mark(slice: MarketSlice): void {
    const { present, close } = slice;
    for (let asset = 0; asset < close.length; asset++) {
      if (present[asset] === 1) this.lastPrice[asset] = close[asset];
    }
  }

  position(asset: number): Position {
    const quantity = this.quantity[asset];
    const averagePrice = this.averagePrice[asset];
    const held = quantity === 0 ? 0 : this.lastPrice[asset];
    return {
      quantity,
      averagePrice,
      entryTime: this.#entryTime[asset],
      value: quantity * held,
      unrealisedPnl: quantity * (held - averagePrice),
      realisedPnl: this.#realisedPnl[asset],
      fees: this.#fees[asset],
      dividends: this.#dividends[asset],
      borrowFees: this.#borrowFees[asset],
    };
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
      realisedPnl: [...this.#realisedPnl],
      fees: [...this.#fees],
      dividends: [...this.#dividends],
      borrowFees: [...this.#borrowFees],
      interest: this.interest,
      accruedAt: Number.isNaN(this.#accruedAt) ? null : this.#accruedAt,
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
    const none = state.quantity.map(() => 0);
    this.#realisedPnl.set(state.realisedPnl ?? none);
    this.#fees.set(state.fees ?? none);
    this.#dividends.set(state.dividends ?? none);
    this.#borrowFees.set(state.borrowFees ?? none);
    this.interest = state.interest ?? 0;
    this.#accruedAt = state.accruedAt ?? Number.NaN;
  }
}
