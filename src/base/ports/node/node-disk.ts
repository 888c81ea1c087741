import fs from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Disk, DiskFile } from '../disk.ts';
import { systemCodeOf } from '../system-error.ts';

function isFolder(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    return false;
  }
}

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
    // Node's own `recursive` never ends where a parent exists and nothing can be made in it, as in /proc.
    const missing: string[] = [];
    let path = resolve(folder);
    for (; !fs.existsSync(path); path = dirname(path)) missing.unshift(path);
    if (missing.length === 0 && !isFolder(path)) missing.push(path);
    for (const made of missing) {
      try {
        fs.mkdirSync(made);
      } catch (thrown) {
        if (!isFolder(made)) throw thrown;
      }
      syncFolder(dirname(made));
    }
  },
  open: (path, mode) => openedFile(fs.openSync(path, mode === 'create' ? 'ax' : 'a')),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  removeFolder: (folder) => fs.rmSync(folder, { force: true, recursive: true }),
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
