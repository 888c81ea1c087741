import { join } from 'node:path';
import { assert, messageOf, QuantError } from '../errors.ts';
import { decodeFiniteJson, encodeFiniteJson } from '../finite-json.ts';
import type { Disk, DiskFile } from '../ports/disk.ts';
import { systemCodeOf } from '../ports/system-error.ts';
import { decodeBody, encodeRecord, type JournalRecord } from './record.ts';
import { type Recovered, type RecoveredSegment, recoverSegments } from './recover.ts';
import { encodeSegmentHead, SEGMENT_HEAD_BYTES, scanSegment, segmentName } from './segment.ts';

export interface JournalOptions {
  /** A segment that has reached this size is followed by a new one. */
  readonly segmentBytes?: number;
}

const DEFAULT_SEGMENT_BYTES = 8 * 2 ** 20;

/** What opening a journal found. */
export interface JournalRecovery {
  readonly records: number;
  /** Bytes of a write that a crash cut short, removed; never part of a synced record. */
  readonly tornBytes: number;
}

/**
 * An append-only log that outlives crashes: what `sync` has acknowledged is read back, in order, or
 * opening is refused.
 *
 * Segments `journal-<first seq>.q2j` are only ever appended to. One process at a time.
 */
export class Journal {
  readonly recovery: JournalRecovery;
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #segments: RecoveredSegment[];
  #active: DiskFile | null = null;
  #lastSynced: number;
  #buffer: Uint8Array[] = [];
  #failure: { readonly cause: unknown } | null = null;

  /**
   * Opens the journal in `folder`, making an empty one when there is none.
   *
   * A torn tail is cut off and counted; damage anywhere else is refused with nothing changed.
   *
   * @throws base/journal-corrupt, base/journal-failed
   */
  static open(disk: Disk, folder: string, options: JournalOptions = {}): Journal {
    return new Journal(disk, folder, options);
  }

  private constructor(disk: Disk, folder: string, options: JournalOptions) {
    this.#disk = disk;
    this.#folder = folder;
    this.#segmentBytes = options.segmentBytes ?? DEFAULT_SEGMENT_BYTES;
    const recovered = recoverOrRefuse(disk, folder);
    this.#segments = recovered.segments;
    this.#lastSynced = recovered.lastSeq;
    const records = recovered.segments.reduce((total, segment) => total + segment.records, 0);
    this.recovery = { records, tornBytes: recovered.tornBytes };
  }

  /** The newest record that is safe on disk; 0 when there is none. */
  get lastSeq(): number {
    return this.#lastSynced;
  }

  /**
   * Adds a record, to be made durable by the next `sync`; returns its seq.
   *
   * @throws base/non-finite, base/not-json for a payload that would not read back the same;
   * base/journal-failed after a failed `sync`
   */
  append(type: string, payload: unknown): number {
    this.#refuseAfterFailure();
    const seq = this.#lastSynced + this.#buffer.length + 1;
    const json = encodeFiniteJson(payload);
    this.#buffer.push(encodeRecord(seq, type, json, this.#buffer.length === 0));
    return seq;
  }

  /**
   * Returns once every record appended so far would survive a loss of power.
   *
   * After a failure nobody knows what the disk holds (a second fsync may report success for bytes
   * that were lost), so the journal refuses everything until it is opened again.
   *
   * @throws base/journal-failed
   */
  sync(): void {
    this.#refuseAfterFailure();
    if (this.#buffer.length === 0) return;
    try {
      this.#writeBatch(Buffer.concat(this.#buffer), this.#buffer.length);
    } catch (thrown) {
      this.#failure = { cause: thrown };
      this.#refuseAfterFailure();
    }
    this.#lastSynced += this.#buffer.length;
    this.#buffer = [];
  }

  /** The durable records from `fromSeq` on, oldest first. */
  *read(fromSeq = 1): Generator<JournalRecord> {
    const last = this.#lastSynced;
    for (const segment of [...this.#segments]) {
      if (segment.firstSeq + segment.records <= fromSeq) continue;
      const bytes = this.#disk.readFile(join(this.#folder, segmentName(segment.firstSeq)));
      for (const { seq, bodyAt, bodyBytes } of scanSegment(bytes, segment.firstSeq).records) {
        if (seq < fromSeq || seq > last) continue;
        const { type, json } = decodeBody(bytes.subarray(bodyAt, bodyAt + bodyBytes));
        yield { seq, type, payload: decodeFiniteJson(json) };
      }
    }
  }

  /** Syncs what was appended and lets go of the file. */
  close(): void {
    if (this.#failure === null) this.sync();
    this.#active?.close();
    this.#active = null;
  }

  #writeBatch(batch: Uint8Array, records: number): void {
    let segment = this.#segments.at(-1);
    const startsSegment = segment === undefined || segment.bytes >= this.#segmentBytes;
    if (startsSegment) {
      segment = { firstSeq: this.#lastSynced + 1, records: 0, bytes: SEGMENT_HEAD_BYTES };
      this.#segments.push(segment);
      this.#active?.close();
      this.#active = null;
    }
    assert(segment !== undefined, 'a batch has a segment');
    const path = join(this.#folder, segmentName(segment.firstSeq));
    this.#active ??= this.#disk.open(path, startsSegment ? 'create' : 'append');
    const head = startsSegment ? encodeSegmentHead(segment.firstSeq) : new Uint8Array();
    this.#active.write(Buffer.concat([head, batch]));
    this.#active.sync();
    if (startsSegment) this.#disk.syncFolder(this.#folder);
    segment.bytes += batch.length;
    segment.records += records;
  }

  #refuseAfterFailure(): void {
    if (this.#failure === null) return;
    const { cause } = this.#failure;
    throw new QuantError(
      'base/journal-failed',
      `Cannot persist to the journal in ${this.#folder}: ${messageOf(cause)}; record ${this.#lastSynced} is the last one kept, so nothing that needed a later one may happen (order NOT sent); make room or replace the disk and restart.`,
      { cause, context: { folder: this.#folder, system: systemCodeOf(cause) } },
    );
  }
}

function recoverOrRefuse(disk: Disk, folder: string): Recovered {
  try {
    return recoverSegments(disk, folder);
  } catch (thrown) {
    if (thrown instanceof QuantError) throw thrown;
    throw new QuantError(
      'base/journal-failed',
      `Cannot open the journal in ${folder}: ${messageOf(thrown)}; make the folder readable and writable, then start again.`,
      { cause: thrown, context: { folder, system: systemCodeOf(thrown) } },
    );
  }
}
