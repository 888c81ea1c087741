import { type Clock, type LockFolder, QuantError } from '#base';

/** A state folder held for this process alone. */
export interface StateLock {
  release(): void;
}

/**
 * Takes the state folder, so that no two processes trade from one state.
 *
 * @throws core/state-locked when another process has it
 */
export function lockState(lockFolder: LockFolder, folder: string, clock: Clock): StateLock {
  const attempt = lockFolder(folder, clock.now());
  if (attempt.kind === 'locked') return attempt;
  const { holder } = attempt;
  const who = holder
    ? `pid ${holder.pid} since ${new Date(holder.since).toISOString()}`
    : 'another process';
  throw new QuantError(
    'core/state-locked',
    `STATE_LOCKED: state dir ${folder} in use by ${who}; refusing to start; stop that process or choose another --state-dir.`,
    { context: { folder, holder } },
  );
}
