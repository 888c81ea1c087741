import { assert, type Interval, intervalMs } from '#base';
import type { MarketKind } from '#config';
import { MARKET_RULES, type MarketRules } from './market-rules.ts';
import { ZoneClock } from './zone-clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** More days in a row than any market has rested. */
const LONGEST_REST_DAYS = 15;

/** The open hours of one trading day, UTC epoch ms. */
export interface Session {
  /** Stamp of the trading day at 00:00Z. */
  readonly tradingDay: number;
  readonly openTime: number;
  /** First instant after the session. */
  readonly closeTime: number;
}

/**
 * When one kind of market is open, right across changes of the clock.
 *
 * Instants are UTC epoch ms. A trading day is named by its stamp at 00:00Z, which is a date and no
 * instant: it is never shifted into the market's zone. What was looked up last is remembered, so that
 * going through bars in order costs no date arithmetic; the answers depend on nothing but the question.
 */
export class MarketHours {
  readonly kind: MarketKind;
  readonly #rules: MarketRules;
  readonly #clock: ZoneClock;
  readonly #dayShiftMs: number;
  #day = Number.NaN;
  #session: Session | null = null;

  constructor(kind: MarketKind) {
    this.kind = kind;
    this.#rules = MARKET_RULES[kind];
    this.#clock = new ZoneClock(this.#rules.timeZone);
    this.#dayShiftMs = DAY_MS - this.#rules.dayEndMinute * MINUTE_MS;
  }

  /** The market's zone in the tz database. */
  get timeZone(): string {
    return this.#rules.timeZone;
  }

  /**
   * Time of day on the market's wall clock.
   *
   * @returns minutes after local midnight, 0 ≤ m < 1440, with the fraction
   */
  minuteOfDayOf(time: number): number {
    const local = time + this.#clock.offsetAt(time);
    return (local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS;
  }

  /**
   * The trading day an instant belongs to, open or not: the local date, hours before and after the
   * session included; in forex the day that ends at 17:00 New York, so Sunday evening is Monday's.
   *
   * @returns stamp at 00:00Z, to be read with `calendarDate`
   */
  tradingDayOf(time: number): number {
    const local = time + this.#clock.offsetAt(time) + this.#dayShiftMs;
    return Math.floor(local / DAY_MS) * DAY_MS;
  }

  /**
   * The open hours of a trading day.
   *
   * @param tradingDay - its stamp at 00:00Z
   * @returns null when the market stays closed
   */
  sessionOf(tradingDay: number): Session | null {
    if (tradingDay === this.#day) return this.#session;
    assert(tradingDay % DAY_MS === 0, 'a trading day is stamped at 00:00Z');
    const hours = this.#rules.hoursOn(tradingDay);
    this.#day = tradingDay;
    this.#session = hours && {
      tradingDay,
      openTime: this.#timeAt(tradingDay, hours.openMinute),
      closeTime: this.#timeAt(tradingDay, hours.closeMinute),
    };
    return this.#session;
  }

  /** First instant of a session from which on some sources have no bars although it goes on. */
  sureCloseOf({ tradingDay, closeTime }: Session): number {
    const minute = this.#rules.sureCloseMinute?.(tradingDay) ?? null;
    return minute === null ? closeTime : this.#timeAt(tradingDay, minute);
  }

  /** Whether no source has bars on a trading day, as on a weekend; on some holidays a few quote. */
  isClosedToAll(tradingDay: number): boolean {
    return this.sessionOf(tradingDay) === null && this.#rules.someQuoteOn?.(tradingDay) !== true;
  }

  /** Whether the market is in session: openTime ≤ `time` < closeTime. */
  isOpen(time: number): boolean {
    const session = this.sessionOf(this.tradingDayOf(time));
    return session !== null && time >= session.openTime && time < session.closeTime;
  }

  /** The session in progress, or else the next one. */
  sessionFrom(time: number): Session {
    const today = this.tradingDayOf(time);
    for (let days = 0; days < LONGEST_REST_DAYS; days++) {
      const session = this.sessionOf(today + days * DAY_MS);
      if (session !== null && time < session.closeTime) return session;
    }
    assert(false, 'no market rests longer than any has');
  }

  /**
   * When a bar is known: intraday its start plus its length; a day's or a week's bar at the close of
   * the last session within it, and where the calendar knows of none at the usual close.
   *
   * @param barStart - the bar's stamp; of `1d` and `1w` the first trading day, whatever its time of day
   */
  closeOf(barStart: number, interval: Interval): number {
    const length = intervalMs(interval);
    if (length < DAY_MS) return barStart + length;
    const first = Math.floor(barStart / DAY_MS) * DAY_MS;
    const last = first + length - DAY_MS;
    for (let day = last; day >= first; day -= DAY_MS) {
      const session = this.sessionOf(day);
      if (session !== null) return session.closeTime;
    }
    return this.#timeAt(last, this.#rules.usual.closeMinute);
  }

  /**
   * When a bar begins: intraday its stamp; a day's or a week's bar at the open of the first session
   * within it, and where the calendar knows of none at the usual open. Forex days open the evening before.
   *
   * @param barStart - as for `closeOf`
   */
  openOf(barStart: number, interval: Interval): number {
    const length = intervalMs(interval);
    if (length < DAY_MS) return barStart;
    const first = Math.floor(barStart / DAY_MS) * DAY_MS;
    for (let day = first; day < first + length; day += DAY_MS) {
      const session = this.sessionOf(day);
      if (session !== null) return session.openTime;
    }
    return this.#timeAt(first, this.#rules.usual.openMinute);
  }

  #timeAt(day: number, minute: number): number {
    return this.#clock.timeOf(day + minute * MINUTE_MS);
  }
}
