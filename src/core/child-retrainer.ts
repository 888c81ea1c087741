import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChildEnd, type Clock, type Disk, messageOf, type Spawn } from '#base';
import { readOutcome, removeLeftovers, removeRetrainFiles, writeTask } from './retrain-files.ts';
import type { Retrainer, RetrainOutcome, RetrainTask } from './retrain-task.ts';

export interface ChildRetrainerSetup {
  readonly disk: Disk;
  readonly spawn: Spawn;
  readonly clock: Clock;
  /** For the files of retrains under way; nobody else uses it, and what a dead process left there is removed. */
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
  const { disk, clock, folder } = setup;
  removeLeftovers(disk, folder);
  // A child outlives its killed parent for a moment: it must not meet the files of a later one.
  const session = clock.now().toString(36);
  let started = 0;
  return (task) => {
    const cancelling = new AbortController();
    const path = join(folder, `${task.model}-${session}-${++started}`);
    return {
      outcome: runChild(setup, task, path, cancelling.signal),
      cancel: () => cancelling.abort(),
    };
  };
}

async function runChild(
  { disk, spawn, clock, timeoutMs }: ChildRetrainerSetup,
  task: RetrainTask,
  path: string,
  cancelled: AbortSignal,
): Promise<RetrainOutcome> {
  const ended = new AbortController();
  let killed = false;
  try {
    writeTask(disk, path, task);
    const child = spawn(CHILD_MODULE, [path]);
    const killWhenLate = async () => {
      await clock.sleep(timeoutMs, AbortSignal.any([cancelled, ended.signal]));
      if (ended.signal.aborted) return;
      killed = true;
      child.kill();
    };
    void killWhenLate();
    const end = await child.done;
    if (killed) return failed(`not done after ${timeoutMs} ms, killed`);
    return end.code === 0 ? await readOutcome(disk, path) : failed(describeEnd(end));
  } catch (thrown) {
    return failed(messageOf(thrown));
  } finally {
    ended.abort();
    removeQuietly(disk, path);
  }
}

function describeEnd({ code, signal, stderr }: ChildEnd): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const said = stderr.split('\n').findLast((line) => /^(\w*Error|FATAL ERROR)\b/.test(line));
  return `child ended with ${how}: ${said ?? 'no message'}`;
}

function removeQuietly(disk: Disk, path: string): void {
  try {
    removeRetrainFiles(disk, path);
  } catch {
    // The verdict stands; what cannot be removed now goes when the next session begins.
  }
}

function failed(reason: string): RetrainOutcome {
  return { kind: 'FAILED', reason };
}
