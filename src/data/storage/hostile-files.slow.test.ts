import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ColumnMetaData, RowGroup } from 'hyparquet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barsAt } from '../../../tests/support/bar-source.ts';
import { days } from '../../../tests/support/days.ts';
import {
  fileWithFooter,
  type Lies,
  lyingBarFile,
  zstdBomb,
} from '../../../tests/support/hostile-bar-files.ts';

import { decodeBarFile } from './bar-file.ts';

const READER = fileURLToPath(
  new URL('../../../tests/support/children/cache-reader.ts', import.meta.url),
);
const LONGEST_MS = 5000;
const MOST_MEMORY_MIB = 512;
const GIGABYTE = 2 ** 30;

const bars = barsAt(days(0, 3));
const honest = lyingBarFile(bars, {});
const lie = (lies: Lies) => (path: string) => writeFileSync(path, lyingBarFile(bars, lies));
const footer = (bytes: Uint8Array) => (path: string) => writeFileSync(path, fileWithFooter(bytes));
const bytes = (...values: number[]) => Uint8Array.from(values);
const notes = (text: string) => lie({ notes: text });
const fill = (length: number, value: number, ...start: number[]) => {
  const filled = new Uint8Array(length).fill(value);
  filled.set(start);
  return filled;
};
const sparse = (size: number, end: Uint8Array) => (path: string) => {
  const file = openSync(path, 'w');
  ftruncateSync(file, size - end.length);
  writeSync(file, end, 0, end.length, size - end.length);
  closeSync(file);
};
/** The header of a delta page: blocks, parts of a block, values, the first value. */
const times = (...start: number[]) => lie({ times: fill(1000, 0, ...start) });
const group = (change: Partial<RowGroup>) =>
  lie({
    metadata: (footerOf) => ({
      ...footerOf,
      row_groups: [{ ...footerOf.row_groups[0], ...change }],
    }),
  });
const column = (change: Partial<ColumnMetaData>) =>
  lie({
    metadata: (footerOf) => ({
      ...footerOf,
      row_groups: footerOf.row_groups.map((one) => ({
        ...one,
        columns: one.columns.map((chunk) => ({
          ...chunk,
          meta_data: { ...(chunk.meta_data as ColumnMetaData), ...change },
        })),
      })),
    }),
  });

/** Each puts something where the file of A is looked for. */
const CASES: Readonly<Record<string, (path: string) => void>> = {
  'zero bytes': (path) => writeFileSync(path, ''),
  'three bytes': (path) => writeFileSync(path, 'PAR'),
  'a megabyte of NULs': (path) => writeFileSync(path, new Uint8Array(2 ** 20)),
  text: (path) => writeFileSync(path, 'timestamp,open\n'.repeat(100)),
  'a directory': (path) => mkdirSync(path),
  'a link to an endless device': (path) => symlinkSync('/dev/zero', path),
  'five sparse gigabytes': sparse(5 * GIGABYTE, honest),
  'sparse, as large as is read': sparse(128 * 2 ** 20, honest.subarray(-200)),
  'a footer as long as the file claims': sparse(
    100 * 2 ** 20,
    bytes(0xf0, 0xff, 0x3f, 6, 0x50, 0x41, 0x52, 0x31),
  ),
  'one number of eight megabytes': footer(fill(8 * 2 ** 20, 0xff, 0x15)),
  'one long number of eight megabytes': footer(fill(8 * 2 ** 20, 0xff, 0x16)),
  'a list of two thousand million': footer(bytes(0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x07, 0)),
  'a list of truth values without bytes': footer(
    bytes(0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x07, 0),
  ),
  'six million empty structs': footer(fill(8 * 2 ** 20, 0, 0x19, 0xfc, 0x80, 0x80, 0x80, 0x03)),
  'a million structs within each other': footer(fill(2 ** 20, 0x1c)),
  'a million lists within each other': footer(fill(2 ** 20, 0x19)),
  'text of four gigabytes': footer(bytes(0x18, 0xff, 0xff, 0xff, 0xff, 0x0f, 0)),
  'text of a negative length': footer(
    bytes(0x18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f, 0),
  ),
  'no footer at all': footer(bytes(0)),
  'rows beyond counting': lie({ rows: 2 ** 50 }),
  'as many rows as are allowed': lie({ rows: 2_000_000 }),
  'a group without rows': group({ num_rows: 0n }),
  'a group of fewer than no rows': group({ num_rows: -3n }),
  'a group without columns': group({ columns: [] }),
  'ten thousand groups': lie({
    metadata: (footerOf) => ({
      ...footerOf,
      row_groups: Array.from({ length: 10_000 }, () => footerOf.row_groups[0]),
    }),
  }),
  'columns before the file': column({ data_page_offset: -100n }),
  'columns after the file': column({ data_page_offset: 2n ** 60n }),
  'columns of exabytes': column({ total_compressed_size: 2n ** 60n }),
  'columns of other names': column({ path_in_schema: ['other'] }),
  'another codec': column({ codec: 'SNAPPY' }),
  'a dictionary': column({ dictionary_page_offset: 4n }),
  'a column too many': lie({
    metadata: (footerOf) => ({
      ...footerOf,
      schema: [
        { name: 'root', num_children: 7 },
        ...footerOf.schema.slice(1),
        { name: 'other', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      ],
    }),
  }),
  'a page that inflates to ten gigabytes': lie({ packed: zstdBomb(80_000) }),
  'a page that inflates to ten gigabytes and says so': lie({
    packed: zstdBomb(80_000),
    header: { uncompressed_page_size: 2 ** 31 - 1 },
  }),
  'a page that inflates from a kilobyte': lie({ packed: zstdBomb(250) }),
  'a page of gigabytes': lie({ header: { compressed_page_size: 2 ** 31 - 1 } }),
  'a page of fewer than no bytes': lie({ header: { compressed_page_size: -5 } }),
  'a page without a size': lie({ header: { compressed_page_size: undefined as never } }),
  'a page that unpacks to nothing': lie({ header: { uncompressed_page_size: 0 } }),
  'a page of two thousand million rows': lie({ values: { num_values: 2 ** 31 - 1 } }),
  'a page of no rows': lie({ values: { num_values: 0 } }),
  'a page of nulls': lie({ values: { num_nulls: 3 } }),
  'a page of levels': lie({ values: { definition_levels_byte_length: 2 ** 30 } }),
  'a page in another encoding': lie({ values: { encoding: 'RLE_DICTIONARY' } }),
  'a dictionary page': lie({
    header: {
      type: 'DICTIONARY_PAGE',
      dictionary_page_header: { num_values: 2 ** 31 - 1, encoding: 'PLAIN' },
    },
  }),
  'a page of no kind': lie({ header: { type: 'INDEX_PAGE' } }),
  'times in blocks of none': times(0, 0, 3, 0),
  'times in endless blocks': times(0xff, 0xff, 0xff, 0xff, 0x0f, 4, 3, 0),
  'times in parts of none': times(0x80, 1, 0, 3, 0),
  'times with steps of 255 bits': times(0x80, 1, 4, 3, 0, 0, 255, 255, 255, 255),
  'times that are one long number': lie({ times: fill(4000, 0xff, 0x80, 1, 4, 3) }),
  'notes that are no JSON': notes('{'),
  'notes of another shape': notes('{"schema":2,"coverage":5}'),
  'notes that are a number': notes('5'),
  'notes of nested lists': notes('['.repeat(2_000_000)),
  'notes of flat lists': notes(`[${'[],'.repeat(2_000_000)}[]]`),
  'notes of many numbers': notes(`[${'1,'.repeat(4_000_000)}1]`),
  'notes with a prototype': notes('{"schema":2,"__proto__":{"rows":3}}'),
  'an honest file with other rows than its notes': lie({ notes: '{"schema":2}' }),
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quant-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a file made the same way without a lie is read', () => {
  expect(decodeBarFile(honest).bars).toEqual(bars);
});

it('no file in the cache hangs, fills the memory or is believed: it is set aside and fetched again', () => {
  for (const [name, put] of Object.entries(CASES)) {
    const path = join(folder, name, 'fake', 'A_1d.parquet');
    mkdirSync(dirname(path), { recursive: true });
    put(path);
  }
  const child = spawnSync(process.execPath, ['--max-old-space-size=256', READER, folder], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const said = child.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(child.stderr).toBe('');
  expect(said.map(({ name }) => name)).toEqual(Object.keys(CASES).sort());
  for (const { name, ms, mostMemoryMiB, ...rest } of said) {
    expect(rest, String(name)).toEqual({ origin: 'fetched', setAside: 1, bars: 3 });
    expect(ms, String(name)).toBeLessThan(LONGEST_MS);
    expect(mostMemoryMiB, String(name)).toBeLessThan(MOST_MEMORY_MIB);
  }
});
