import { join } from 'node:path';
import { QuantError } from '../errors.ts';
import type { Disk } from '../ports/disk.ts';
import { type Flaw, firstSeqOf, scanSegment, segmentName } from './segment.ts';

/** One file of the journal. */
export interface RecoveredSegment {
  readonly firstSeq: number;
  records: number;
  bytes: number;
}

export interface Recovered {
  readonly segments: RecoveredSegment[];
  readonly lastSeq: number;
  readonly tornBytes: number;
}

/**
 * Finds every record of the journal in `folder` and makes them durable.
 *
 * Reads everything before it changes anything; then cuts off a torn tail and syncs, because records
 * that a killed process wrote but never synced are visible now and must not vanish later.
 *
 * @throws base/journal-corrupt
 */
export function recoverSegments(disk: Disk, folder: string): Recovered {
  disk.makeFolder(folder);
  const firstSeqs = disk
    .list(folder)
    .map(firstSeqOf)
    .filter((seq) => seq !== null)
    .sort((a, b) => a - b);
  const segments: RecoveredSegment[] = [];
  let nextSeq = 1;
  let torn: Flaw | null = null;
  let tornBytes = 0;
  for (const [index, firstSeq] of firstSeqs.entries()) {
    const path = join(folder, segmentName(firstSeq));
    if (firstSeq !== nextSeq) throw missing(folder, nextSeq, firstSeq - 1);
    const bytes = disk.readFile(path);
    const { records, flaw } = scanSegment(bytes, firstSeq);
    const isLast = index === firstSeqs.length - 1;
    nextSeq = firstSeq + records.length;
    if (flaw && (flaw.kind === 'damaged' || !isLast)) throw damaged(path, nextSeq, flaw);
    if (flaw) {
      torn = flaw;
      tornBytes = bytes.length - flaw.at;
    }
    segments.push({ firstSeq, records: records.length, bytes: flaw ? flaw.at : bytes.length });
  }
  settleTail(disk, folder, segments, torn);
  return { segments, lastSeq: nextSeq - 1, tornBytes };
}

function settleTail(
  disk: Disk,
  folder: string,
  segments: RecoveredSegment[],
  torn: Flaw | null,
): void {
  const last = segments.at(-1);
  if (last === undefined) return;
  const path = join(folder, segmentName(last.firstSeq));
  if (torn?.at === 0) {
    disk.remove(path);
    segments.pop();
  } else {
    const file = disk.open(path, 'append');
    try {
      if (torn) file.truncate(torn.at);
      file.sync();
    } finally {
      file.close();
    }
  }
  disk.syncFolder(folder);
}

function missing(folder: string, from: number, to: number): QuantError {
  return new QuantError(
    'base/journal-corrupt',
    `Journal records ${from} to ${to} are missing from ${folder}; nothing was changed; bring back ${segmentName(from)} from a copy, or start with another state folder.`,
    { context: { folder, from, to } },
  );
}

function damaged(path: string, record: number, flaw: Flaw): QuantError {
  return new QuantError(
    'base/journal-corrupt',
    `Journal record ${record} in ${path} is damaged at byte ${flaw.at} (${flaw.detail}); nothing was changed; bring the file back from a copy, or start with another state folder.`,
    { context: { path, record, byte: flaw.at } },
  );
}
