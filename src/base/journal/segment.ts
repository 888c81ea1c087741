import { crc32c } from './crc32c.ts';
import { decodeHead, HEAD_BYTES } from './record.ts';

/** File magic and format version: `Q2J1`. */
const MAGIC = Uint8Array.of(0x51, 0x32, 0x4a, 0x31);

/** `[magic 4][first seq u64][crc32c u32]`. */
export const SEGMENT_HEAD_BYTES = 16;

/** A disk writes these many bytes wholly or not at all. */
const SECTOR_BYTES = 512;

export function segmentName(firstSeq: number): string {
  return `journal-${String(firstSeq).padStart(12, '0')}.q2j`;
}

/** The first seq that a segment's name states; null for any other file. */
export function firstSeqOf(name: string): number | null {
  const match = /^journal-(\d{12,})\.q2j$/.exec(name);
  return match ? Number(match[1]) : null;
}

export function encodeSegmentHead(firstSeq: number): Uint8Array {
  const head = new Uint8Array(SEGMENT_HEAD_BYTES);
  head.set(MAGIC);
  const view = new DataView(head.buffer);
  view.setBigUint64(4, BigInt(firstSeq), true);
  view.setUint32(12, crc32c(head.subarray(0, 12)), true);
  return head;
}

/** Where each record's body lies. */
export interface RecordPlace {
  readonly seq: number;
  readonly bodyAt: number;
  readonly bodyBytes: number;
}

/** What was found at the first place that is not a whole record. */
export interface Flaw {
  /** `torn` is what a crash while writing leaves; `damaged` is bytes that were durable and changed. */
  readonly kind: 'torn' | 'damaged';
  readonly at: number;
  readonly detail: string;
}

export interface SegmentScan {
  readonly records: readonly RecordPlace[];
  readonly flaw: Flaw | null;
}

/** Walks the records of one segment up to its end or its first flaw. */
export function scanSegment(bytes: Uint8Array, firstSeq: number): SegmentScan {
  const records: RecordPlace[] = [];
  const expectedHead = encodeSegmentHead(firstSeq);
  if (!startsWith(bytes, expectedHead)) {
    const detail = `segment head expected ${hex(expectedHead)}, got ${hex(bytes.subarray(0, SEGMENT_HEAD_BYTES))}`;
    return { records, flaw: flawAt(bytes, 0, SEGMENT_HEAD_BYTES, firstSeq, detail) };
  }
  let at = SEGMENT_HEAD_BYTES;
  for (let seq = firstSeq; at < bytes.length; seq++) {
    const head = decodeHead(bytes, at);
    const bodyAt = at + HEAD_BYTES;
    if (head === null || head.seq !== seq) {
      const detail = head ? `seq expected ${seq}, got ${head.seq}` : 'head checksum mismatch';
      return { records, flaw: flawAt(bytes, at, HEAD_BYTES, seq, detail) };
    }
    const end = bodyAt + head.bodyBytes;
    const actual = crc32c(bytes.subarray(bodyAt, end));
    if (end > bytes.length || actual !== head.bodyChecksum) {
      const detail = `checksum expected ${hex32(head.bodyChecksum)}, got ${hex32(actual)}`;
      return { records, flaw: flawAt(bytes, at, end - at, seq, detail) };
    }
    records.push({ seq, bodyAt, bodyBytes: head.bodyBytes });
    at = end;
  }
  return { records, flaw: null };
}

/**
 * Tells a write that a crash cut short from damage to bytes that a sync had made durable.
 *
 * A crash leaves the file too short, or zeros at its end or in whole sectors, and only in the last
 * batch: when a later record started a new batch, everything before it had been synced. No whole
 * batch ends in a zero byte, because JSON does not.
 */
function flawAt(bytes: Uint8Array, at: number, length: number, seq: number, detail: string): Flaw {
  const cutShort = at + length > bytes.length || bytes.at(-1) === 0;
  const looksTorn = cutShort || hasZeroSector(bytes, at, at + length);
  const kind = looksTorn && !laterBatchExists(bytes, at + 1, seq) ? 'torn' : 'damaged';
  return { kind, at, detail };
}

function hasZeroSector(bytes: Uint8Array, from: number, to: number): boolean {
  for (let start = from; start < to; ) {
    const end = Math.min(to, start - (start % SECTOR_BYTES) + SECTOR_BYTES);
    if (bytes.subarray(start, end).every((byte) => byte === 0)) return true;
    start = end;
  }
  return false;
}

function laterBatchExists(bytes: Uint8Array, from: number, seq: number): boolean {
  for (let at = from; at + HEAD_BYTES <= bytes.length; at++) {
    const head = decodeHead(bytes, at);
    if (head?.startsBatch && head.seq > seq) return true;
  }
  return false;
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length >= start.length && start.every((byte, at) => bytes[at] === byte);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
