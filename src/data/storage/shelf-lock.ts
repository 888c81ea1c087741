import { type Clock, type LockAttempt, type LockFolder, messageOf, QuantError } from '#base';

const POLL_MS = 20;
const LONGEST_WAIT_MS = 60_000;

/** The ports that keep two processes from writing the same files at once. */
export interface LockPorts {
  readonly lockFolder: LockFolder;
  readonly clock: Clock;
}

/**
 * Does something while nobody else writes a symbol's files, in this process or another.
 *
 * What is done is synchronous, so a lock is held for milliseconds; it ends with its process, however
 * that ends.
 *
 * @throws data/cache-busy after a minute, data/cache-unwritable, and what `job` throws
 */
export async function whileLocked<Result>(
  folder: string,
  { lockFolder, clock }: LockPorts,
  job: () => Result,
): Promise<Result> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const attempt = take(lockFolder, folder, clock.now());
    if (attempt.kind === 'locked') {
      try {
        return job();
      } finally {
        attempt.release();
      }
    }
    if (waitedMs >= LONGEST_WAIT_MS) throw busy(folder, attempt);
    await clock.sleep(POLL_MS);
  }
}

function take(lockFolder: LockFolder, folder: string, now: number): LockAttempt {
  try {
    return lockFolder(folder, now);
  } catch (cause) {
    throw new QuantError(
      'data/cache-unwritable',
      `Cannot write the cache, locking ${folder} failed: ${messageOf(cause)}; allow writing there, or name another folder with --set data.cacheDir=DIR.`,
      { cause, context: { folder } },
    );
  }
}

function busy(folder: string, { holder }: Extract<LockAttempt, { kind: 'held' }>): QuantError {
  const who = holder
    ? `pid ${holder.pid} since ${new Date(holder.since).toISOString()}`
    : 'another process';
  return new QuantError(
    'data/cache-busy',
    `Cache ${folder} has been in use by ${who} for more than ${LONGEST_WAIT_MS / 1000} s; end that process, or name another folder with --set data.cacheDir=DIR.`,
    { context: { folder, holder } },
  );
}
