import fs from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Disk, DiskFile } from '../disk.ts';
import { systemCodeOf } from '../system-error.ts';

/** The machine's own file system. */
export const nodeDisk: Disk = {
  exists: (path) => fs.existsSync(path),
  readFile: (path) => fs.readFileSync(path),
  size: (path) => fs.statSync(path).size,
  list(folder) {
    try {
      return fs.readdirSync(folder).sort();
    } catch (thrown) {
      if (systemCodeOf(thrown) === 'ENOENT') return [];
      throw thrown;
    }
  },
  makeFolder(folder) {
    // Node never ends making `a/b` in a working folder that is gone; from the root it does.
    const deepest = resolve(folder);
    const highest = fs.mkdirSync(deepest, { recursive: true });
    if (highest === undefined) return;
    for (let made = deepest; made.length >= highest.length; made = dirname(made)) {
      syncFolder(dirname(made));
    }
  },
  open: (path, mode) => openedFile(fs.openSync(path, mode === 'create' ? 'ax' : 'a')),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  syncFolder,
};

function openedFile(descriptor: number): DiskFile {
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += fs.writeSync(descriptor, bytes, at);
    },
    sync: () => fs.fdatasyncSync(descriptor),
    truncate: (length) => fs.ftruncateSync(descriptor, length),
    close: () => fs.closeSync(descriptor),
  };
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder and keeps names in its file system's own journal.
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
