import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantileOfSorted } from '#base';
import { nodeDisk, nodeSpawn, processorCount, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { childRetrainer } from '../src/core/child-retrainer.ts';
import type { RetrainTask } from '../src/core/retrain-task.ts';
import { print } from './print.ts';
import { walkMarket } from './walk.ts';

const TICK_MS = 5;
const IDLE_MS = 10_000;
const TIMEOUT_MS = 300_000;
const ASSETS = 4;
const BARS = 1500;

/**
 * How late the loop of this process is while a child process retrains a network as a live run does:
 * ticks are due every 5 ms whatever happens, and a tick's delay is how long after that it came.
 */
export async function benchLoopDelay(model: string): Promise<void> {
  const idle = await delaysUntil(systemClock.sleep(IDLE_MS));
  const folder = mkdtempSync(join(tmpdir(), 'quant-bench-'));
  try {
    const retrainer = childRetrainer({
      disk: nodeDisk,
      spawn: nodeSpawn,
      clock: systemClock,
      folder,
      timeoutMs: TIMEOUT_MS,
    });
    const started = performance.now();
    const { outcome } = retrainer(taskOf(model));
    const busy = await delaysUntil(outcome);
    const seconds = (performance.now() - started) / 1000;
    const verdict = await outcome;
    if (verdict.kind === 'FAILED') throw new Error(`The retrain failed: ${verdict.reason}`);
    print('loop delay, idle', delayText(idle), `${idle.length} ticks of 5 ms`);
    print(
      `loop delay, beside a retrain of ${model}`,
      delayText(busy),
      `goal p99 < 5 ms; ${seconds.toFixed(1)} s, ${processorCount()} processors`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function taskOf(model: string): RetrainTask {
  const { assets } = walkMarket(ASSETS, BARS);
  return {
    model,
    symbols: assets.map(({ symbol }) => symbol),
    tables: assets.map(({ adjusted }) => adjusted),
    config: systemSchema.parse({ data: { interval: '1m' } }),
    seed: 1,
    champion: null,
  };
}

/** Delays of all ticks until a promise settles, ms, in ascending order. */
async function delaysUntil(end: Promise<unknown>): Promise<Float64Array> {
  const delays: number[] = [];
  const over = new AbortController();
  void end.finally(() => over.abort());
  for (let due = performance.now() + TICK_MS; !over.signal.aborted; due += TICK_MS) {
    const wait = due - performance.now();
    // Timers cut fractions of a ms off; a tick that is overdue comes after whatever else waits.
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)));
    else await systemClock.sleep(0);
    delays.push(Math.max(0, performance.now() - due));
  }
  return Float64Array.from(delays).sort();
}

function delayText(delays: Float64Array): string {
  const at = (level: number) => quantileOfSorted(delays, level).toFixed(2);
  return `p50 ${at(0.5)}, p99 ${at(0.99)} ms`;
}
