/** The only source of time below the edges. */
export interface Clock {
  /** UTC epoch ms. */
  now(): number;
  /** Resolves after `delayMs`, or at once when `signal` aborts; after other waiting events when it is 0. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
