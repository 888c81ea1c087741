import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Random } from '#base';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';

const CHILD = fileURLToPath(
  new URL('../../../tests/support/children/trainer-run.ts', import.meta.url),
);
const KILLS = 5;
const folder = temporaryFolder();

interface Attempt {
  /** Examples it said it had seen, first and last. */
  readonly first: number;
  readonly last: number;
  /** What it said at the end; null when it was killed before. */
  readonly result: string | null;
}

/** Trains in a child of its own, that is killed some time after its first word unless `killAfterMs` is null. */
async function attempt(checkpoints: string, killAfterMs: number | null): Promise<Attempt> {
  const child = spawn(process.execPath, [CHILD, checkpoints], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('close', resolve));
  let said = '';
  const spoke = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    });
    child.on('close', () => resolve());
  });
  await spoke;
  if (killAfterMs !== null) {
    await delay(killAfterMs);
    child.kill('SIGKILL');
  }
  await exited;
  const lines = said.trim().split('\n');
  const at = lines.flatMap((line) => /^at (\d+)$/.exec(line)?.slice(1) ?? []).map(Number);
  const result = lines.find((line) => line.startsWith('done ')) ?? null;
  return { first: at[0] ?? 0, last: at.at(-1) ?? 0, result };
}

it(`learns the same bytes through ${KILLS} real kills as without one`, async () => {
  const [quiet, killed] = ['quiet', 'killed'].map((name) => join(folder, name));
  for (const path of [quiet, killed]) mkdirSync(path);
  const whole = await attempt(quiet, null);
  expect(whole.result).toMatch(/^done \{"outcome":\{"kind":"fitted","epochs":20/);

  const random = new Random(3);
  const ends: Attempt[] = [];
  for (let kill = 0; kill < KILLS; kill++) ends.push(await attempt(killed, 60 * random.uniform()));
  const unfinished = ends.filter(({ result }) => result === null);
  expect(unfinished.length, 'most were killed in the middle').toBeGreaterThan(KILLS / 2);
  expect(ends.at(-1)?.last, 'and it got somewhere').toBeGreaterThan(ends[0].first);

  const last = await attempt(killed, null);
  expect(last.first, 'the last one did not begin anew').toBeGreaterThan(whole.first);
  expect(last.result).toBe(whole.result);
});
