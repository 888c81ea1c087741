/**
 * Preloaded into a command that keeps checkpoints: kills its process a random time after a number of them.
 *
 * From inside, because a test that watches from outside is late on a busy machine: the run may be over.
 * It dies three checkpoints later, or before it removes one, if the time has not come by then.
 */
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Killing } from '../killed-run.ts';

const { KILLING } = process.env;
const { kept, removed, after, ms } = JSON.parse(KILLING ?? '') as Killing;
// What this process starts lives as long as it.
delete process.env['KILLING'];
delete process.env['NODE_OPTIONS'];

/** Checkpoints are kept a quarter of a second apart, the time that a whole run may take. */
const CLOCK_SPEED = 100;
const PATIENCE = 3;

const now = Date.now.bind(Date);
const start = now();
Date.now = () => start + CLOCK_SPEED * (now() - start);

const begin = new Int32Array(new SharedArrayBuffer(4));
const SLEEP_AND_KILL = `
  const { begin, ms } = require('node:worker_threads').workerData;
  Atomics.wait(begin, 0, 0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  process.kill(process.pid, 'SIGKILL');
`;
new Worker(SLEEP_AND_KILL, { eval: true, execArgv: [], workerData: { begin, ms } }).unref();

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

let left = after;
const { renameSync, rmSync } = fs;

fs.renameSync = (from, to) => {
  if (!new RegExp(kept).test(String(to))) return renameSync(from, to);
  if (left <= -PATIENCE) die();
  renameSync(from, to);
  if (--left > 0) return;
  Atomics.store(begin, 0, 1);
  Atomics.notify(begin, 0);
};

fs.rmSync = (path, options) => {
  if (new RegExp(removed).test(String(path))) die();
  rmSync(path, options);
};
