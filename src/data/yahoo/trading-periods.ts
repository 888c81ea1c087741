import type { ChartResult } from './chart-schema.ts';
import type { ExchangeDays } from './exchange-days.ts';

const HALF_HOUR_MS = 30 * 60_000;

/** A longer period is a market's that never closes, said to end a minute before it does. */
const WHOLE_DAY_MS = 23 * 3_600_000;
const MINUTE_MS = 60_000;

/** Hours of one trading day, UTC epoch ms. */
export interface TradingPeriod {
  readonly start: number;
  readonly end: number;
}

/** The sessions that an answer names, by their date at the exchange. */
export class TradingPeriods {
  readonly #days: ExchangeDays;
  readonly #periods = new Map<number, TradingPeriod>();

  constructor({ meta }: ChartResult, days: ExchangeDays) {
    this.#days = days;
    const named = [...(meta.tradingPeriods ?? []).flat(), meta.currentTradingPeriod?.regular];
    for (const period of named) {
      if (period === undefined) continue;
      const start = period.start * 1000;
      const end = period.end * 1000;
      const isWholeDay = end - start >= WHOLE_DAY_MS;
      this.#periods.set(days.dayOf(start), { start, end: isWholeDay ? end + MINUTE_MS : end });
    }
  }

  /** The session of a date; undefined where the answer names none. */
  of(day: number): TradingPeriod | undefined {
    return this.#periods.get(day);
  }

  /**
   * Whether a stamp begins a bar of a session, and is not the time of the newest trade, of the closing
   * auction, or of trade before and after the session.
   */
  begins(stamp: number, lengthMs: number): boolean {
    const period = this.of(this.#days.dayOf(stamp));
    if (period === undefined) return stamp % Math.min(lengthMs, HALF_HOUR_MS) === 0;
    return stamp >= period.start && stamp < period.end && (stamp - period.start) % lengthMs === 0;
  }
}
