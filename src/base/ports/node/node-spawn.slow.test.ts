import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeSpawn } from './node-spawn.ts';

const childPath = (name: string) =>
  fileURLToPath(new URL(`../../../../tests/support/children/${name}`, import.meta.url));
const SPAWNED = childPath('spawned.ts');

/** Whether the process runs; one that has ended but was not waited for does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('nodeSpawn', () => {
  it('runs a module at low priority and keeps the tails of what it said', async () => {
    const end = await nodeSpawn(SPAWNED, ['greet', 'with spaces']).done;
    expect(end).toMatchObject({ code: 3, signal: null, stdout: 'priority 10, with spaces\n' });
    expect(end.stderr).toHaveLength(16_384);
    expect(end.stderr.endsWith('the end\n')).toBe(true);
  });

  it('tells of a child that throws, and of one that does not exist', async () => {
    const thrown = await nodeSpawn(SPAWNED, ['throw']).done;
    expect(thrown.code).toBe(1);
    expect(thrown.stderr).toContain('training went wrong');
    const absent = await nodeSpawn(childPath('absent.ts'), []).done;
    expect(absent.code).toBe(1);
    expect(absent.stderr).toContain('ERR_MODULE_NOT_FOUND');
  });

  it('kills a child that is busy computing', async () => {
    const child = nodeSpawn(SPAWNED, ['compute']);
    expect(isRunning(child.pid)).toBe(true);
    child.kill();
    await expect(child.done).resolves.toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('leaves no busy child behind when the parent is killed', async () => {
    const parent = spawn(process.execPath, [childPath('spawner.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(chunk.toString());
    await delay(300);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const deadline = Date.now() + 20_000;
    while (isRunning(pid) && Date.now() < deadline) await delay(50);
    const left = isRunning(pid);
    if (left) process.kill(pid, 'SIGKILL');
    expect(left).toBe(false);
  });
});
