import type { Clock } from '#base';
import { systemClock } from '#base/node';

/** A clock that runs so many times as fast as the machine's, for tests over real sockets. */
export class FastClock implements Clock {
  #start: number;
  #began = performance.now();
  #speed: number;

  constructor(start: number, speed: number) {
    this.#start = start;
    this.#speed = speed;
  }

  now(): number {
    return Math.floor(this.#start + (performance.now() - this.#began) * this.#speed);
  }

  /** Changes its pace from now on; who sleeps already keeps to the old one. */
  run(speed: number): void {
    this.#start = this.now();
    this.#began = performance.now();
    this.#speed = speed;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    // A real timer may fire a little early, which on this clock is long before.
    return systemClock.sleep(Math.ceil(delayMs / this.#speed) + 1, signal);
  }
}
