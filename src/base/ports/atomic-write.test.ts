import { describe, expect, it } from 'vitest';
import { checkEveryCrash, VirtualDisk } from '../../../tests/support/virtual-disk.ts';
import { AtomicFile, writeFileAtomic } from './atomic-write.ts';
import type { DiskFile } from './disk.ts';

const PATH = '/cache/file';
const OLD = Uint8Array.of(1, 1, 1);
const NEW = Uint8Array.of(2, 2, 2, 2, 2);

class WithoutSync extends VirtualDisk {
  override open(path: string, mode: 'create' | 'append'): DiskFile {
    return { ...super.open(path, mode), sync: () => undefined };
  }
}

class WithoutFolderSync extends VirtualDisk {
  override syncFolder(): void {}
}

/** Counts crash states that show neither old nor new, or the old one after the write had returned. */
function countLosses(disk: VirtualDisk): { states: number; lost: number } {
  disk.put(PATH, OLD);
  let returned = false;
  let lost = 0;
  const write = () => {
    writeFileAtomic(disk, PATH, NEW);
    returned = true;
  };
  const states = checkEveryCrash(disk, write, (crashed) => {
    const found = String(crashed.readFile(PATH));
    if (found !== String(NEW) && (returned || found !== String(OLD))) lost++;
  });
  return { states, lost };
}

describe('writeFileAtomic', () => {
  it('leaves the old content or the new at every loss of power, and the new once it returned', () => {
    const { states, lost } = countLosses(new VirtualDisk());
    expect(states).toBeGreaterThan(15);
    expect(lost).toBe(0);
  });

  it('would lose it if file or folder were not synced: the enumeration sees both', () => {
    expect(countLosses(new WithoutSync()).lost).toBeGreaterThan(0);
    expect(countLosses(new WithoutFolderSync()).lost).toBeGreaterThan(0);
  });

  it.each(['ENOSPC', 'EIO'] as const)(
    '%s at any call leaves no temporary file, and says what holds',
    (code) => {
      for (let call = 1; call <= 5; call++) {
        const disk = VirtualDisk.of([[PATH, OLD]]);
        disk.failAt(call, code);
        const write = () => writeFileAtomic(disk, PATH, NEW);
        if (call === 5) expect(write).toThrow(/new content is in place but may not survive/);
        else expect(write).toThrow(/^Cannot write \/cache\/file \(5 bytes\): E.* is unchanged; /);
        expect([...disk.files()]).toEqual([[PATH, call === 5 ? NEW : OLD]]);
      }
    },
  );

  it('makes the folder, and steps around what killed writers left', () => {
    const disk = new VirtualDisk();
    disk.put('/new/file.tmp-0', OLD);
    writeFileAtomic(disk, '/new/file', NEW);
    expect(disk.list('/new')).toEqual(['file', 'file.tmp-0']);
  });

  it('says of a folder that it is one', () => {
    const disk = new VirtualDisk();
    disk.rename = () => {
      throw Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR' });
    };
    expect(() => writeFileAtomic(disk, PATH, NEW)).toThrow(
      /^Cannot write \/cache\/file \(5 bytes\): EISDIR: .*; it is a folder; name a file in it\.$/,
    );
  });

  it('gives up beside too many leftovers', () => {
    const disk = VirtualDisk.of(Array.from({ length: 101 }, (_, n) => [`${PATH}.tmp-${n}`, OLD]));
    expect(() => writeFileAtomic(disk, PATH, NEW)).toThrow(/EEXIST/);
  });
});

describe('AtomicFile', () => {
  it('shows nothing of its pieces before they are committed, and all of them after', () => {
    const disk = VirtualDisk.of([[PATH, OLD]]);
    const file = new AtomicFile(disk, PATH);
    file.write(NEW);
    file.write(OLD);
    expect(disk.readFile(PATH)).toEqual(OLD);
    file.commit();
    expect([...disk.files()]).toEqual([[PATH, Uint8Array.of(...NEW, ...OLD)]]);
  });

  it('leaves what was there when it is abandoned, and is abandoned for good', () => {
    const disk = VirtualDisk.of([[PATH, OLD]]);
    const file = new AtomicFile(disk, PATH);
    file.write(NEW);
    file.abandon();
    file.commit();
    expect([...disk.files()]).toEqual([[PATH, OLD]]);
  });

  it('keeps what it committed when it is abandoned afterwards', () => {
    const disk = new VirtualDisk();
    const file = new AtomicFile(disk, PATH);
    file.write(NEW);
    file.commit();
    file.abandon();
    expect([...disk.files()]).toEqual([[PATH, NEW]]);
  });

  it('that fails at a later piece says how much had been written, and leaves nothing', () => {
    const disk = VirtualDisk.of([[PATH, OLD]]);
    const file = new AtomicFile(disk, PATH);
    file.write(NEW);
    disk.failAt(disk.calls.length + 1, 'ENOSPC');
    expect(() => file.write(NEW)).toThrow(/^Cannot write \/cache\/file \(5 bytes\): ENOSPC/);
    expect([...disk.files()]).toEqual([[PATH, OLD]]);
  });
});
