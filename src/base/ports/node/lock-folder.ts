import fs from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf, QuantError } from '../../errors.ts';
import type { LockAttempt, LockFolder } from '../folder-lock.ts';
import { nodeDisk } from './node-disk.ts';

const SQLITE_BUSY = 5;

/** Databases whose locks are held: one that nobody refers to is closed with the garbage, and its lock is gone. */
const held = new Set<DatabaseSync>();

/**
 * A lock held by the operating system, through the one locking call that Node has: SQLite's.
 *
 * A pid file outlives its process and a pid is soon another's; a file lock ends with its holder,
 * also after SIGKILL, and is seen across containers that share the folder. `lock.holder` only tells
 * people who it is.
 */
export const lockFolder: LockFolder = (folder, now) => {
  nodeDisk.makeFolder(folder);
  const holderPath = join(folder, 'lock.holder');
  // Loaded when used: older versions of Node print a warning as they load it.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(join(folder, 'lock'));
  try {
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
  } catch (thrown) {
    database.close();
    if (!isBusy(thrown)) throw lockFailed(folder, thrown);
    return { kind: 'held', holder: readHolder(holderPath) };
  }
  try {
    fs.writeFileSync(holderPath, JSON.stringify({ pid: process.pid, since: now }));
  } catch (thrown) {
    // On a full disk; a lock that nobody was given must not last.
    database.close();
    throw lockFailed(folder, thrown);
  }
  held.add(database);
  return {
    kind: 'locked',
    release() {
      fs.rmSync(holderPath, { force: true });
      held.delete(database);
      database.close();
    },
  };
};

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && thrown.errcode === SQLITE_BUSY;
}

function readHolder(path: string): Extract<LockAttempt, { kind: 'held' }>['holder'] {
  try {
    const said: unknown = JSON.parse(fs.readFileSync(path, 'utf8'));
    const { pid, since } = said as { pid: unknown; since: unknown };
    return typeof pid === 'number' && typeof since === 'number' ? { pid, since } : null;
  } catch {
    return null;
  }
}

function lockFailed(folder: string, cause: unknown): QuantError {
  return new QuantError(
    'base/lock-failed',
    `Cannot lock ${folder}: ${messageOf(cause)}; make the folder writable, or choose one on a local disk.`,
    { cause, context: { folder } },
  );
}
