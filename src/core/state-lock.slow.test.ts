import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder, systemClock } from '#base/node';
import { lockState } from './state-lock.ts';

const LOCKER = fileURLToPath(
  new URL('../../tests/support/children/state-locker.ts', import.meta.url),
);
const PROCESSES = 20;

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quant-lock-'));
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map(kill));
  rmSync(folder, { recursive: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Starts a process that tries for the folder; resolves to what it says. */
async function contend(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [LOCKER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: chunk.toString().trim() };
}

describe('lockState', () => {
  it(`lets exactly one of ${PROCESSES} processes have the folder`, async () => {
    const outcomes = await Promise.all(Array.from({ length: PROCESSES }, contend));
    const winners = outcomes.filter(({ said }) => said === 'locked');
    expect(winners).toHaveLength(1);
    for (const { said } of outcomes) {
      if (said === 'locked') continue;
      expect(said).toMatch(
        /^STATE_LOCKED: state dir .* in use by (pid \d+ since 20\S+Z|another process); refusing to start/,
      );
    }
  });

  it('names the holder, and is free at once after SIGKILL', async () => {
    const { child, said } = await contend();
    expect(said).toBe('locked');
    const take = () => lockState(lockFolder, folder, systemClock);
    expect(take).toThrow(
      expect.objectContaining({
        code: 'core/state-locked',
        message: expect.stringContaining(`in use by pid ${child.pid} since `),
      }),
    );
    await kill(child);
    take().release();
    take().release();
  });

  it('lasts when nobody keeps what was given for it', async () => {
    lockState(lockFolder, folder, systemClock);
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    // What was reachable during a turn of the loop is kept through it.
    for (let turn = 0; turn < 3; turn++) {
      await systemClock.sleep(1);
      collectGarbage();
    }
    expect(() => lockState(lockFolder, folder, systemClock)).toThrow(`pid ${process.pid} since`);
  });

  it('is refused to a second holder in the same process', () => {
    const held = lockState(lockFolder, folder, systemClock);
    expect(() => lockState(lockFolder, folder, systemClock)).toThrow(`pid ${process.pid} since`);
    held.release();
  });
});
