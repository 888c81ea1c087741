import type { QuarantinedBar } from '../checks/quarantine.ts';
import type { CorporateAction } from '../provider.ts';
import type { TimeRange } from './coverage.ts';

/** What a cached file knows beside its bars. */
export interface BarFileNotes {
  /** The provider's fingerprint when it was fetched; null from a provider without one. */
  readonly version: string | null;
  /** All there is in these ranges stands in this file. */
  readonly coverage: readonly TimeRange[];
  readonly actions: readonly CorporateAction[];
  readonly quarantine: readonly QuarantinedBar[];
  readonly caveats: readonly string[];
}

/** The form of the notes that this build writes and reads. */
const SCHEMA = 1;

interface WrittenNotes extends BarFileNotes {
  readonly schema: number;
  readonly rows: number;
  readonly crc32: number;
}

export function notesText(notes: BarFileNotes, sums: { rows: number; crc32: number }): string {
  return JSON.stringify({ schema: SCHEMA, ...notes, ...sums });
}

/** Reads what `notesText` wrote; the text must have passed its checksum, so only its age is asked. */
export function parseNotes(text: string): { notes: BarFileNotes; rows: number; crc32: number } {
  const written = JSON.parse(text) as WrittenNotes;
  if (written.schema !== SCHEMA) {
    throw new Error(`its notes have schema ${written.schema}, this build reads ${SCHEMA}`);
  }
  const { schema: _, rows, crc32, ...notes } = written;
  return { notes: { ...notes, quarantine: notes.quarantine.map(withTime) }, rows, crc32 };
}

/** JSON writes a time that is no number as null. */
function withTime(bar: QuarantinedBar): QuarantinedBar {
  return { ...bar, time: bar.time ?? Number.NaN };
}
