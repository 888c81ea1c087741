import { createHash } from 'node:crypto';
import { assert } from '#base';

/** One generation of saved state. */
export interface Snapshot {
  /** Version of the state's shape, counting from 1. */
  readonly schema: number;
  /** Counts saves of the state folder from 1. */
  readonly generation: number;
  /** The program's version that wrote it. */
  readonly build: string;
  /** The state as strict JSON. */
  readonly json: string;
}

export type SnapshotReading =
  | { readonly kind: 'valid'; readonly snapshot: Snapshot }
  | { readonly kind: 'corrupt'; readonly reason: string };

const MAGIC = new TextEncoder().encode('Q2STATE1');
const CHECKSUM_AT = MAGIC.length;
const CHECKSUM_BYTES = 32;
const BODY_AT = CHECKSUM_AT + CHECKSUM_BYTES;

/** `[schema u32][generation u64][build bytes u16][payload bytes u32]`, then build and payload. */
const FIXED_BYTES = 18;

/** A snapshot's bytes: `[magic 8][SHA-256 of all that follows][numbers][build][payload]`. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const build = Buffer.from(snapshot.build);
  const payload = Buffer.from(snapshot.json);
  assert(build.length < 2 ** 16 && payload.length < 2 ** 32, 'a snapshot fits its length fields');
  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.writeUInt32LE(snapshot.schema, 0);
  fixed.writeBigUInt64LE(BigInt(snapshot.generation), 4);
  fixed.writeUInt16LE(build.length, 12);
  fixed.writeUInt32LE(payload.length, 14);
  const body = Buffer.concat([fixed, build, payload]);
  return Buffer.concat([MAGIC, checksumOf(body), body]);
}

/** Reads a snapshot back, or says what is wrong with the bytes; believes nothing before the checksum. */
export function decodeSnapshot(bytes: Uint8Array, generation: number): SnapshotReading {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < BODY_AT + FIXED_BYTES) return corrupt(`only ${file.length} bytes long`);
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) return corrupt('not a state file');
  const expected = file.subarray(CHECKSUM_AT, BODY_AT);
  const body = file.subarray(BODY_AT);
  const actual = checksumOf(body);
  if (!expected.equals(actual)) {
    return corrupt(`checksum mismatch, expected ${brief(expected)}, got ${brief(actual)}`);
  }
  const payloadAt = FIXED_BYTES + body.readUInt16LE(12);
  const payload = body.subarray(payloadAt, payloadAt + body.readUInt32LE(14));
  const written = Number(body.readBigUInt64LE(4));
  if (written !== generation) return corrupt(`holds generation ${written}`);
  const snapshot = {
    schema: body.readUInt32LE(0),
    generation,
    build: body.toString('utf8', FIXED_BYTES, payloadAt),
    json: payload.toString('utf8'),
  };
  return { kind: 'valid', snapshot };
}

function checksumOf(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}

function corrupt(reason: string): SnapshotReading {
  return { kind: 'corrupt', reason };
}

function brief(checksum: Buffer): string {
  return `${checksum.toString('hex', 0, 4)}…`;
}
