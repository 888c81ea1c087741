import type { TradingConfig } from '#config';
import type { TailGauge } from './tail-gauge.ts';
import { TradingDay } from './trading-day.ts';

/** ACTIVE trades freely; REDUCING and HALTED let positions shrink only. HALTED lasts until resumed. */
export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED';

export type ReducingCode =
  | 'DAILY_LOSS'
  | 'LEVERAGE'
  | 'VALUE_AT_RISK'
  | 'CONDITIONAL_VALUE_AT_RISK';

export type BreachCode = 'MAX_DRAWDOWN' | 'EQUITY_INVALID' | 'MARGIN_CALL' | ReducingCode;

/** A limit met: a code for programs, a sentence for people. */
export interface Breach {
  readonly code: BreachCode;
  readonly detail: string;
}

/** Positions as the book holds them. */
export interface Holdings {
  /** Signed units [assets]. */
  readonly quantity: Float64Array;
  /** Value of a unit, account currency [assets] */
  readonly lastPrice: Float64Array;
}

export interface WatchState {
  readonly state: TradingState;
  /** What reduces, where it is not the daily loss alone. */
  readonly reducedBy?: readonly ReducingCode[];
  readonly peakEquity: number | null;
  readonly dayStartEquity: number | null;
  readonly lastEquity: number | null;
  readonly dayKey: number | null;
}

/**
 * The state trading is in, from the equity and positions at each close.
 *
 * A drawdown from the peak or an equity that is no number halts until an explicit resume. The daily loss
 * reduces until the next day in the account's time zone; leverage and tail risk reduce until a close finds
 * them back within their limits.
 */
export class AccountWatch {
  readonly #limits: TradingConfig['risk'];
  readonly #gauge: TailGauge | null;
  readonly #day: TradingDay;
  #halted = false;
  #reducedBy: readonly ReducingCode[] = [];
  #peakEquity = Number.NEGATIVE_INFINITY;
  #dayStartEquity = Number.NaN;
  #lastEquity = Number.NaN;
  /** Signed, of each asset; filled anew at each close. */
  #values = new Float64Array(0);

  constructor(limits: TradingConfig['risk'], gauge: TailGauge | null) {
    this.#limits = limits;
    this.#gauge = gauge;
    this.#day = new TradingDay(limits.timeZone);
  }

  get state(): TradingState {
    if (this.#halted) return 'HALTED';
    return this.#reducedBy.length > 0 ? 'REDUCING' : 'ACTIVE';
  }

  /** Takes the account at a bar's close; returns the breach that begins here, if any. */
  observe(time: number, equity: number, holdings?: Holdings): Breach | null {
    if (this.#day.begins(time)) {
      this.#dayStartEquity = Number.isNaN(this.#lastEquity) ? equity : this.#lastEquity;
      this.#release('DAILY_LOSS');
    }
    this.#lastEquity = equity;
    if (equity > this.#peakEquity) this.#peakEquity = equity;
    if (this.#halted) return null;
    return this.#halt(equity) ?? this.#dailyLoss(equity) ?? this.#positions(equity, holdings);
  }

  #halt(equity: number): Breach | null {
    if (!Number.isFinite(equity)) {
      this.#halted = true;
      return { code: 'EQUITY_INVALID', detail: `Equity is ${equity}; trading halted` };
    }
    const { maxDrawdown } = this.#limits;
    const drawdown = 1 - equity / this.#peakEquity;
    if (drawdown <= maxDrawdown) return null;
    this.#halted = true;
    return {
      code: 'MAX_DRAWDOWN',
      detail: `Max drawdown breached: ${percent(drawdown)} > ${percent(maxDrawdown)}`,
    };
  }

  #dailyLoss(equity: number): Breach | null {
    const { dailyLossLimit } = this.#limits;
    const loss = 1 - equity / this.#dayStartEquity;
    if (loss <= dailyLossLimit || this.#reducedBy.includes('DAILY_LOSS')) return null;
    return this.#reduce(
      'DAILY_LOSS',
      `Daily loss limit breached: ${percent(loss)} > ${percent(dailyLossLimit)}`,
    );
  }

  /** Of two limits that positions break at once, the second is found at the next close. */
  #positions(equity: number, holdings: Holdings | undefined): Breach | null {
    const { maxLeverage } = this.#limits;
    if (maxLeverage === null && this.#gauge === null) return null;
    const values = this.#valuesOf(holdings);
    return this.#leverage(equity, values) ?? this.#tail(equity, values);
  }

  /** A position without a price is worth no number; what is not held is worth nothing. */
  #valuesOf(holdings: Holdings | undefined): Float64Array {
    if (holdings === undefined) return Float64Array.of(Number.NaN);
    const { quantity, lastPrice } = holdings;
    if (this.#values.length !== quantity.length) this.#values = new Float64Array(quantity.length);
    const values = this.#values;
    for (let asset = 0; asset < values.length; asset++) {
      values[asset] = quantity[asset] === 0 ? 0 : quantity[asset] * lastPrice[asset];
    }
    return values;
  }

  #leverage(equity: number, values: Float64Array): Breach | null {
    const { maxLeverage } = this.#limits;
    if (maxLeverage === null) return null;
    let gross = 0;
    for (let asset = 0; asset < values.length; asset++) gross += Math.abs(values[asset]);
    const leverage = gross / equity;
    if (equity > 0 && leverage <= maxLeverage) return this.#release('LEVERAGE');
    return this.#reduce(
      'LEVERAGE',
      `Leverage breached: ${leverage.toFixed(2)} > ${maxLeverage.toFixed(2)}`,
    );
  }

  #tail(equity: number, values: Float64Array): Breach | null {
    const finding = this.#gauge?.judge(values, equity);
    if (finding === undefined || finding.kind === 'unknown') return null;
    if (finding.kind === 'within') {
      return this.#release('VALUE_AT_RISK') ?? this.#release('CONDITIONAL_VALUE_AT_RISK');
    }
    const { code, value, limit } = finding;
    const name = code === 'VALUE_AT_RISK' ? 'VaR' : 'CVaR';
    const confidence = Math.round(100 * this.#limits.tailConfidence * 1e4) / 1e4;
    return this.#reduce(
      code,
      `${name}(${confidence}%) breached: ${percent(value)} > ${percent(limit)}`,
    );
  }

  #reduce(code: ReducingCode, detail: string): Breach | null {
    if (this.#reducedBy.includes(code)) return null;
    this.#reducedBy = [...this.#reducedBy, code];
    return { code, detail };
  }

  #release(code: ReducingCode): null {
    if (this.#reducedBy.includes(code)) {
      this.#reducedBy = this.#reducedBy.filter((other) => other !== code);
    }
    return null;
  }

  /** Lifts a halt or a reduction; the drawdown is measured anew from the equity of now. */
  resume(): void {
    this.#halted = false;
    this.#reducedBy = [];
    this.#peakEquity = Number.isNaN(this.#lastEquity) ? this.#peakEquity : this.#lastEquity;
    this.#dayStartEquity = this.#lastEquity;
  }

  saveState(): WatchState {
    const orNull = (value: number) => (Number.isFinite(value) ? value : null);
    const dailyLossOnly = this.#reducedBy.every((code) => code === 'DAILY_LOSS');
    return {
      state: this.state,
      ...(dailyLossOnly ? {} : { reducedBy: this.#reducedBy }),
      peakEquity: orNull(this.#peakEquity),
      dayStartEquity: orNull(this.#dayStartEquity),
      lastEquity: orNull(this.#lastEquity),
      dayKey: this.#day.key,
    };
  }

  loadState(saved: WatchState): void {
    this.#halted = saved.state === 'HALTED';
    this.#reducedBy = saved.reducedBy ?? (saved.state === 'REDUCING' ? ['DAILY_LOSS'] : []);
    this.#peakEquity = saved.peakEquity ?? Number.NEGATIVE_INFINITY;
    this.#dayStartEquity = saved.dayStartEquity ?? Number.NaN;
    this.#lastEquity = saved.lastEquity ?? Number.NaN;
    this.#day.key = saved.dayKey;
  }
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)}%`;
}
