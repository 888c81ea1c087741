import { crc32 } from 'node:zlib';
import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { BAR_COLUMNS, type BarTable, QuantError, sha256, TABLE_COLUMNS } from '#base';
import { readColumns } from './bar-columns.ts';
import { type BarFileNotes, notesText, parseNotes } from './bar-file-notes.ts';
import { endOfStruct } from './thrift-check.ts';
import { ZSTD_CODEC } from './zstd-codec.ts';

const NOTES_KEY = 'quant';
const NOTES_SUM_KEY = 'quant.sha256';
const ROWS_A_GROUP = 131_072;

/** `PAR1`, at both ends of a file. */
const MAGIC = 0x31_52_41_50;

/** Four bytes of length and four of magic after the footer. */
const TRAILER_BYTES = 8;

/** Bars that no honest file exceeds: a month of minutes has 44,640, a century of days 36,525. */
const MOST_ROWS = 2_000_000;

/** Some 50,000 quarantined bars, and room for what the footer holds beside the notes. */
const MOST_NOTES_BYTES = 8 * 2 ** 20;
const MOST_FOOTER_BYTES = MOST_NOTES_BYTES + 2 ** 20;

/** Size beyond which a file is not read at all, bytes. */
export const MOST_FILE_BYTES = 128 * 2 ** 20;

const PAIR_BASE = 2 ** 32;

/** What one cached file holds. */
export interface BarFile {
  readonly bars: BarTable;
  readonly notes: BarFileNotes;
  /** Equal for files with equal contents alone. */
  readonly digest: string;
}

/**
 * Bars and notes as a Parquet file.
 *
 * Time is INT64 ms (delta encoded), the others DOUBLE (plain), ZSTD with its checksum on; the notes
 * and their SHA-256 stand in the footer's key-value pairs, with a CRC-32 of all columns.
 *
 * @throws data/too-many-bars for more than a file may hold
 */
export function encodeBarFile({ bars, notes }: Omit<BarFile, 'digest'>): {
  readonly bytes: Uint8Array;
  readonly digest: string;
} {
  const text = notesText(notes, { rows: bars.time.length, crc32: columnSum(bars) });
  refuseTooMany(bars.time.length, Buffer.byteLength(text), notes.quarantine.length);
  const digest = sha256(text);
  const file = parquetWriteBuffer({
    columnData: columnsOf(bars),
    ...ZSTD_CODEC,
    statistics: false,
    rowGroupSize: ROWS_A_GROUP,
    kvMetadata: [
      { key: NOTES_KEY, value: text },
      { key: NOTES_SUM_KEY, value: digest },
    ],
    createdBy: 'quant',
  });
  return { bytes: new Uint8Array(file), digest };
}

function refuseTooMany(rows: number, notesBytes: number, quarantined: number): void {
  if (rows <= MOST_ROWS && notesBytes <= MOST_NOTES_BYTES) return;
  throw new QuantError(
    'data/too-many-bars',
    `A cache file holds at most ${MOST_ROWS} bars and ${MOST_NOTES_BYTES} bytes of notes, and was to hold ${rows} and ${notesBytes}, with ${quarantined} bars that cannot be true; ask for a shorter span, or mend the source.`,
    { context: { rows, notesBytes, quarantined } },
  );
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

/** Notes of a file, and what is needed to read its bars. */
export interface BarFileFooter {
  readonly notes: BarFileNotes;
  readonly digest: string;
  readonly rows: number;
  readonly crc32: number;
  readonly metadata: FileMetaData;
}

/** @throws NewerSchemaError, Error with a plain reason when the footer is not one that `encodeBarFile` wrote */
export function readFooter(bytes: Uint8Array): BarFileFooter {
  const metadata = parseFooter(bytes);
  const pairs = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
  const text = pairs.get(NOTES_KEY);
  const digest = pairs.get(NOTES_SUM_KEY);
  if (text === undefined || digest === undefined || digest !== sha256(text)) {
    throw new Error('its notes are missing or fail their checksum');
  }
  const { rows, crc32: sum, notes } = parseNotes(text);
  if (!(rows >= 0 && rows <= MOST_ROWS)) throw new Error(`it claims ${rows} rows`);
  return { notes, digest, rows, crc32: sum, metadata };
}

function parseFooter(bytes: Uint8Array): FileMetaData {
  if (bytes.length < TRAILER_BYTES + 4) throw new Error(`it has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - TRAILER_BYTES;
  if (view.getUint32(end + 4, true) !== MAGIC) throw new Error('it is no Parquet file, or cut off');
  const length = view.getUint32(end, true);
  if (!(length <= end - 4 && length <= MOST_FOOTER_BYTES)) {
    throw new Error(`its footer claims ${length} bytes`);
  }
  if (endOfStruct(bytes, end - length, end) !== end) throw new Error('its footer is too long');
  return parquetMetadata(bytes.subarray(end - length), { geoparquet: false });
}

/** @throws NewerSchemaError, Error with a plain reason when anything in the file differs from what was written */
export function decodeBarFile(bytes: Uint8Array, footer = readFooter(bytes)): BarFile {
  const { rows, metadata, notes, digest } = footer;
  const bars = readColumns(bytes, metadata, rows);
  if (columnSum(bars) !== footer.crc32) throw new Error('its columns fail their checksum');
  return { bars, notes, digest };
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
