import { intervalMs } from '#base';
import { calendarDate, type MarketHours } from '#data';
import type { BarRow } from '../../bar-row.ts';
import {
  type BarSource,
  type FeatureContext,
  type FeatureDefinition,
  kernel,
} from '../../kernel.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;

/** The pairs in the order of the catalogue, each with its angle as a part of 2π. */
const ANGLES = [
  ['hour', 'minute of the day / 1440'],
  ['session', '(t - open) / (close - open) / 2'],
  ['weekday', 'weekday / 7'],
  ['monthday', '(day of the month - 1) / days of the month'],
  ['yearday', '(day of the year - 1) / days of the year'],
] as const;

const [HOUR, SESSION, WEEKDAY, MONTHDAY, YEARDAY] = [0, 2, 4, 6, 8];

/**
 * Where a bar stands in its market's day, session, week, month and year, each as a point on a circle, so
 * that Sunday is next to Monday and 23:59 next to 00:00.
 *
 * hour: angle 2π · minute / 1440 of the bar's start on the market's wall clock, so that an opening at
 * 9:30 is the same angle in summer and winter; session: angle π · progress, 0 at the open and 1 at the
 * close, half days included: half a turn, because a session's end is not next to its beginning; before
 * it 0, after it 1, on a day of rest 0; weekday: 2π · weekday / 7, Monday 0; monthday: 2π · (day − 1) /
 * days of that month; yearday: 2π · (day − 1) / days of that year.
 *
 * Dates are those of the trading day: Sunday evening in forex is Monday. A bar of a day or a week has
 * the date of its stamp, and no time of day: hour and session stay at angle 0, and the pipeline drops
 * what does not vary. −1…1; never NaN.
 */
export const CALENDAR_FEATURES: readonly FeatureDefinition[] = ANGLES.flatMap(
  ([name, part], pair) => [
    onCircle(`${name}_sin`, `sin(2 pi ${part})`, 2 * pair),
    onCircle(`${name}_cos`, `cos(2 pi ${part})`, 2 * pair + 1),
  ],
);

function onCircle(name: string, formula: string, at: number): FeatureDefinition {
  return {
    name,
    group: 'calendar',
    inputs: ['time'],
    warmupBars: 0,
    formula,
    range: [-1, 1],
    scaling: 'none',
    create: (context) => {
      const { values } = context.share('calendar', () => new CalendarPoints(context));
      return kernel({}, () => values[at]);
    },
  };
}

/** Sine and cosine of every angle at the newest bar; those of the date are taken once a trading day. */
class CalendarPoints implements BarSource {
  readonly values = new Float64Array(2 * ANGLES.length);
  readonly #hours: MarketHours;
  readonly #hasTimeOfDay: boolean;
  #day = Number.NaN;

  constructor({ hours, interval }: Pick<FeatureContext, 'hours' | 'interval'>) {
    this.#hours = hours;
    this.#hasTimeOfDay = intervalMs(interval) < DAY_MS;
    this.#put(HOUR, 0);
    this.#put(SESSION, 0);
  }

  update({ time }: BarRow): void {
    if (!this.#hasTimeOfDay) {
      this.#putDate(Math.floor(time / DAY_MS) * DAY_MS);
      return;
    }
    const day = this.#hours.tradingDayOf(time);
    this.#putDate(day);
    this.#put(HOUR, this.#hours.minuteOfDayOf(time) / DAY_MINUTES);
    this.#put(SESSION, this.#progress(time, day) / 2);
  }

  #progress(time: number, day: number): number {
    const session = this.#hours.sessionOf(day);
    if (session === null) return 0;
    const { openTime, closeTime } = session;
    return Math.max(0, Math.min(1, (time - openTime) / (closeTime - openTime)));
  }

  #putDate(day: number): void {
    if (day === this.#day) return;
    this.#day = day;
    const date = calendarDate(day);
    this.#put(WEEKDAY, date.weekday / 7);
    this.#put(MONTHDAY, (date.dayOfMonth - 1) / date.daysInMonth);
    this.#put(YEARDAY, (date.dayOfYear - 1) / date.daysInYear);
  }

  #put(at: number, turns: number): void {
    this.values[at] = Math.sin(2 * Math.PI * turns);
    this.values[at + 1] = Math.cos(2 * Math.PI * turns);
  }

  /** What a bar gives depends on no other bar. */
  saveState(): Readonly<Record<string, never>> {
    return {};
  }

  loadState(): void {
    this.#day = Number.NaN;
  }
}
