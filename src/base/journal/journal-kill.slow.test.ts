import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nodeDisk } from '../ports/node/index.ts';
import { Random } from '../random.ts';
import { Journal } from './journal.ts';

const WRITER = fileURLToPath(
  new URL('../../../tests/support/children/journal-writer.ts', import.meta.url),
);
const KILLS = 20;

/** Lets a writer run until it has acknowledged something, then kills it; returns the last seq it acknowledged. */
async function writeUntilKilled(folder: string, delayMs: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.on('close', resolve));
  let said = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    });
    child.on('close', () => resolve());
  });
  await delay(delayMs);
  child.kill('SIGKILL');
  await exited;
  return Number(said.trim().split('\n').at(-1));
}

it(`loses no acknowledged record to ${KILLS} real kills`, { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quant-journal-'));
  const random = new Random(7);
  let known = 0;
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = await writeUntilKilled(folder, 10 * random.uniform());
      expect(acknowledged, 'the writer made progress').toBeGreaterThan(known);
      const journal = Journal.open(nodeDisk, folder);
      expect(journal.lastSeq).toBeGreaterThanOrEqual(acknowledged);
      known = journal.lastSeq;
      journal.close();
    }
    const values = [...Journal.open(nodeDisk, folder).read()].map(({ payload }) => payload);
    expect(values).toEqual(Array.from({ length: known }, (_, at) => ({ value: at + 1 })));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
