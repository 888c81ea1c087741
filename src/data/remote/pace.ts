import { assert, type Clock } from '#base';

const WINDOW_MS = 60_000;

/** Sums of whole parts of this size are exact in a double, and so the limit holds to the last. */
const TICKS_PER_MS = 1024;

/** Most requests that go out at once after a rest. */
const LARGEST_BURST = 10;

/** The part of a minute's requests that may go out at once. */
const BURST_SHARE = 1 / 6;

/**
 * Lets requests out one after another, first come first served, so that no minute holds too many.
 *
 * A token bucket of B = min(10, ⌈N/6⌉) that gains one token every 60 s / (N − B + 1): a half-open
 * window of 60 s, wherever it lies and whatever rest came before it, then holds at most
 * B + (N − B) = N of them. Who waits holds no token, so a hold stops them all.
 *
 * @see ITU-T I.371, the generic cell rate algorithm
 */
export class Pace {
  readonly #clock: Clock;
  readonly #spacingMs: number;
  readonly #slackMs: number;
  /** When the bucket will be full again. */
  #fullAt = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #lastNow = Number.NEGATIVE_INFINITY;
  #turn: Promise<void> = Promise.resolve();

  /** @param requestsPerMinute - N ≥ 1; null for no limit but holds */
  constructor(clock: Clock, requestsPerMinute: number | null) {
    assert(
      requestsPerMinute === null || requestsPerMinute >= 1,
      'a pace lets a request out a minute',
    );
    const most = Math.floor(requestsPerMinute ?? 1);
    const burst = Math.min(LARGEST_BURST, Math.ceil(most * BURST_SHARE));
    this.#clock = clock;
    this.#spacingMs =
      requestsPerMinute === null
        ? 0
        : Math.ceil((WINDOW_MS * TICKS_PER_MS) / (most - burst + 1)) / TICKS_PER_MS;
    this.#slackMs = this.#spacingMs * (burst - 1);
  }

  /** Resolves when a request may be sent. @throws what `signal` is aborted with */
  async enter(signal?: AbortSignal): Promise<void> {
    const before = this.#turn;
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    this.#turn = before.then(() => left);
    try {
      await orAborted(before, signal);
      for (;;) {
        signal?.throwIfAborted();
        const waitMs = this.#waitMs();
        if (!(waitMs > 0)) break;
        await this.#clock.sleep(waitMs, signal);
      }
      this.#fullAt = Math.max(this.#fullAt, this.#lastNow) + this.#spacingMs;
    } finally {
      leave();
    }
  }

  /** Lets nobody out for a while. */
  hold(waitMs: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#observe() + waitMs);
  }

  #waitMs(): number {
    const now = this.#observe();
    return Math.max(this.#fullAt - this.#slackMs, this.#heldUntil) - now;
  }

  /** A clock that was set back takes what is planned along, or an hour back would be an hour's wait. */
  #observe(): number {
    const now = this.#clock.now();
    if (now < this.#lastNow) {
      this.#fullAt -= this.#lastNow - now;
      this.#heldUntil -= this.#lastNow - now;
    }
    this.#lastNow = now;
    return now;
  }
}

/** Waits for `work`, but no longer than until the signal aborts. */
async function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  signal.addEventListener('abort', wake, { once: true });
  if (signal.aborted) wake();
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', wake);
}
