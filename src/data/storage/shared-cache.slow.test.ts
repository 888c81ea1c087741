import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '#base';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import { PreparedProvider } from '../../../tests/support/bar-source.ts';
import { FIXED_BARS, FIXED_END, FIXED_START } from '../../../tests/support/fixed-hours.ts';
import { DataStorage } from './data-storage.ts';

const pathOf = (child: string) =>
  fileURLToPath(new URL(`../../../tests/support/children/${child}.ts`, import.meta.url));
const KILLS = 6;

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quant-shared-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const storageOf = () =>
  new DataStorage({
    folder,
    disk: nodeDisk,
    clock: systemClock,
    lockFolder,
    settleDays: 3,
    actionsMaxAgeHours: 20,
  });
const whole = (provider: PreparedProvider) =>
  storageOf().getOrFetch(provider, 'A', '1h', FIXED_START, FIXED_END);

/** A running child, what it has said, and its end. */
function start(name: string, ...args: string[]) {
  const child = spawn(process.execPath, [pathOf(name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  let wake: () => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    wake();
  });
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve(said)));
  const spoke = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { child, ended, spoke };
}

describe('a cache that several processes fill at once', () => {
  it('loses nothing that any of them was given, and shows none of them anything wrong', async () => {
    const fillers = [0, 1, 2, 3].map((first) =>
      start('cache-filler', folder, String(first), '4', 'once'),
    );
    const said = await Promise.all(fillers.map(({ ended }) => ended));
    for (const text of said) expect(text.replaceAll('.\n', '')).toBe('done\n');
    const provider = new PreparedProvider(FIXED_BARS);
    const all = await whole(provider);
    expect(provider.asked).toEqual([]);
    expect(all.origin).toBe('cache');
    expect(all.bars).toEqual(FIXED_BARS);
    expect(readdirSync(join(folder, 'fake', 'A_1h'))).toEqual([
      '2020-01.parquet',
      '2020-02.parquet',
      '2020-03.parquet',
    ]);
  });

  it(`shows the truth through ${KILLS} kills of those who write it`, async () => {
    const random = new Random(5);
    const reader = start('cache-filler', folder, '1', '2', 'endless');
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = start('cache-filler', folder, '0', '2', 'endless');
      await writer.spoke;
      await delay(40 * random.uniform());
      writer.child.kill('SIGKILL');
      expect((await writer.ended).replaceAll('.\n', '')).toBe('');
    }
    reader.child.kill('SIGKILL');
    expect((await reader.ended).replaceAll('.\n', '')).toBe('');
    const all = await whole(new PreparedProvider(FIXED_BARS));
    expect(all.bars).toEqual(FIXED_BARS);
    expect(all.setAside).toEqual([]);
  });

  it('waits for the one that writes, and no longer once that was killed', async () => {
    const holder = start('state-locker', join(folder, 'fake', 'locks', 'A'));
    await holder.spoke;
    const pending = whole(new PreparedProvider(FIXED_BARS));
    expect(await Promise.race([pending, delay(300, 'still waiting')])).toBe('still waiting');
    holder.child.kill('SIGKILL');
    expect((await pending).bars).toEqual(FIXED_BARS);
  });
});
