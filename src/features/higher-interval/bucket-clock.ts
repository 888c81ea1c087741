import { assert, type Interval, intervalMs } from '#base';
import { type MarketHours, mondayOf } from '#data';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** One bar of a higher interval to be. */
export interface Bucket {
  /** Its stamp: its start, and of days and weeks the first trading day at 00:00Z. */
  readonly stamp: number;
  /** From this instant on it is closed, and known. */
  readonly closeTime: number;
}

/**
 * Which bar of a higher interval a bar belongs to.
 *
 * Clock-time bars count from the open of their session and end with it at the latest; a day is a
 * trading day, a week begins on Monday. Bars outside the session belong to none, as vendors' daily
 * bars leave them out.
 */
export class BucketClock {
  readonly #hours: MarketHours;
  readonly #base: Interval;
  readonly #higher: Interval;
  #bucket: Bucket | null = null;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  /** @param higher - longer than `base`, and of clock times a multiple */
  constructor(hours: MarketHours, base: Interval, higher: Interval) {
    assert(intervalMs(higher) > intervalMs(base), 'a higher interval is longer than its base');
    this.#hours = hours;
    this.#base = base;
    this.#higher = higher;
  }

  /** When the base bar of that stamp is known. */
  closeOf(time: number): number {
    return this.#hours.closeOf(time, this.#base);
  }

  /** The bar of the higher interval that a base bar belongs to; null outside the session. */
  bucketOf(time: number): Bucket | null {
    if (time >= this.#from && time < this.#to) return this.#bucket;
    if (intervalMs(this.#base) >= DAY_MS) this.#findByDay(time);
    else this.#findByTime(time);
    return this.#bucket;
  }

  /** Daily bars make weeks. */
  #findByDay(time: number): void {
    const monday = mondayOf(time);
    this.#bucket = { stamp: monday, closeTime: this.#hours.closeOf(monday, this.#higher) };
    this.#from = monday;
    this.#to = monday + WEEK_MS;
  }

  /** Clock-time bars make longer ones, days and weeks. */
  #findByTime(time: number): void {
    const session = this.#hours.sessionOf(this.#hours.tradingDayOf(time));
    if (session === null || time < session.openTime || time >= session.closeTime) {
      this.#bucket = null;
      this.#from = Number.POSITIVE_INFINITY;
      return;
    }
    const { tradingDay, openTime, closeTime } = session;
    const length = intervalMs(this.#higher);
    if (length >= DAY_MS) {
      if (length === DAY_MS) this.#bucket = { stamp: tradingDay, closeTime };
      else this.#findByDay(tradingDay);
      this.#from = openTime;
      this.#to = closeTime;
      return;
    }
    const start = openTime + Math.floor((time - openTime) / length) * length;
    this.#from = start;
    this.#to = Math.min(start + length, closeTime);
    this.#bucket = { stamp: start, closeTime: this.#to };
  }
}
