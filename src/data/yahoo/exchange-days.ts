import { QuantError } from '#base';
import { ZoneClock } from '../sessions/zone-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One a zone: they remember what they have looked up. */
const CLOCKS = new Map<string, ZoneClock>();

/** The dates on the wall of the exchange that Yahoo says a symbol trades at. */
export class ExchangeDays {
  readonly #clock: ZoneClock;

  /** @throws data/bad-answer when there is no such zone */
  constructor(timeZone: string) {
    this.#clock = CLOCKS.get(timeZone) ?? new ZoneClock(timeZone);
    try {
      this.#clock.offsetAt(0);
    } catch {
      throw new QuantError(
        'data/bad-answer',
        `Yahoo names a time zone that does not exist, ${JSON.stringify(timeZone)}; try again later, or check data.yahoo.baseUrl.`,
      );
    }
    CLOCKS.set(timeZone, this.#clock);
  }

  /** The date of an instant, stamped at 00:00Z. */
  dayOf(time: number): number {
    const local = time + this.#clock.offsetAt(time);
    return Math.floor(local / DAY_MS) * DAY_MS;
  }

  /**
   * The trading day of a daily row or an event, which is stamped at the open of its session.
   *
   * Markets that open at midnight are stamped one or two hours before it around a change of the
   * clock: a full hour that late means the day that follows.
   */
  tradingDayOf(stamp: number): number {
    const day = this.dayOf(stamp);
    const intoDay = stamp + this.#clock.offsetAt(stamp) - day;
    return intoDay >= 22 * HOUR_MS && intoDay % HOUR_MS === 0 ? day + DAY_MS : day;
  }
}
