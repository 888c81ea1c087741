import type { ChildEnd, Clock, Disk, Spawn } from '#base';
import { retrain } from '../../src/core/retrain.ts';
import { readTask, writeOutcome } from '../../src/core/retrain-files.ts';

const DONE: ChildEnd = { code: 0, signal: null, stdout: '', stderr: '' };
export const KILLED: ChildEnd = { code: null, signal: 'SIGKILL', stdout: '', stderr: '' };

/** A child that does `work` and ends as it says, or is killed first. */
export function childDoing(work: (path: string) => Promise<ChildEnd> | ChildEnd): Spawn {
  return (_, [path]) => {
    const { promise: killed, resolve: kill } = Promise.withResolvers<ChildEnd>();
    const working = Promise.resolve().then(() => work(path));
    return { pid: 1, done: Promise.race([killed, working]), kill: () => kill(KILLED) };
  };
}

/** Retrains as the child process does, but here. */
export function retrainingOn(disk: Disk): Spawn {
  return childDoing(async (path) => {
    writeOutcome(disk, path, await retrain(await readTask(disk, path)));
    return DONE;
  });
}

/** A clock that moves when told to. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{ readonly until: number; wake(): void }>();

  now(): number {
    return this.#now;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (delayMs <= 0 || signal?.aborted) setImmediate(resolve);
    else {
      const sleeper = { until: this.#now + delayMs, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        resolve();
      });
    }
    return promise;
  }

  get sleeping(): number {
    return this.#sleepers.size;
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
