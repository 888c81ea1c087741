import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualDisk } from '../../../../tests/support/virtual-disk.ts';
import type { Disk } from '../disk.ts';
import { nodeDisk } from './node-disk.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quant-disk-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function codeOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

/** What a program sees of a disk, step by step. */
function tour(disk: Disk, folder: string): unknown[] {
  const seen: unknown[] = [disk.exists(folder), disk.list(folder)];
  disk.makeFolder(folder);
  disk.makeFolder(folder);
  seen.push(disk.exists(folder), disk.list(folder));
  const path = join(folder, 'b');
  const file = disk.open(path, 'create');
  file.write(Uint8Array.of(1, 2, 3));
  file.sync();
  file.truncate(2);
  file.write(Uint8Array.of(9));
  file.close();
  seen.push(
    codeOf(() => disk.open(path, 'create')),
    [...disk.readFile(path)],
    disk.size(path),
  );
  const more = disk.open(path, 'append');
  more.write(Uint8Array.of(4));
  more.close();
  disk.open(join(folder, 'a'), 'append').close();
  seen.push(disk.list(folder), [...disk.readFile(path)]);
  disk.rename(path, join(folder, 'c'));
  disk.remove(join(folder, 'a'));
  disk.remove(join(folder, 'a'));
  disk.syncFolder(folder);
  seen.push(disk.list(folder), disk.exists(path));
  seen.push(
    codeOf(() => disk.readFile(path)),
    codeOf(() => disk.rename(path, `${path}2`)),
  );
  seen.push(codeOf(() => disk.open(join(folder, 'absent', 'x'), 'create')));
  const inner = join(folder, 'inner');
  disk.makeFolder(join(inner, 'most'));
  disk.open(join(inner, 'most', 'a'), 'create').close();
  disk.removeFolder(inner);
  disk.removeFolder(inner);
  seen.push(disk.list(folder), disk.exists(inner));
  return seen;
}

describe('nodeDisk', () => {
  it('does what the virtual disk of the tests does', () => {
    const real = tour(nodeDisk, join(root, 'deep', 'folder'));
    expect(real).toEqual(tour(new VirtualDisk(), '/deep/folder'));
    expect(real).toContainEqual([1, 2, 9, 4]);
  });

  it('writes all bytes of a large piece, and only those of a view', () => {
    const path = join(root, 'large');
    const large = Uint8Array.from({ length: 3_000_000 }, (_, at) => at % 251).subarray(1);
    const file = nodeDisk.open(path, 'create');
    file.write(large);
    file.close();
    expect(Buffer.compare(nodeDisk.readFile(path), large)).toBe(0);
  });

  it('ends with an error where nothing can be made, at once', () => {
    writeFileSync(join(root, 'file'), 'x');
    const make = (path: string) => codeOf(() => nodeDisk.makeFolder(path));
    expect(make(join(root, 'file'))).toBe('EEXIST');
    expect(make(join(root, 'file', 'a', 'b'))).toBe('ENOTDIR');
    expect(make('/proc/nothing/a/b')).toMatch(/^E/);
  });
});
