import { assert } from '#base';

const WEEK_MS = 7 * 86_400_000;
const LATEST_MS = 8.64e15;

/** A stretch of time in which a zone keeps one offset. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/**
 * The wall clock of a time zone, from the tz database and never from the machine's own zone.
 *
 * The database is asked a year at a time; between two changes of the clock an offset costs two
 * comparisons.
 */
export class ZoneClock {
  readonly timeZone: string;
  readonly #years = new Map<number, readonly Stretch[]>();
  #format: Intl.DateTimeFormat | null = null;
  #from = Number.NaN;
  #until = Number.NaN;
  #offset = Number.NaN;

  /** @param timeZone - a name of the tz database: `America/New_York` */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    if (timeZone !== 'UTC') return;
    this.#from = -LATEST_MS;
    this.#until = LATEST_MS;
    this.#offset = 0;
  }

  /**
   * Local time minus UTC.
   *
   * @param time - UTC epoch ms
   * @returns ms, negative west of Greenwich
   */
  offsetAt(time: number): number {
    if (!(time >= this.#from && time < this.#until)) this.#moveTo(time);
    return this.#offset;
  }

  /**
   * The instant at which the wall clock shows a time.
   *
   * @param local - the wall-clock time written as if it were UTC, epoch ms
   * @returns UTC epoch ms; of a time that a clock shows twice one of the two instants, of one that it
   *   skips an instant within the skipped length
   */
  timeOf(local: number): number {
    const near = local - this.offsetAt(local);
    return local - this.offsetAt(near);
  }

  #moveTo(time: number): void {
    assert(Math.abs(time) < LATEST_MS, 'a wall clock is asked for a time that a date can have');
    const year = new Date(time).getUTCFullYear();
    const stretches = this.#years.get(year) ?? this.#stretchesOf(year);
    this.#years.set(year, stretches);
    for (const { from, until, offset } of stretches) {
      if (time < from || time >= until) continue;
      this.#from = from;
      this.#until = until;
      this.#offset = offset;
    }
  }

  /** Offsets a week apart that differ have one change between them. */
  #stretchesOf(year: number): readonly Stretch[] {
    const stretches: Stretch[] = [];
    const end = Date.UTC(year + 1, 0, 1);
    let from = Date.UTC(year, 0, 1);
    let offset = this.#askedOffset(from);
    for (let time = from; time < end; ) {
      const next = Math.min(time + WEEK_MS, end);
      const nextOffset = this.#askedOffset(next);
      if (nextOffset !== offset) {
        const until = this.#changeBetween(time, next, offset);
        stretches.push({ from, until, offset });
        from = until;
        offset = nextOffset;
      }
      time = next;
    }
    if (from < end) stretches.push({ from, until: end, offset });
    return stretches;
  }

  /** First instant after `before` with another offset, given that `after` has one. */
  #changeBetween(before: number, after: number, offset: number): number {
    let low = before;
    let high = after;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#askedOffset(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  #askedOffset(time: number): number {
    this.#format ??= new Intl.DateTimeFormat('en-US', {
      timeZone: this.timeZone,
      timeZoneName: 'longOffset',
    });
    const name = this.#format.formatToParts(time).find(({ type }) => type === 'timeZoneName');
    const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name?.value ?? '');
    assert(match !== null, 'an offset is named GMT or GMT±hh:mm');
    const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = match;
    const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -size : size;
  }
}
