import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { lockFolder } from './lock-folder.ts';

it('a lock whose holder cannot be written is not kept by anyone', () => {
  const folder = temporaryFolder();
  const holder = join(folder, 'lock.holder');
  mkdirSync(holder);
  expect(() => lockFolder(folder, 0)).toThrow(/^Cannot lock .*EISDIR/);
  rmdirSync(holder);
  const attempt = lockFolder(folder, 0);
  expect(attempt.kind).toBe('locked');
  expect(lockFolder(folder, 0).kind).toBe('held');
  if (attempt.kind === 'locked') attempt.release();
});
