const DAY_MS = 86_400_000;

/** Says when a new trading day begins in a time zone. */
export class TradingDay {
  readonly #format: Intl.DateTimeFormat | null;
  #key = Number.NaN;

  /** @param timeZone - IANA name; UTC is computed without the calendar tables */
  constructor(timeZone: string) {
    this.#format =
      timeZone === 'UTC'
        ? null
        : new Intl.DateTimeFormat('en-CA', {
            timeZone,
            year: 'numeric',
            month: '2-digit',
            day: '2-digit',
          });
  }

  /** Whether `time` lies on another local day than the time before it; true the first time. */
  begins(time: number): boolean {
    const key =
      this.#format === null
        ? Math.floor(time / DAY_MS)
        : Number(this.#format.format(time).replaceAll('-', ''));
    const isNew = key !== this.#key;
    this.#key = key;
    return isNew;
  }

  get key(): number | null {
    return Number.isNaN(this.#key) ? null : this.#key;
  }

  set key(key: number | null) {
    this.#key = key ?? Number.NaN;
  }
}
