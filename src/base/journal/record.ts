import { assert } from '../errors.ts';
import { crc32c } from './crc32c.ts';

/** One entry of a journal; the payload is whatever JSON the writer gave. */
export interface JournalRecord {
  /** Counts all records of the journal from 1, without gaps. */
  readonly seq: number;
  readonly type: string;
  readonly payload: unknown;
}

/**
 * What stands before a record's body.
 *
 * `[mark u8][length u32][body crc32c u32][seq u64][head crc32c u32]`, little-endian; the head has a
 * checksum of its own, so that a damaged length is never taken for the end of the file.
 */
export interface RecordHead {
  readonly startsBatch: boolean;
  /** Bytes of the body: `[type length u8][type][payload as UTF-8 JSON]`. */
  readonly bodyBytes: number;
  readonly bodyChecksum: number;
  readonly seq: number;
}

export const HEAD_BYTES = 21;

/** First byte of a record: never 0, so that a stretch of zeros is never part of a whole record. */
const STARTS_BATCH = 0xb1;
const CONTINUES_BATCH = 0xc1;

const UTF8 = new TextEncoder();

export function encodeRecord(seq: number, type: string, json: string, startsBatch: boolean) {
  const typeBytes = UTF8.encode(type);
  assert(typeBytes.length > 0 && typeBytes.length < 256, 'a record type has 1 to 255 bytes');
  const payload = UTF8.encode(json);
  const record = new Uint8Array(HEAD_BYTES + 1 + typeBytes.length + payload.length);
  record[HEAD_BYTES] = typeBytes.length;
  record.set(typeBytes, HEAD_BYTES + 1);
  record.set(payload, HEAD_BYTES + 1 + typeBytes.length);
  const view = new DataView(record.buffer);
  view.setUint8(0, startsBatch ? STARTS_BATCH : CONTINUES_BATCH);
  view.setUint32(1, record.length - HEAD_BYTES, true);
  view.setUint32(5, crc32c(record.subarray(HEAD_BYTES)), true);
  view.setBigUint64(9, BigInt(seq), true);
  view.setUint32(17, crc32c(record.subarray(0, 17)), true);
  return record;
}

/** The head at `at`, or null when these bytes are not a whole and intact one. */
export function decodeHead(bytes: Uint8Array, at: number): RecordHead | null {
  if (at + HEAD_BYTES > bytes.length) return null;
  if (bytes[at] !== STARTS_BATCH && bytes[at] !== CONTINUES_BATCH) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEAD_BYTES);
  if (view.getUint32(17, true) !== crc32c(bytes.subarray(at, at + 17))) return null;
  return {
    startsBatch: bytes[at] === STARTS_BATCH,
    bodyBytes: view.getUint32(1, true),
    bodyChecksum: view.getUint32(5, true),
    seq: Number(view.getBigUint64(9, true)),
  };
}

/** The parts of a body whose checksum has been verified. */
export function decodeBody(body: Uint8Array): { readonly type: string; readonly json: string } {
  const payloadAt = 1 + body[0];
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return {
    type: utf8.decode(body.subarray(1, payloadAt)),
    json: utf8.decode(body.subarray(payloadAt)),
  };
}
