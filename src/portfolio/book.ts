import { assert, type MarketSlice, type Stateful } from '#base';
import { type AccountTerms, DOMESTIC } from './account-terms.ts';
import type { BookState } from './book-state.ts';
import type { ClosedTrade } from './closed-trade.ts';
import type { Fill } from './fill.ts';
import { accruedYears, chargeShorts, interestOn } from './financing.ts';
import { type Flows, FlowNotes } from './flows.ts';
import { ForeignCash } from './foreign-cash.ts';
import { averaged, type Position } from './position.ts';

/**
 * Cash and positions of one account at average cost, valued in the account's currency.
 *
 * Equity = Σ cash · rate + Σ quantity · last close · rate. Buying, selling and splits move value between
 * cash and positions; only prices, rates, fees, dividends and financing change it:
 *
 * equity − starting cash = realised + unrealised + dividends + interest + exchange gains − fees
 *   − borrow fees − exchange costs
 *
 * What a trade in another currency pays is exchanged at once, and its result holds the change of the
 * rate. A forex pair's stays in that currency, may be owed there, and its result is the move of the
 * pair's own price; what the balance gains by its rate is an exchange gain.
 */
export class Book implements Stateful<BookState> {
  feesPaid = 0;
  slippagePaid = 0;
  /** Received on cash less paid on debit, account currency. */
  interest = 0;
  /** Paid for exchanging, account currency. */
  exchangeCosts = 0;
  /** By rates of what is held and owed in other currencies, account currency. */
  exchangeGains = 0;
  /** Signed units [assets]. */
  readonly quantity: Float64Array;
  /** Average entry price, in the currency of the asset's prices [assets]; meaningless where flat. */
  readonly averagePrice: Float64Array;
  /** What a unit is worth at the last close seen, account currency [assets]; NaN before it is known. */
  readonly lastPrice: Float64Array;
  /** Account currency for one of that of an asset's prices [assets]; NaN before it is known. */
  readonly rate: Float64Array;
  /** Cost of exchanging what a trade of an asset pays, fraction of it [assets]. */
  readonly exchangeFee: Float64Array;
  /** Last close in the asset's own currency; the same object as `lastPrice` where there is but one. */
  readonly #quotePrice: Float64Array;
  /** Account currency; the same object as `averagePrice` where there is but one. */
  readonly #averageCost: Float64Array;
  readonly #entryTime: Float64Array;
  readonly #entryFees: Float64Array;
  readonly #realisedPnl: Float64Array;
  readonly #fees: Float64Array;
  readonly #dividends: Float64Array;
  readonly #borrowFees: Float64Array;
  readonly #terms: AccountTerms;
  readonly #isFinanced: boolean;
  readonly #foreign: ForeignCash | null;
  readonly #flows = new FlowNotes();
  #cash: number;
  /** Whether the exposures are those of what is held now. */
  #isValued = false;
  #netExposure = 0;
  #grossExposure = 0;
  #accruedAt = Number.NaN;

  /** @param cash - starting cash, account currency */
  constructor(assets: number, cash: number, terms: AccountTerms = DOMESTIC) {
    const { financing, borrowRate, currencies, exchangeFee } = terms;
    const zeros = () => new Float64Array(assets);
    this.#cash = cash;
    this.#terms = terms;
    this.#isFinanced =
      borrowRate.some((rate) => rate > 0) || financing.debitRate > 0 || financing.creditRate > 0;
    this.quantity = zeros();
    this.averagePrice = zeros();
    this.lastPrice = zeros().fill(Number.NaN);
    this.rate = zeros().fill(1);
    this.exchangeFee = zeros();
    this.#entryTime = zeros().fill(Number.NaN);
    this.#entryFees = zeros();
    this.#realisedPnl = zeros();
    this.#fees = zeros();
    this.#dividends = zeros();
    this.#borrowFees = zeros();
    const foreign = currencies === null ? null : new ForeignCash(currencies);
    this.#foreign = foreign;
    this.#quotePrice = foreign === null ? this.lastPrice : this.lastPrice.slice();
    this.#averageCost = foreign === null ? this.averagePrice : zeros();
    if (foreign === null) return;
    for (let asset = 0; asset < assets; asset++) {
      this.rate[asset] = foreign.rateOf(asset);
      const isExchanged = foreign.isForeign(asset) && !foreign.keeps(asset);
      this.exchangeFee[asset] = isExchanged ? exchangeFee : 0;
    }
  }

  /** Cash in all currencies, account currency. */
  get cash(): number {
    return this.#foreign === null ? this.#cash : this.#cash + this.#foreign.value;
  }

  /** Books a fill; returns the part of a position it closed, if any. */
  applyFill(fill: Fill): ClosedTrade | null {
    const { asset, quantity, price, fee, exchangeCost = 0 } = fill;
    this.#isValued = false;
    const keeps = this.#keeps(asset);
    const rate = keeps ? this.rate[asset] : (fill.rate ?? this.rate[asset]);
    const costs = fee + exchangeCost;
    assert(
      quantity !== 0 && price > 0 && fee >= 0 && exchangeCost >= 0 && rate > 0,
      'a fill has a quantity, a positive price and rate, and costs ≥ 0',
    );
    const paid = quantity * price;
    assert(Number.isFinite(paid * rate + costs), 'what a fill pays can be counted');
    const held = this.quantity[asset];
    if (keeps) this.#foreign?.add(asset, -paid);
    this.#cash -= (keeps ? 0 : paid * rate) + costs;
    this.feesPaid += fee;
    this.#fees[asset] += fee;
    this.exchangeCosts += exchangeCost;
    this.#flows.add('exchangeCosts', exchangeCost);
    if (Number.isNaN(this.#quotePrice[asset])) this.#setPrice(asset, price);
    this.slippagePaid += fill.slippageCost;
    if (held === 0 || Math.sign(held) === Math.sign(quantity)) {
      this.#increase(fill, rate, costs);
      return null;
    }
    const closing = Math.min(Math.abs(held), Math.abs(quantity));
    const exitCosts = (costs * closing) / Math.abs(quantity);
    const closed = this.#close(fill, { rate, units: closing, costs: exitCosts });
    if (Math.abs(quantity) > closing) {
      this.#increase({ ...fill, quantity: quantity + held }, rate, costs - exitCosts);
    }
    return closed;
  }

  /** Whether what the asset's trades pay stays in the currency of its prices. */
  #keeps(asset: number): boolean {
    return this.#foreign !== null && this.#foreign.keeps(asset);
  }

  #increase(fill: Fill, rate: number, costs: number): void {
    const { asset, quantity, price } = fill;
    const held = this.quantity[asset];
    const total = held + quantity;
    this.averagePrice[asset] = averaged(this.averagePrice[asset], held, price, quantity);
    if (this.#foreign !== null) {
      const cost = this.#averageCost[asset];
      this.#averageCost[asset] = averaged(cost, held, price * rate, quantity);
    }
    if (held === 0) this.#entryTime[asset] = fill.time;
    this.#entryFees[asset] += costs;
    this.quantity[asset] = total;
  }

  #close(
    fill: Fill,
    closing: { readonly rate: number; readonly units: number; readonly costs: number },
  ): ClosedTrade {
    const { asset } = fill;
    const held = this.quantity[asset];
    const signed = Math.sign(held) * closing.units;
    const share = closing.units / Math.abs(held);
    const entryCosts = this.#entryFees[asset] * share;
    const left = held - signed;
    const unitCost = this.#unitCost(asset);
    const gain = signed * (fill.price * closing.rate - unitCost);
    const closed: ClosedTrade = {
      asset,
      quantity: signed,
      entryTime: this.#entryTime[asset],
      entryPrice: this.averagePrice[asset],
      unitCost,
      exitTime: fill.time,
      exitPrice: fill.price,
      fees: entryCosts + closing.costs,
      netPnl: gain - entryCosts - closing.costs,
      exitReason: fill.reason,
    };
    this.#realisedPnl[asset] += gain;
    this.quantity[asset] = left;
    this.#entryFees[asset] -= entryCosts;
    if (left === 0) {
      this.averagePrice[asset] = 0;
      this.#averageCost[asset] = 0;
      this.#entryFees[asset] = 0;
      this.#entryTime[asset] = Number.NaN;
    }
    return closed;
  }

  /** What a unit cost as its result counts it: as exchanged then, or of a pair's price at the rate of now. */
  #unitCost(asset: number): number {
    return this.#keeps(asset)
      ? this.averagePrice[asset] * this.rate[asset]
      : this.#averageCost[asset];
  }

  #setPrice(asset: number, price: number): void {
    this.#quotePrice[asset] = price;
    this.lastPrice[asset] = price * this.rate[asset];
  }

  /** Gives holders `ratio` new units for each old one; value is unchanged. */
  applySplit(asset: number, ratio: number): void {
    assert(Number.isFinite(ratio) && ratio > 0, 'a split ratio is a positive number');
    this.#isValued = false;
    this.quantity[asset] *= ratio;
    this.averagePrice[asset] /= ratio;
    this.lastPrice[asset] /= ratio;
    if (this.#foreign === null) return;
    this.#averageCost[asset] /= ratio;
    this.#quotePrice[asset] /= ratio;
  }

  /**
   * Pays a dividend to longs and takes it from shorts.
   *
   * @param perUnit - in the currency of the asset's prices
   */
  applyDividend(asset: number, perUnit: number): void {
    assert(Number.isFinite(perUnit), 'a dividend is a number');
    const paid = this.quantity[asset] * perUnit;
    if (paid === 0) return;
    const received = paid * this.rate[asset];
    const exchangeCost = Math.abs(received) * this.exchangeFee[asset];
    if (this.#keeps(asset)) this.#foreign?.add(asset, paid);
    else this.#cash += received - exchangeCost;
    this.#dividends[asset] += received;
    this.exchangeCosts += exchangeCost;
    this.#flows.add('dividends', received);
    this.#flows.add('exchangeCosts', exchangeCost);
  }

  /**
   * Books borrow fees and interest for the time since the last call, on what was held through it.
   *
   * @param time - UTC epoch ms
   */
  accrue(time: number): void {
    if (this.#isFinanced) this.#accrue(time);
  }

  #accrue(time: number): void {
    const { financing, borrowRate } = this.#terms;
    const years = accruedYears(time - this.#accruedAt, financing);
    this.#accruedAt = time;
    if (years === 0) return;
    const { shortValue, borrowFees } = chargeShorts(this, borrowRate, years, this.#borrowFees);
    const interest = interestOn(this.cash, shortValue, years, financing);
    this.interest += interest;
    this.#cash += interest - borrowFees;
    this.#flows.add('interest', interest);
    this.#flows.add('borrowFees', borrowFees);
  }

  /** Takes the slice's closes as the newest prices, and with them the newest rates. */
  mark(slice: MarketSlice): void {
    const { present, close } = slice;
    this.#isValued = false;
    for (let asset = 0; asset < close.length; asset++) {
      if (present[asset] === 1) this.#quotePrice[asset] = close[asset];
    }
    if (this.#foreign !== null) this.#revalue(this.#foreign);
  }

  #revalue(foreign: ForeignCash): void {
    const gains = foreign.revalue(this.#quotePrice, this.quantity, this.averagePrice);
    this.exchangeGains += gains;
    this.#flows.add('exchangeGains', gains);
    this.#valueUnits(foreign);
  }

  #valueUnits(foreign: ForeignCash): void {
    for (let asset = 0; asset < this.rate.length; asset++) {
      this.rate[asset] = foreign.rateOf(asset);
      this.lastPrice[asset] = this.#quotePrice[asset] * this.rate[asset];
    }
  }

  /** What changed equity since the last call besides prices and fees; null where nothing did. */
  takeFlows(): Flows | null {
    return this.#flows.take();
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
      unrealisedPnl: quantity === 0 ? 0 : quantity * (held - this.#unitCost(asset)),
      realisedPnl: this.#realisedPnl[asset],
      fees: this.#fees[asset],
      dividends: this.#dividends[asset],
      borrowFees: this.#borrowFees[asset],
    };
  }

  /** Cash plus positions at the last closes and rates, account currency. */
  get equity(): number {
    this.#value();
    return this.cash + this.#netExposure;
  }

  /** Σ quantity · last close, account currency. */
  get netExposure(): number {
    this.#value();
    return this.#netExposure;
  }

  /** Σ |quantity · last close|, account currency. */
  get grossExposure(): number {
    this.#value();
    return this.#grossExposure;
  }

  /** They are asked for many times between two changes. */
  #value(): void {
    if (!this.#isValued) this.#addValues();
  }

  #addValues(): void {
    const { quantity, lastPrice } = this;
    let net = 0;
    let gross = 0;
    for (let asset = 0; asset < quantity.length; asset++) {
      if (quantity[asset] === 0) continue;
      const value = quantity[asset] * lastPrice[asset];
      net += value;
      gross += Math.abs(value);
    }
    this.#netExposure = net;
    this.#grossExposure = gross;
    this.#isValued = true;
  }

  saveState(): BookState {
    const orNull = (values: Float64Array) =>
      Array.from(values, (value) => (Number.isNaN(value) ? null : value));
    return {
      cash: this.#cash,
      quantity: [...this.quantity],
      averagePrice: [...this.averagePrice],
      entryTime: orNull(this.#entryTime),
      entryFees: [...this.#entryFees],
      lastPrice: orNull(this.#quotePrice),
      feesPaid: this.feesPaid,
      slippagePaid: this.slippagePaid,
      realisedPnl: [...this.#realisedPnl],
      fees: [...this.#fees],
      dividends: [...this.#dividends],
      borrowFees: [...this.#borrowFees],
      interest: this.interest,
      accruedAt: Number.isNaN(this.#accruedAt) ? null : this.#accruedAt,
      ...(this.#foreign !== null && {
        foreign: {
          ...this.#foreign.saveState(),
          averageCost: [...this.#averageCost],
          exchangeCosts: this.exchangeCosts,
          exchangeGains: this.exchangeGains,
        },
      }),
    };
  }

  loadState(state: BookState): void {
    this.#cash = state.cash;
    this.feesPaid = state.feesPaid;
    this.slippagePaid = state.slippagePaid;
    this.#isValued = false;
    this.quantity.set(state.quantity);
    this.averagePrice.set(state.averagePrice);
    this.#entryTime.set(state.entryTime.map((time) => time ?? Number.NaN));
    this.#entryFees.set(state.entryFees);
    this.#quotePrice.set(state.lastPrice.map((price) => price ?? Number.NaN));
    const none = state.quantity.map(() => 0);
    this.#realisedPnl.set(state.realisedPnl ?? none);
    this.#fees.set(state.fees ?? none);
    this.#dividends.set(state.dividends ?? none);
    this.#borrowFees.set(state.borrowFees ?? none);
    this.interest = state.interest ?? 0;
    this.#accruedAt = state.accruedAt ?? Number.NaN;
    this.#flows.take();
    if (this.#foreign !== null) this.#loadForeign(this.#foreign, state);
  }

  #loadForeign(cash: ForeignCash, { foreign, averagePrice }: BookState): void {
    cash.loadState(foreign ?? { balances: {} });
    this.#averageCost.set(foreign?.averageCost ?? averagePrice);
    this.exchangeCosts = foreign?.exchangeCosts ?? 0;
    this.exchangeGains = foreign?.exchangeGains ?? 0;
    cash.takeRates(this.#quotePrice);
    this.#valueUnits(cash);
  }
}
