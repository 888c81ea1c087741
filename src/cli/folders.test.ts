import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkFolder, folderComplaint, nearestExisting } from './folders.ts';

const home = mkdtempSync(join(tmpdir(), 'folders-'));
writeFileSync(join(home, 'file'), '');
afterAll(() => rmSync(home, { recursive: true }));

it('a folder may be made where the nearest one above it can be written', () => {
  expect(folderComplaint(home)).toBeNull();
  expect(folderComplaint(join(home, 'a/b/c'))).toBeNull();
  expect(nearestExisting(join(home, 'a/b/c'))).toBe(home);
});

it.each(['file', 'file/below', 'file/far/below'])('%s cannot be one beside a file', (path) => {
  expect(folderComplaint(join(home, path))).toBe(`${join(home, 'file')} is not a folder`);
  expect(() => checkFolder(join(home, path), 'paths.modelDir')).toThrow(
    /^paths\.modelDir is .*, which can't be written: .*; name another with --set paths\.modelDir=DIR\.$/,
  );
});
