import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallExamples, smallOptions } from '../../../tests/support/small-training.ts';
import { checkEveryCrash, VirtualDisk } from '../../../tests/support/virtual-disk.ts';
import { DiskCheckpoints } from './disk-checkpoints.ts';
import { Trainer } from './trainer.ts';
import { QUIET_SERVICES } from './training-services.ts';

const FOLDER = '/state/checkpoints';

/** Two checkpoints of one run, as a trainer writes them. */
async function twoCheckpoints(): Promise<readonly Uint8Array[]> {
  const saved: Uint8Array[] = [];
  const checkpoints = {
    load: () => null,
    save: (_: string, bytes: Uint8Array) => void saved.push(bytes),
  };
  const trainer = await Trainer.create(
    smallOptions({ services: { ...QUIET_SERVICES, checkpoints } }),
  );
  await trainer.fit(smallExamples(16), null);
  await trainer.release();
  return [saved[0], saved[1]];
}

describe('checkpoints on disk', () => {
  it('come back, each under its own name', async () => {
    const [one, two] = await twoCheckpoints();
    const disk = new VirtualDisk();
    const store = new DiskCheckpoints(disk, FOLDER);
    expect(store.load('a')).toBeNull();
    store.save('a', one);
    store.save('b', two);
    expect(store.load('a')).toEqual(one);
    expect(store.load('b')).toEqual(two);
    store.save('a', two);
    expect(new DiskCheckpoints(disk, FOLDER).load('a')).toEqual(two);
  });

  it('lie in their folder, and two names never share a file', () => {
    const store = new DiskCheckpoints(new VirtualDisk(), FOLDER);
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('..', '../../etc/passwd', 'a/b', 'a-b', 'A-b', 'CON', '', 'x'.repeat(500)),
    );
    fc.assert(
      fc.property(name, name, (a, b) => {
        const path = store.pathOf(a);
        expect(dirname(path)).toBe(FOLDER);
        expect(path.slice(FOLDER.length + 1)).toMatch(
          /^[A-Za-z0-9_-]{0,80}\.[0-9a-f]{12}\.safetensors$/,
        );
        expect(path.toLowerCase() === store.pathOf(b).toLowerCase()).toBe(a === b);
      }),
    );
  });

  it('are the old or the new one after a loss of power at any moment', async () => {
    const [one, two] = await twoCheckpoints();
    const disk = new VirtualDisk();
    const store = new DiskCheckpoints(disk, FOLDER);
    store.save('a', one);
    const found = new Set<Uint8Array>();
    checkEveryCrash(
      disk,
      () => store.save('a', two),
      (crashed) => {
        const bytes = new DiskCheckpoints(crashed, FOLDER).load('a');
        const known = [one, two].find(
          (each) => bytes !== null && Buffer.compare(each, bytes) === 0,
        );
        expect(known).toBeDefined();
        if (known) found.add(known);
      },
    );
    expect(found.size).toBe(2);
    expect(store.load('a')).toEqual(two);
  });

  it('are cleared with what killed writers left of them, and those of other work stay', () => {
    const disk = new VirtualDisk();
    const other = new DiskCheckpoints(disk, FOLDER);
    other.save('other', new Uint8Array(9));
    const store = new DiskCheckpoints(disk, FOLDER);
    for (const name of ['saved', 'loaded'])
      disk.put(`${store.pathOf(name)}.tmp-0`, new Uint8Array(3));
    disk.put(`${store.pathOf('unknown')}.tmp-0`, new Uint8Array(3));
    store.save('saved', new Uint8Array(9));
    expect(store.load('loaded')).toBeNull();
    store.clear();
    const left = [other.pathOf('other'), `${store.pathOf('unknown')}.tmp-0`];
    expect(disk.list(FOLDER).map((name) => `${FOLDER}/${name}`)).toEqual(left.sort());
  });

  it('are refused when damaged, with the file and what to do', async () => {
    const [one] = await twoCheckpoints();
    const disk = new VirtualDisk();
    const store = new DiskCheckpoints(disk, FOLDER);
    const path = store.pathOf('a');
    for (const bytes of [one.slice(0, -1), one.with(one.length - 1, 77), new Uint8Array()]) {
      disk.put(path, bytes);
      expect(() => store.load('a')).toThrow(
        expect.objectContaining({
          code: 'models/corrupt',
          message: expect.stringMatching(
            /^The checkpoint '\/state\/checkpoints\/a\.[0-9a-f]{12}\.safetensors' is damaged .*; remove it to train from the start/,
          ) as string,
        }) as Error,
      );
    }
  });

  it('are refused when there is something that cannot be read', () => {
    const disk = new VirtualDisk();
    const store = new DiskCheckpoints(disk, FOLDER);
    disk.makeFolder(store.pathOf('a'));
    expect(() => store.load('a')).toThrow(/cannot be read \(ENOENT.*; allow reading it/);
  });

  it('say that they cannot be written', () => {
    const disk = new VirtualDisk();
    disk.failAt(2, 'ENOSPC');
    expect(() => new DiskCheckpoints(disk, FOLDER).save('a', new Uint8Array(9))).toThrow(
      expect.objectContaining({ code: 'base/write-failed' }) as Error,
    );
  });
});
