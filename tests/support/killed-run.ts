import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { startQuantWith } from './quant.ts';

/** When a command that keeps checkpoints is to be killed. */
export interface Killing {
  /** Pattern of the path of a checkpoint. */
  readonly kept: string;
  /** Pattern of the path that it removes first once it is done. */
  readonly removed: string;
  /** Checkpoints that it keeps, at least. */
  readonly after: number;
  /** Time after the last of them; three checkpoints more, or the end of the work, cut it short. */
  readonly ms: number;
}

const KILLER = pathToFileURL(join(import.meta.dirname, 'children/killed-run.ts')).href;

/** Runs the quant command until it is killed, which it always is. */
export async function killedRun(home: string, args: readonly string[], killing: Killing) {
  const variables = { NODE_OPTIONS: `--import=${KILLER}`, KILLING: JSON.stringify(killing) };
  const [, signal] = await once(startQuantWith(variables, home, ...args), 'exit');
  expect(signal).toBe('SIGKILL');
}
