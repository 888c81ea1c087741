import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clock, type Disk, messageOf, type Spawn } from '#base';
import { readOutcome, removeRetrainFiles, writeTask } from './retrain-folder.ts';
import type { Retrainer, RetrainOutcome } from './retrain-task.ts';

export interface ChildRetrainerSetup {
  readonly disk: Disk;
  readonly spawn: Spawn;
  readonly clock: Clock;
  /** Folder for the files of retrains under way. */
  readonly folder: string;
  readonly timeoutMs: number;
}

/** This module's own form decides: `.ts` in a checkout, `.js` when built. */
const CHILD_MODULE = fileURLToPath(
  new URL(`./retrain-child${import.meta.url.slice(-3)}`, import.meta.url),
);

/**
 * Retrains in child processes, so that the trading loop neither waits nor dies with them.
 *
 * Whatever happens to a child (crash, kill, time-out, no verdict) is the outcome FAILED, and the
 * champion stays.
 */
export function childRetrainer(setup: ChildRetrainerSetup): Retrainer {
  const { disk, spawn, clock, timeoutMs } = setup;
  let started = 0;
  return (task) => {
    const folder = join(setup.folder, `${task.model}-${++started}`);
    removeRetrainFiles(disk, folder);
    writeTask(disk, folder, task);
    const child = spawn(CHILD_MODULE, [folder]);
    const ended = new AbortController();
    const timedOut = clock.sleep(timeoutMs, ended.signal).then((): 'time-out' => 'time-out');
    const outcome = Promise.race([child.done, timedOut])
      .then(async (end): Promise<RetrainOutcome> => {
        if (end === 'time-out') {
          child.kill();
          return { kind: 'FAILED', reason: `not done after ${timeoutMs} ms, killed` };
        }
        if (end.code === 0) return readOutcome(disk, folder);
        const how = end.signal === null ? `exit code ${end.code}` : `signal ${end.signal}`;
        const said = end.stderr.split('\n').findLast((line) => /Error/.test(line)) ?? 'no message';
        return { kind: 'FAILED', reason: `child ended with ${how}: ${said}` };
      })
      .catch((thrown): RetrainOutcome => ({ kind: 'FAILED', reason: messageOf(thrown) }))
      .finally(() => {
        ended.abort();
        removeRetrainFiles(disk, folder);
      });
    return {
      outcome,
      cancel: () => {
        ended.abort();
        child.kill();
      },
    };
  };
}
