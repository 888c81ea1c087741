import type { Clock, Random } from '#base';
import { backOffMs } from '../remote/back-off.ts';

const MINUTE_MS = 60_000;
const FIRST_BACK_OFF_MS = 1000;

/** Most connections that are begun within any minute. */
export const ATTEMPTS_A_MINUTE = 6;

/** A connection that held for so long has proved itself. */
const STABLE_MS = MINUTE_MS;

/** When to connect again: after waits that grow with each failure, and never often within a minute. */
export class ReconnectPace {
  readonly #clock: Clock;
  readonly #random: Pick<Random, 'uniform'>;
  readonly #attempts: number[] = [];
  #failures = 0;
  #liveSince: number | null = null;

  constructor(clock: Clock, random: Pick<Random, 'uniform'>) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Waits for the next attempt, and counts it. */
  async enter(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const backOff =
      this.#failures === 0 ? 0 : backOffMs(this.#failures - 1, FIRST_BACK_OFF_MS, this.#random);
    const [oldest = Number.NEGATIVE_INFINITY] = this.#attempts.slice(-ATTEMPTS_A_MINUTE);
    const isFull = this.#attempts.length >= ATTEMPTS_A_MINUTE;
    const room = isFull ? oldest + MINUTE_MS - now : 0;
    const waitMs = Math.max(backOff, Math.min(room, MINUTE_MS));
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    this.#attempts.push(this.#clock.now());
    if (this.#attempts.length > ATTEMPTS_A_MINUTE) this.#attempts.shift();
  }

  live(): void {
    this.#liveSince = this.#clock.now();
  }

  failed(): void {
    const heldMs = this.#liveSince === null ? 0 : this.#clock.now() - this.#liveSince;
    this.#failures = heldMs >= STABLE_MS ? 1 : this.#failures + 1;
    this.#liveSince = null;
  }
}
