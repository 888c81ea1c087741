import { constants, zstdCompressSync } from 'node:zlib';

/** How Parquet files are compressed: fast, each page with its checksum. */
export const ZSTD_CODEC = { codec: 'ZSTD', compressors: { ZSTD: compress } } as const;

function compress(bytes: Uint8Array): Uint8Array {
  const params = { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 1 };
  return zstdCompressSync(bytes, { params });
}
