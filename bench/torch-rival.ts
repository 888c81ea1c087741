import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duration, Runner } from './turns.ts';

/** PyTorch in a process of its own, which does one piece of work at a time when told to. */
export interface TorchRival {
  readonly version: string;
  /** @param work - as bench/rivals/torch_steps.py reads it: `w1 step 64` */
  runner(work: string): Runner;
  end(): Promise<void>;
}

const SCRIPT = join(import.meta.dirname, 'rivals/torch_steps.py');

/** Null where `python` is no Python that has torch. */
export async function startTorch(python: string, threads: number): Promise<TorchRival | null> {
  const child = spawn(python, [SCRIPT, String(threads)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const lines = createInterface({ input: child.stdout });
  const nextLine = () => once(lines, 'line') as Promise<[string]>;
  const greeting = await Promise.race([nextLine(), ended]);
  if (greeting === undefined) return null;
  const { version } = JSON.parse(greeting[0]) as { version: string };
  return {
    version,
    runner: (work) => async () => {
      child.stdin.write(`${work}\n`);
      const answer = await Promise.race([nextLine(), ended]);
      if (answer === undefined) throw new Error(`PyTorch ended at ${work}`);
      return JSON.parse(answer[0]) as Duration;
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
