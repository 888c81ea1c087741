import type { Clock } from '#base';

/**
 * A clock on which waiting takes no time: when nothing else is left to do, it moves on to the next
 * sleeper. What works without sleeping takes no time at all on it.
 */
export class VirtualClock implements Clock {
  #now: number;
  #isMoving = false;
  readonly #sleepers = new Set<{ readonly until: number; wake: () => void }>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Sets the clock, back or forth, as a machine's clock is set; sleepers sleep on as long as they would have. */
  set(now: number): void {
    const shift = now - this.#now;
    this.#now = now;
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    for (const sleeper of sleepers) {
      this.#sleepers.add({ ...sleeper, until: sleeper.until + shift });
    }
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (!(delayMs > 0) || signal?.aborted) {
      setImmediate(resolve);
      return promise;
    }
    const wake = () => {
      for (const sleeper of this.#sleepers) {
        if (sleeper.wake === wake) this.#sleepers.delete(sleeper);
      }
      resolve();
    };
    this.#sleepers.add({ until: this.#now + delayMs, wake });
    signal?.addEventListener('abort', wake, { once: true });
    this.#move();
    return promise;
  }

  #move(): void {
    if (this.#isMoving) return;
    this.#isMoving = true;
    // Two turns of the event loop: streams hand on what they hold within one.
    setImmediate(() =>
      setImmediate(() => {
        this.#isMoving = false;
        const [next] = [...this.#sleepers].sort((a, b) => a.until - b.until);
        if (next === undefined) return;
        this.#now = Math.max(this.#now, next.until);
        next.wake();
        setImmediate(() => {
          if (this.#sleepers.size > 0) this.#move();
        });
      }),
    );
  }
}
