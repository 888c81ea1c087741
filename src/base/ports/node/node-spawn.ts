import { spawn } from 'node:child_process';
import os from 'node:os';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { messageOf, QuantError } from '../../errors.ts';
import type { Child, ChildEnd, Spawn } from '../spawn.ts';

/** What is kept of each stream's end. */
const TAIL_BYTES = 16_384;

/** Trading comes before training, and both before nothing at all. */
const PRIORITY = os.constants.priority.PRIORITY_BELOW_NORMAL;

/** Runs a module with this process's own Node and flags; it ends soon after this process does, however that ends. */
export const nodeSpawn: Spawn = (modulePath, args) => {
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--inspect'));
  const watcher = `${watcherUrl()}?parent=${process.pid}`;
  const child = spawn(process.execPath, [...flags, '--import', watcher, modulePath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = tailOf(child.stdout);
  const stderr = tailOf(child.stderr);
  const done = new Promise<ChildEnd>((resolve, reject) => {
    child.on('error', (cause) => reject(notStarted(modulePath, cause)));
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: stdout(), stderr: stderr() });
    });
  });
  if (child.pid !== undefined) lowerPriority(child.pid);
  return { pid: child.pid ?? -1, done, kill: () => void child.kill('SIGKILL') } satisfies Child;
};

/** The watcher beside this file: `.ts` in a checkout, `.js` once built. */
function watcherUrl(): string {
  const { href } = new URL('./parent-watch.ts', import.meta.url);
  return href.replace(/\.ts$/, extname(import.meta.url));
}

function tailOf(stream: Readable): () => string {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]);
    if (tail.length > 2 * TAIL_BYTES) tail = Buffer.from(tail.subarray(-TAIL_BYTES));
  });
  return () => tail.subarray(-TAIL_BYTES).toString('utf8');
}

function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, PRIORITY);
  } catch {
    // The child has ended already, or the machine has no priorities; neither is worth failing for.
  }
}

function notStarted(modulePath: string, cause: unknown): QuantError {
  return new QuantError(
    'base/spawn-failed',
    `Cannot start a process for ${modulePath}: ${messageOf(cause)}; free memory or processes and try again.`,
    { cause, context: { modulePath } },
  );
}
