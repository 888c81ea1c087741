import { zstdDecompressSync } from 'node:zlib';
import { parquetRead } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';
import { ZSTD_CODEC } from '#data';

const ROWS_A_GROUP = 131_072;

/** A table by its columns: stamps, numbers, and the name that a row belongs to. */
export interface ColumnTable {
  /** UTC epoch ms [rows]. */
  readonly time: Float64Array;
  /** [rows] each, in the order of the file. */
  readonly numbers: Readonly<Record<string, Float64Array>>;
  /** Text column `symbol` [rows]; absent where all rows belong together. */
  readonly symbol?: readonly string[];
}

/**
 * A table as a Parquet file: `time` in UTC to the millisecond, DOUBLE columns to the last bit, ZSTD with its
 * checksum on, everything required. The same table gives the same bytes.
 */
export function encodeColumns({ time, numbers, symbol }: ColumnTable): Uint8Array {
  const required = 'REQUIRED' as const;
  const text: SchemaElement = {
    name: 'symbol',
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    repetition_type: required,
  };
  const stamp: SchemaElement = {
    name: 'time',
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    repetition_type: required,
  };
  const names = Object.keys(numbers);
  const columns: SchemaElement[] = [
    ...(symbol === undefined ? [] : [text]),
    stamp,
    ...names.map((name) => ({ name, type: 'DOUBLE' as const, repetition_type: required })),
  ];
  const columnData: ColumnSource[] = [
    ...(symbol === undefined ? [] : [{ name: 'symbol', data: [...symbol] }]),
    { name: 'time', data: Array.from(time, BigInt), encoding: 'DELTA_BINARY_PACKED' },
    ...names.map((name): ColumnSource => ({ name, data: numbers[name], encoding: 'PLAIN' })),
  ];
  const file = parquetWriteBuffer({
    columnData,
    schema: [{ name: 'root', num_children: columns.length }, ...columns],
    ...ZSTD_CODEC,
    statistics: false,
    rowGroupSize: ROWS_A_GROUP,
    createdBy: 'quant',
  });
  return new Uint8Array(file);
}

/**
 * The table that `encodeColumns` wrote.
 *
 * @throws Error with a plain reason for bytes that hold no such table
 */
export async function decodeColumns(bytes: Uint8Array): Promise<ColumnTable> {
  const pieces = new Map<string, { readonly from: number; readonly data: ArrayLike<unknown> }[]>();
  let rows = 0;
  await parquetRead({
    // A copy: what a disk hands out may be a part of a larger buffer.
    file: new Uint8Array(bytes).buffer,
    compressors: {
      ZSTD: (packed, length) => zstdDecompressSync(packed, { maxOutputLength: length }),
    },
    parsers: { timestampFromMilliseconds: Number },
    onChunk: ({ columnName, columnData, rowStart, rowEnd }) => {
      const known = pieces.get(columnName) ?? [];
      known.push({ from: rowStart, data: columnData as ArrayLike<unknown> });
      pieces.set(columnName, known);
      rows = Math.max(rows, rowEnd);
    },
  });
  const numbers: Record<string, Float64Array> = {};
  let symbol: string[] | undefined;
  for (const [name, parts] of pieces) {
    if (name === 'symbol') {
      symbol = parts.flatMap(({ data }) => Array.from(data, String));
      continue;
    }
    const column = new Float64Array(rows);
    for (const { from, data } of parts) column.set(data as ArrayLike<number>, from);
    numbers[name] = column;
  }
  const { time, ...others } = numbers;
  if (time === undefined) throw new Error('it has no column time');
  return { time, numbers: others, ...(symbol !== undefined && { symbol }) };
}
