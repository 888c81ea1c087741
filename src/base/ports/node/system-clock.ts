import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

/** Node's timers overflow beyond this and would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(delayMs, signal) {
    if (!(delayMs > 0)) return turn();
    let leftMs = delayMs;
    try {
      while (leftMs > 0) {
        const stepMs = Math.min(leftMs, LONGEST_TIMER_MS);
        await delay(stepMs, undefined, signal && { signal });
        leftMs -= stepMs;
      }
    } catch (thrown) {
      if (!signal?.aborted) throw thrown;
    }
  },
};
