import { zstdDecompressSync } from 'node:zlib';
import type { ColumnChunk, FileMetaData, RowGroup } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { type BarTable, emptyBarTable, TABLE_COLUMNS } from '#base';
import { readDeltaTimes } from './delta-times.ts';
import { endOfStruct } from './thrift-check.ts';

/** Page headers of ours take about 40 bytes. */
const LONGEST_HEADER = 1024;

/** Room for what the delta form adds to 8 bytes a time. */
const MOST_BYTES_A_ROW = 9;
const MOST_BYTES_A_PAGE = 4096;

type TableColumn = (typeof TABLE_COLUMNS)[number];

/**
 * The bars of a file whose footer has been read; every claim is held against what the rows need
 * before memory is taken for it, so a file can cost no more than its rows do.
 *
 * Only the one layout is read that this program writes: six required columns, ZSTD, version 2 pages,
 * INT64 times delta packed and DOUBLE values plain.
 *
 * @throws Error with a plain reason for any other layout
 */
export function readColumns(bytes: Uint8Array, metadata: FileMetaData, rows: number): BarTable {
  refuseOtherSchema(metadata);
  refuseOtherRows(metadata, rows);
  const bars = emptyBarTable(rows);
  let row = 0;
  for (const group of metadata.row_groups) {
    const end = row + Number(group.num_rows);
    TABLE_COLUMNS.forEach((name, index) => {
      const part = bars[name].subarray(row, end);
      readChunk(bytes, chunkOf(group, index, name), name, part);
    });
    row = end;
  }
  return bars;
}

function refuseOtherSchema({ schema }: FileMetaData): void {
  const [root, ...leaves] = schema;
  const isOurs =
    root?.num_children === TABLE_COLUMNS.length &&
    leaves.length === TABLE_COLUMNS.length &&
    TABLE_COLUMNS.every((name, at) => {
      const leaf = leaves[at];
      const type = name === 'time' ? 'INT64' : 'DOUBLE';
      return leaf.name === name && leaf.type === type && leaf.repetition_type === 'REQUIRED';
    });
  if (!isOurs) throw new Error('its columns are not those of bars');
}

function refuseOtherRows({ num_rows, row_groups }: FileMetaData, rows: number): void {
  let sum = 0;
  for (const group of row_groups) {
    const count = Number(group.num_rows);
    if (!(count > 0)) throw new Error(`a group of its rows claims ${count}`);
    sum += count;
  }
  if (Number(num_rows) !== rows || sum !== rows) {
    throw new Error(`it claims ${num_rows} rows, notes ${rows} and groups ${sum}`);
  }
}

function chunkOf(group: RowGroup, index: number, name: TableColumn): ColumnChunk {
  const chunk = group.columns[index];
  const meta = chunk?.meta_data;
  const isOurs =
    group.columns.length === TABLE_COLUMNS.length &&
    meta?.codec === 'ZSTD' &&
    meta.path_in_schema.length === 1 &&
    meta.path_in_schema[0] === name &&
    meta.dictionary_page_offset === undefined;
  if (!isOurs) throw new Error(`its column ${name} is not stored as this program stores it`);
  return chunk;
}

/** Reads pages until the part is full; they must fill the chunk exactly. */
function readChunk(
  bytes: Uint8Array,
  { meta_data: meta }: ColumnChunk,
  name: TableColumn,
  to: Float64Array,
): void {
  let at = Number(meta?.data_page_offset);
  const end = at + Number(meta?.total_compressed_size);
  if (!(at >= 4 && end <= bytes.length)) throw new Error(`its column ${name} lies outside of it`);
  let row = 0;
  while (row < to.length) {
    const page = readPage(bytes, at, end);
    const part = to.subarray(row, row + page.rows);
    if (part.length !== page.rows) throw new Error(`a page of its column ${name} is too long`);
    decodePage(page, name, part);
    row += page.rows;
    at = page.end;
  }
  if (at !== end) throw new Error(`its column ${name} is longer than its rows`);
}

interface Page {
  readonly rows: number;
  readonly encoding: string;
  readonly packed: Uint8Array;
  readonly unpackedBytes: number;
  readonly end: number;
}

function readPage(bytes: Uint8Array, at: number, end: number): Page {
  const bodyAt = endOfStruct(bytes, at, Math.min(end, at + LONGEST_HEADER));
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bodyAt - at);
  const header = parquetHeader({ view, offset: 0 });
  const values = header.data_page_header_v2;
  if (
    header.type !== 'DATA_PAGE_V2' ||
    values === undefined ||
    values.num_nulls !== 0 ||
    values.definition_levels_byte_length !== 0 ||
    values.repetition_levels_byte_length !== 0 ||
    values.is_compressed === false
  ) {
    throw new Error('one of its pages is of a kind that this program does not write');
  }
  const rows = values.num_values;
  const size = header.compressed_page_size;
  if (!(Number.isInteger(rows) && rows > 0)) throw new Error(`a page claims ${rows} rows`);
  if (!(size > 0 && bodyAt + size <= end)) throw new Error(`a page claims ${size} bytes`);
  return {
    rows,
    encoding: values.encoding,
    packed: bytes.subarray(bodyAt, bodyAt + size),
    unpackedBytes: header.uncompressed_page_size,
    end: bodyAt + size,
  };
}

function decodePage(page: Page, name: TableColumn, to: Float64Array): void {
  const { encoding } = page;
  if (name === 'time' && encoding === 'DELTA_BINARY_PACKED') {
    readDeltaTimes(unpack(page, MOST_BYTES_A_PAGE + MOST_BYTES_A_ROW * page.rows), to);
  } else if (name !== 'time' && encoding === 'PLAIN') {
    new Uint8Array(to.buffer, to.byteOffset, to.byteLength).set(unpack(page, to.byteLength));
  } else {
    throw new Error(`its column ${name} has the encoding ${encoding}`);
  }
}

/** A kilobyte of ZSTD may stand for gigabytes, so it is unpacked up to what it may be and no further. */
function unpack({ packed, unpackedBytes }: Page, mostBytes: number): Uint8Array {
  if (!(unpackedBytes > 0 && unpackedBytes <= mostBytes)) {
    throw new Error(`a page claims ${unpackedBytes} bytes unpacked, and may have ${mostBytes}`);
  }
  const page = zstdDecompressSync(packed, {
    maxOutputLength: unpackedBytes,
    chunkSize: Math.max(unpackedBytes, 64),
  });
  if (page.length !== unpackedBytes) throw new Error(`a page unpacks to ${page.length} bytes`);
  return page;
}
