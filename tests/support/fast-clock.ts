import type { Clock } from '#base';
import { systemClock } from '#base/node';

/** A clock that runs so many times as fast as the machine's, for tests over real sockets. */
export function fastClock(start: number, speed: number): Clock {
  const began = performance.now();
  return {
    now: () => Math.floor(start + (performance.now() - began) * speed),
    // A real timer may fire a little early, which on this clock is long before.
    sleep: (delayMs, signal) => systemClock.sleep(Math.ceil(delayMs / speed) + 1, signal),
  };
}
