/**
 * Loaded before a child's own module, as `parent-watch?parent=<pid>`: ends the child once its parent
 * is gone.
 *
 * A thread of its own looks, because the child's main thread may compute for minutes without looking
 * at anything.
 */
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 500;

if (isMainThread) {
  const watched = Number(new URL(import.meta.url).searchParams.get('parent'));
  new Worker(new URL(import.meta.url), { execArgv: [], workerData: { watched } }).unref();
} else if (isWatched(workerData)) {
  watch(workerData.watched);
}

function isWatched(data: unknown): data is { readonly watched: number } {
  return typeof data === 'object' && data !== null && 'watched' in data;
}

function watch(parent: number): void {
  // A grandchild inherits the flag: it is not this parent's child, yet ends with it.
  const isChild = process.ppid === parent;
  setInterval(() => {
    const isGone = (isChild && process.ppid !== parent) || !isAlive(parent);
    if (isGone) process.kill(process.pid, 'SIGKILL');
  }, LOOK_EVERY_MS);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
