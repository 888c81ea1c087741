/** The only source of time below the edges. */
export interface Clock {
  /** UTC epoch ms. */
  now(): number;
  /** Resolves after `delayMs`, or at once when `signal` aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
