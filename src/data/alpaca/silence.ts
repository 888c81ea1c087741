import type { Clock } from '#base';
import type { MarketHours } from '../sessions/market-hours.ts';

const MINUTE_MS = 60_000;

/** An open market is silent for so long at most: three bars, and time for them to arrive. */
const SILENCE_MS = 190_000;

/** What is traded rarely may be silent for longer; no silence goes unlooked at for more than this. */
const LONGEST_SILENCE_MS = 30 * MINUTE_MS;

/**
 * When the silence of a stream is no longer to be explained.
 *
 * Only while a market is open is something due; what was due at its close is waited for until after it.
 * A silence in which, as it turned out, nothing was missed was the market's own: the next may be twice
 * as long, until something is heard.
 */
export class Silence {
  readonly #hours: ReadonlySet<MarketHours>;
  readonly #clock: Clock;
  #since = Number.NaN;
  #allowanceMs = SILENCE_MS;
  #hasRung = false;

  constructor(hours: ReadonlySet<MarketHours>, clock: Clock) {
    this.#hours = hours;
    this.#clock = clock;
  }

  /** Notes that a connection is there, and whether anything had been missed before it. */
  connected(hadMissed: boolean): void {
    const isTheMarkets = this.#hasRung && !hadMissed;
    const doubled = Math.min(2 * this.#allowanceMs, LONGEST_SILENCE_MS);
    this.#allowanceMs = isTheMarkets ? doubled : SILENCE_MS;
    this.#hasRung = false;
    this.#since = this.#clock.now();
  }

  heard(): void {
    this.#allowanceMs = SILENCE_MS;
    this.#since = this.#clock.now();
  }

  /** Until when silence means nothing, UTC epoch ms. */
  get until(): number {
    let until = Number.POSITIVE_INFINITY;
    for (const hours of this.#hours) {
      const { openTime } = hours.sessionFrom(this.#since);
      until = Math.min(until, Math.max(this.#since, openTime) + this.#allowanceMs);
    }
    return until;
  }

  /** Notes that it has lasted too long, and says so. */
  rung(): string {
    this.#hasRung = true;
    const seconds = Math.round((this.#clock.now() - this.#since) / 1000);
    return `no bar for ${seconds} s, one is due every 60 s; the connection is open`;
  }
}
