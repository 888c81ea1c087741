import { crc32, zstdCompressSync } from 'node:zlib';
import type { ColumnChunk, FileMetaData, PageHeader } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { deltaBinaryPack } from 'hyparquet-writer/src/delta.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { type BarTable, sha256, TABLE_COLUMNS } from '#base';

const MAGIC = 0x31_52_41_50;

/** Where a file may lie: everything not named is honest. */
export interface Lies {
  readonly rows?: number;
  readonly notes?: string;
  readonly header?: Partial<PageHeader>;
  readonly values?: Partial<NonNullable<PageHeader['data_page_header_v2']>>;
  /** Of the time column alone, before it is packed. */
  readonly times?: Uint8Array;
  /** Of every column, in place of the packed page. */
  readonly packed?: Uint8Array;
  readonly metadata?: (honest: FileMetaData) => FileMetaData;
}

/** A file of bars as this program writes it, checksums and all, but for the lies told. */
export function lyingBarFile(bars: BarTable, lies: Lies): Uint8Array {
  const rows = bars.time.length;
  const writer = new ByteWriter();
  writer.appendUint32(MAGIC);
  const columns = TABLE_COLUMNS.map((name): ColumnChunk => {
    const at = writer.offset;
    writePage(writer, name === 'time' ? timesOf(bars.time) : bytesOf(bars[name]), name, rows, lies);
    return {
      file_offset: BigInt(at),
      meta_data: {
        type: name === 'time' ? 'INT64' : 'DOUBLE',
        encodings: [name === 'time' ? 'DELTA_BINARY_PACKED' : 'PLAIN'],
        path_in_schema: [name],
        codec: 'ZSTD',
        num_values: BigInt(rows),
        total_uncompressed_size: BigInt(8 * rows),
        total_compressed_size: BigInt(writer.offset - at),
        data_page_offset: BigInt(at),
      },
    };
  });
  const honest = footerOf(bars, columns, lies);
  writeMetadata(writer, lies.metadata?.(honest) ?? honest);
  writer.appendUint32(MAGIC);
  return writer.getBytes();
}

function writePage(
  writer: ByteWriter,
  honest: Uint8Array,
  name: string,
  rows: number,
  lies: Lies,
): void {
  const plain = name === 'time' ? (lies.times ?? honest) : honest;
  const packed = lies.packed ?? zstdCompressSync(plain);
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: plain.length,
    compressed_page_size: packed.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: 0,
      num_rows: rows,
      encoding: name === 'time' ? 'DELTA_BINARY_PACKED' : 'PLAIN',
      definition_levels_byte_length: 0,
      repetition_levels_byte_length: 0,
      is_compressed: true,
      ...lies.values,
    },
    ...lies.header,
  });
  writer.appendBytes(packed);
}

function footerOf(bars: BarTable, columns: ColumnChunk[], lies: Lies): FileMetaData {
  const rows = lies.rows ?? bars.time.length;
  let sum = 0;
  for (const name of TABLE_COLUMNS) sum = crc32(bytesOf(bars[name]), sum);
  const honest = {
    version: null,
    history: null,
    coverage: [],
    actions: [],
    quarantine: [],
    caveats: [],
  };
  const notes = lies.notes ?? JSON.stringify({ schema: 2, ...honest, rows, crc32: sum });
  return {
    version: 2,
    created_by: 'quant',
    schema: [
      { name: 'root', num_children: TABLE_COLUMNS.length },
      ...TABLE_COLUMNS.map((name) => ({
        name,
        type: name === 'time' ? ('INT64' as const) : ('DOUBLE' as const),
        repetition_type: 'REQUIRED' as const,
      })),
    ],
    num_rows: BigInt(rows),
    row_groups: [{ columns, total_byte_size: 0n, num_rows: BigInt(rows) }],
    key_value_metadata: [
      { key: 'quant', value: notes },
      { key: 'quant.sha256', value: sha256(notes) },
    ],
    metadata_length: 0,
  };
}

function timesOf(times: Float64Array): Uint8Array {
  const writer = new ByteWriter();
  deltaBinaryPack(writer, BigInt64Array.from(times, BigInt), 'INT64');
  return writer.getBytes();
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A ZSTD frame of so many blocks, each four bytes that stand for 128 KiB of zeros. */
export function zstdBomb(blocks: number): Uint8Array {
  const bytes = new Uint8Array(6 + 4 * blocks);
  // Magic, a descriptor without sizes, and a window of 8 MiB.
  bytes.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68]);
  for (let block = 0; block < blocks; block++) {
    const isLast = block === blocks - 1 ? 1 : 0;
    const header = (131_072 << 3) | (1 << 1) | isLast;
    bytes.set([header & 255, (header >> 8) & 255, (header >> 16) & 255, 0], 6 + 4 * block);
  }
  return bytes;
}

/** A file whose footer is these bytes. */
export function fileWithFooter(footer: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(footer.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  bytes.set(footer, 4);
  view.setUint32(4 + footer.length, footer.length, true);
  view.setUint32(8 + footer.length, MAGIC, true);
  return bytes;
}
