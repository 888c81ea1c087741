import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { sha256 } from '#base';
import { barsAt, HistoryProvider, VersionedProvider } from '../../../tests/support/bar-source.ts';
import { CacheStage } from '../../../tests/support/cache-stage.ts';
import { DAY_MS, JANUARY } from '../../../tests/support/days.ts';

const stage = new CacheStage();

/** Three made-up days as the first public build wrote them. */
const FIRST_SCHEMA =
  'UEFSMRUGFSQVPlwVBhUAFQYVChUAFQAAACi1L/0kEpEAAIABBAOA0I+lmGOA8LJSAAAAAI/ca8MV' +
  'BhUwFUpcFQYVABUGFQAVABUAAAAotS/9JBjBAAAAAAAAAAAkQAAAAAAAACRAAAAAAAAAJEBXWTEo' +
  'FQYVMBVKXBUGFQAVBhUAFQAVAAAAKLUv/SQYwQAAAAAAAAAAKEAAAAAAAAAoQAAAAAAAAChAYTea' +
  'TxUGFTAVSlwVBhUAFQYVABUAFQAAACi1L/0kGMEAAAAAAAAAACJAAAAAAAAAIkAAAAAAAAAiQPRI' +
  'nzYVBhUwFUpcFQYVABUGFQAVABUAAAAotS/9JBjBAAAAAAAAAAAmQDMzMzMzMyZAZmZmZmZmJkBL' +
  'Xo+VFQYVMBVKXBUGFQAVBhUAFQAVAAAAKLUv/SQYwQAAAAAAAAAAWUAAAAAAAABZQAAAAAAAAFlA' +
  'D9FXohUEGXxIBHJvb3QVDAAVBCUAGAR0aW1lABUKJQAYBG9wZW4AFQolABgEaGlnaAAVCiUAGANs' +
  'b3cAFQolABgFY2xvc2UAFQolABgGdm9sdW1lABYGGRwZbCYIHBUEGRUKGRgEdGltZRUMFgYWThZo' +
  'JggAACZwHBUKGRUAGRgEb3BlbhUMFgYWWhZ0JnAAACbkARwVChkVABkYBGhpZ2gVDBYGFloWdCbk' +
  'AQAAJtgCHBUKGRUAGRgDbG93FQwWBhZaFnQm2AIAACbMAxwVChkVABkYBWNsb3NlFQwWBhZaFnQm' +
  'zAMAACbABBwVChkVABkYBnZvbHVtZRUMFgYWWhZ0JsAEAAAWkAQWBjasBQAZLBgFcXVhbnQYnwJ7' +
  'InNjaGVtYSI6MSwidmVyc2lvbiI6InYxIiwiY292ZXJhZ2UiOlt7ImZyb20iOjE3MDQwNjcyMDAw' +
  'MDAsInRvIjoxNzA0NDk5MjAwMDAwfV0sImFjdGlvbnMiOlt7InRpbWUiOjE3MDQxNTM2MDAwMDAs' +
  'ImtpbmQiOiJkaXZpZGVuZCIsInZhbHVlIjowLjV9XSwicXVhcmFudGluZSI6W3sidGltZSI6bnVs' +
  'bCwiY29kZSI6Im5vdC1maW5pdGUiLCJwbGFjZSI6ImxpbmUgOSIsImRldGFpbCI6InRpbWUgaXMg' +
  'TmFOIn1dLCJjYXZlYXRzIjpbImNsb3NlLW9ubHkiXSwicm93cyI6MywiY3JjMzIiOjU5ODAxNDgx' +
  'fQAYDHF1YW50LnNoYTI1NhhAN2RjYmM0ZDJlMTU5ZjAxODQzMTVhOGRlM2RkNTQ5ZDUzNTMzZjRl' +
  'OThkYWQ1ZGZjYWM0ZWNmOWE2ZjRlYjcxZgAYBXF1YW50GWwcAAAcAAAcAAAcAAAcAAAcAAAApQIA' +
  'AFBBUjE=';

const place = (bytes: Uint8Array) => {
  mkdirSync(join(stage.folder, 'fake'));
  const path = join(stage.folder, 'fake', 'A_B_1d.parquet');
  writeFileSync(path, bytes);
  return path;
};

it('a file of the first schema still reads, and is written anew with what is added', async () => {
  const path = place(Buffer.from(FIRST_SCHEMA, 'base64'));
  const provider = new VersionedProvider(barsAt([JANUARY + 6 * DAY_MS]));
  const read = await stage.get(provider, 0, 5);
  expect(read.origin).toBe('cache');
  expect([...read.bars.close]).toEqual([11, 11.1, 11.2]);
  expect(read.actions).toEqual([{ time: JANUARY + DAY_MS, kind: 'dividend', value: 0.5 }]);
  expect(read.quarantine.map(({ time }) => time)).toEqual([Number.NaN]);
  expect(read.caveats).toEqual(['close-only']);
  const grown = await stage.get(provider, 0, 8);
  expect(grown.origin).toBe('merged');
  expect([...grown.bars.close]).toEqual([11, 11.1, 11.2, 10]);
  expect(readFileSync(path).includes('"schema":2')).toBe(true);
});

it('a file of the first schema is not used where a history of actions must be known', async () => {
  place(Buffer.from(FIRST_SCHEMA, 'base64'));
  const provider = new HistoryProvider(barsAt([JANUARY]));
  expect((await stage.get(provider, 0, 5)).origin).toBe('fetched');
});

it('a file of a newer program is refused and stays as it is', async () => {
  const notes = JSON.stringify({ schema: 3, shape: 'unknown' });
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'other', data: [1] }],
      kvMetadata: [
        { key: 'quant', value: notes },
        { key: 'quant.sha256', value: sha256(notes) },
      ],
    }),
  );
  const path = place(bytes);
  const provider = new VersionedProvider(barsAt([JANUARY]));
  await expect(stage.get(provider, 0, 5)).rejects.toThrow(
    /A_B_1d\.parquet is of a newer program: it has schema 3 and this program reads up to 2; use that/,
  );
  expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
  expect(provider.asked).toEqual([]);
});
