import { crc32, zstdDecompressSync } from 'node:zlib';
import { type ColumnData, type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { BAR_COLUMNS, type BarTable, emptyBarTable, sha256, TABLE_COLUMNS } from '#base';
import { type BarFileNotes, notesText, parseNotes } from './bar-file-notes.ts';
import { ZSTD_CODEC } from './zstd-codec.ts';

const NOTES_KEY = 'quant';
const NOTES_SUM_KEY = 'quant.sha256';
const ROWS_A_GROUP = 131_072;

/** Bars that no honest file of ours exceeds; a footer that claims more is damaged or hostile. */
const MOST_ROWS = 20_000_000;

const PAIR_BASE = 2 ** 32;

/** What one cached file holds. */
export interface BarFile {
  readonly bars: BarTable;
  readonly notes: BarFileNotes;
}

/**
 * Bars and notes as a Parquet file.
 *
 * Time is INT64 ms (delta encoded), the others DOUBLE (plain), ZSTD with its checksum on; the notes
 * and their SHA-256 stand in the footer's key-value pairs, with a CRC-32 of all columns.
 */
export function encodeBarFile({ bars, notes }: BarFile): Uint8Array {
  const text = notesText(notes, { rows: bars.time.length, crc32: columnSum(bars) });
  const file = parquetWriteBuffer({
    columnData: columnsOf(bars),
    ...ZSTD_CODEC,
    statistics: false,
    rowGroupSize: ROWS_A_GROUP,
    kvMetadata: [
      { key: NOTES_KEY, value: text },
      { key: NOTES_SUM_KEY, value: sha256(text) },
    ],
    createdBy: 'quant',
  });
  return new Uint8Array(file);
}

function columnsOf(bars: BarTable): ColumnSource[] {
  const values = BAR_COLUMNS.map(
    (name): ColumnSource => ({
      name,
      data: bars[name],
      type: 'DOUBLE',
      nullable: false,
      encoding: 'PLAIN',
      offsetIndex: false,
    }),
  );
  const time: ColumnSource = {
    name: 'time',
    data: wholeNumbers(bars.time),
    type: 'INT64',
    nullable: false,
    encoding: 'DELTA_BINARY_PACKED',
    offsetIndex: false,
  };
  return [time, ...values];
}

/** CRC-32 over all columns, chained in their order. */
function columnSum(bars: BarTable): number {
  let sum = 0;
  for (const name of TABLE_COLUMNS) {
    const { buffer, byteOffset, byteLength } = bars[name];
    sum = crc32(new Uint8Array(buffer, byteOffset, byteLength), sum);
  }
  return sum;
}

/** The footer alone: the notes, and the metadata to read the bars with. */
export interface BarFileFooter {
  readonly notes: BarFileNotes;
  readonly rows: number;
  readonly crc32: number;
  readonly metadata: FileMetaData;
}

/** @throws Error with a plain reason when the footer is not one that `encodeBarFile` wrote */
function readFooter(bytes: Uint8Array): BarFileFooter {
  const metadata = parquetMetadata(arrayBufferOf(bytes));
  const pairs = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
  const text = pairs.get(NOTES_KEY);
  if (text === undefined || pairs.get(NOTES_SUM_KEY) !== sha256(text)) {
    throw new Error('its notes are missing or fail their checksum');
  }
  const { rows, crc32: sum, notes } = parseNotes(text);
  if (!(rows <= MOST_ROWS && Number(metadata.num_rows) === rows)) {
    throw new Error(`it claims ${metadata.num_rows} rows and notes ${rows}`);
  }
  return { notes, rows, crc32: sum, metadata };
}

/** @throws Error with a plain reason when anything in the file differs from what was written */
export async function decodeBarFile(bytes: Uint8Array): Promise<BarFile> {
  const footer = readFooter(bytes);
  const file = arrayBufferOf(bytes);
  const chunks: ColumnData[] = [];
  await parquetRead({
    file: { byteLength: file.byteLength, slice: (from, to) => file.slice(from, to) },
    metadata: footer.metadata,
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    // Only collects: what is thrown in here would end the process as an unhandled rejection.
    onChunk: (chunk) => chunks.push(chunk),
  });
  const bars = emptyBarTable(footer.rows);
  for (const chunk of chunks) copyChunk(chunk, bars);
  if (columnSum(bars) !== footer.crc32) throw new Error('its columns fail their checksum');
  return { bars, notes: footer.notes };
}

function copyChunk({ columnName, columnData, rowStart }: ColumnData, bars: BarTable): void {
  if (columnName === 'time') {
    copyTimes(columnData, bars.time, rowStart);
    return;
  }
  const column = BAR_COLUMNS.find((known) => known === columnName);
  if (column === undefined || !(columnData instanceof Float64Array)) {
    throw new Error(`its column ${columnName} is not one of bars`);
  }
  bars[column].set(columnData, rowStart);
}

/** Pairs of 32-bit words, low one first, are many times faster here than a BigInt a row. */
function wholeNumbers(values: Float64Array): BigInt64Array {
  const result = new BigInt64Array(values.length);
  const words = new Int32Array(result.buffer);
  for (let row = 0; row < values.length; row++) {
    words[2 * row] = values[row];
    words[2 * row + 1] = Math.floor(values[row] / PAIR_BASE);
  }
  return result;
}

function copyTimes(from: unknown, to: Float64Array, rowStart: number): void {
  if (!(from instanceof BigInt64Array)) throw new Error('its times are not 64-bit integers');
  const words = new Int32Array(from.buffer, from.byteOffset, from.length * 2);
  for (let row = 0; row < from.length; row++) {
    to[rowStart + row] = words[2 * row + 1] * PAIR_BASE + (words[2 * row] >>> 0);
  }
}

function arrayBufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
