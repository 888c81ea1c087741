import type { Stateful } from '#base';
import type { TradingConfig } from '#config';
import { wholeLots } from '../sizing/whole-lots.ts';
import { TradingDay } from './trading-day.ts';

/** ACTIVE trades freely; REDUCING and HALTED let positions shrink only. HALTED lasts until resumed. */
export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED';

export type BreachCode = 'MAX_DRAWDOWN' | 'DAILY_LOSS' | 'EQUITY_INVALID';

/** A limit met: a code for programs, a sentence for people. */
export interface Breach {
  readonly code: BreachCode;
  readonly detail: string;
}

export interface RiskState {
  readonly state: TradingState;
  readonly peakEquity: number | null;
  readonly dayStartEquity: number | null;
  readonly lastEquity: number | null;
  readonly dayKey: number | null;
}

/** What an order would do, in signed units and prices of one asset. */
export interface OrderIntent {
  readonly quantity: number;
  readonly held: number;
  readonly price: number;
  readonly equity: number;
  /** Gross exposure without this asset, account currency. */
  readonly otherGross: number;
}

export type Verdict =
  | { readonly kind: 'approved'; readonly quantity: number }
  | { readonly kind: 'denied'; readonly code: string; readonly detail: string };

/**
 * Watches the account and lets orders through.
 *
 * Every limit is checked in the positive form, so that NaN never passes. An order that only shrinks a
 * position is always let through. Drawdown from the peak halts until an explicit resume; the daily loss
 * reduces until the next day in the account's time zone.
 */
export class RiskManager implements Stateful<RiskState> {
  readonly #limits: TradingConfig['risk'];
  readonly #lotSize: number;
  readonly #day: TradingDay;
  #state: TradingState = 'ACTIVE';
  #peakEquity = Number.NEGATIVE_INFINITY;
  #dayStartEquity = Number.NaN;
  #lastEquity = Number.NaN;

  constructor({ risk, lotSize }: Pick<TradingConfig, 'risk' | 'lotSize'>) {
    this.#limits = risk;
    this.#lotSize = lotSize;
    this.#day = new TradingDay(risk.timeZone);
  }

  get state(): TradingState {
    return this.#state;
  }

  /** Takes the equity at a bar's close; returns the breach that begins here, if any. */
  observe(time: number, equity: number): Breach | null {
    if (!this.#limits.enabled) return null;
    if (this.#day.begins(time)) {
      this.#dayStartEquity = Number.isNaN(this.#lastEquity) ? equity : this.#lastEquity;
      if (this.#state === 'REDUCING') this.#state = 'ACTIVE';
    }
    this.#lastEquity = equity;
    if (equity > this.#peakEquity) this.#peakEquity = equity;
    return this.#breach(equity);
  }

  #breach(equity: number): Breach | null {
    if (this.#state === 'HALTED') return null;
    if (!Number.isFinite(equity)) {
      this.#state = 'HALTED';
      return { code: 'EQUITY_INVALID', detail: `Equity is ${equity}; trading halted` };
    }
    const { maxDrawdown, dailyLossLimit } = this.#limits;
    const drawdown = 1 - equity / this.#peakEquity;
    if (!(drawdown <= maxDrawdown)) {
      this.#state = 'HALTED';
      return {
        code: 'MAX_DRAWDOWN',
        detail: `Max drawdown breached: ${(100 * drawdown).toFixed(2)}% > ${(100 * maxDrawdown).toFixed(2)}%`,
      };
    }
    const dailyLoss = 1 - equity / this.#dayStartEquity;
    if (this.#state === 'ACTIVE' && !(dailyLoss <= dailyLossLimit)) {
      this.#state = 'REDUCING';
      return {
        code: 'DAILY_LOSS',
        detail: `Daily loss limit breached: ${(100 * dailyLoss).toFixed(2)}% > ${(100 * dailyLossLimit).toFixed(2)}%`,
      };
    }
    return null;
  }

  /** The order, the part of it that may go, or why it may not. */
  check(order: OrderIntent): Verdict {
    const { quantity, held, price, equity } = order;
    if (!Number.isFinite(quantity) || quantity === 0) {
      return { kind: 'denied', code: 'QUANTITY_INVALID', detail: `quantity=${quantity}` };
    }
    if (!this.#limits.enabled) return { kind: 'approved', quantity };
    const reducing = Math.sign(quantity) === -Math.sign(held);
    const exit = reducing ? Math.sign(quantity) * Math.min(Math.abs(quantity), Math.abs(held)) : 0;
    if (exit === quantity) return { kind: 'approved', quantity };
    const refusal = this.#refusal(order, price, equity);
    if (refusal !== null) return exit === 0 ? refusal : { kind: 'approved', quantity: exit };
    return this.#withinExposure(order, exit);
  }

  #refusal(order: OrderIntent, price: number, equity: number): Verdict | null {
    if (this.#state !== 'ACTIVE') {
      return { kind: 'denied', code: `TRADING_${this.#state}`, detail: `state=${this.#state}` };
    }
    if (!(Number.isFinite(price) && price > 0)) {
      return { kind: 'denied', code: 'PRICE_INVALID', detail: `price=${price}` };
    }
    if (!(Number.isFinite(equity) && equity > 0 && Number.isFinite(order.otherGross))) {
      return {
        kind: 'denied',
        code: 'EQUITY_INVALID',
        detail: `equity=${equity} otherGross=${order.otherGross}`,
      };
    }
    return null;
  }

  /** Cuts the position to whole lots within its and the gross limit, but never into the exit. */
  #withinExposure(order: OrderIntent, exit: number): Verdict {
    const { quantity, held, price, equity, otherGross } = order;
    const { maxPositionFraction, maxGrossFraction } = this.#limits;
    const room = Math.min(maxPositionFraction * equity, maxGrossFraction * equity - otherGross);
    const largest = wholeLots(Math.max(0, room) / price, this.#lotSize);
    const wanted = held + quantity;
    if (Math.abs(wanted) <= largest) return { kind: 'approved', quantity };
    const allowed = Math.sign(wanted) * largest - held;
    const grows = Math.sign(allowed) === Math.sign(quantity);
    const cut = grows && Math.abs(allowed) >= Math.abs(exit) ? allowed : exit;
    if (cut !== 0) return { kind: 'approved', quantity: cut };
    return {
      kind: 'denied',
      code: 'EXPOSURE_LIMIT',
      detail: `wanted=${wanted} largest=${largest} otherGross=${otherGross} equity=${equity}`,
    };
  }

  /** Lifts a halt or a reduction; the drawdown is measured anew from the equity of now. */
  resume(): void {
    this.#state = 'ACTIVE';
    this.#peakEquity = Number.isNaN(this.#lastEquity) ? this.#peakEquity : this.#lastEquity;
    this.#dayStartEquity = this.#lastEquity;
  }

  saveState(): RiskState {
    const orNull = (value: number) => (Number.isFinite(value) ? value : null);
    return {
      state: this.#state,
      peakEquity: orNull(this.#peakEquity),
      dayStartEquity: orNull(this.#dayStartEquity),
      lastEquity: orNull(this.#lastEquity),
      dayKey: this.#day.key,
    };
  }

  loadState(state: RiskState): void {
    this.#state = state.state;
    this.#peakEquity = state.peakEquity ?? Number.NEGATIVE_INFINITY;
    this.#dayStartEquity = state.dayStartEquity ?? Number.NaN;
    this.#lastEquity = state.lastEquity ?? Number.NaN;
    this.#day.key = state.dayKey;
  }
}
