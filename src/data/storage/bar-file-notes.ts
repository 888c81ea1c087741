import { z } from 'zod';
import type { QuarantineCode, QuarantinedBar } from '../checks/quarantine.ts';
import type { CorporateAction } from '../provider.ts';
import type { HistoryStamp } from './action-history.ts';
import type { TimeRange } from './coverage.ts';

/** What a cached file knows beside its bars. */
export interface BarFileNotes {
  /** The provider's fingerprint when it was fetched; null from a provider without one. */
  readonly version: string | null;
  /** The history of actions it was fetched under; null from a provider that keeps none. */
  readonly history: HistoryStamp | null;
  /** All there is in these ranges stands in this file, for good. */
  readonly coverage: readonly TimeRange[];
  /** Of a provider that keeps no history. */
  readonly actions: readonly CorporateAction[];
  readonly quarantine: readonly QuarantinedBar[];
  readonly caveats: readonly string[];
}

/** The form of the notes that this build writes; it also reads 1, which had no history. */
const SCHEMA = 2;

/** More values than this are nothing that this program wrote, and more than memory should hold. */
const MOST_BRACKETS = 300_000;

/** The file is of a program newer than this one. */
export class NewerSchemaError extends Error {
  constructor(schema: number) {
    super(`it has schema ${schema} and this program reads up to ${SCHEMA}`);
    this.name = 'NewerSchemaError';
  }
}

interface Sums {
  readonly rows: number;
  readonly crc32: number;
}

export function notesText(notes: BarFileNotes, sums: Sums): string {
  return JSON.stringify({ schema: SCHEMA, ...notes, ...sums });
}

/**
 * Reads what `notesText` wrote.
 *
 * @throws NewerSchemaError, Error for anything else that it did not write
 */
export function parseNotes(text: string): { readonly notes: BarFileNotes } & Sums {
  refuseBrackets(text);
  const value: unknown = JSON.parse(text);
  refuseNewer(value, SCHEMA);
  const parsed = WRITTEN.safeParse(value);
  if (!parsed.success)
    throw new Error(`its notes are not as written: ${z.prettifyError(parsed.error).slice(0, 200)}`);
  const { schema: _, rows, crc32, ...notes } = parsed.data;
  return { notes: { ...notes, quarantine: notes.quarantine.map(withTime) }, rows, crc32 };
}

/** Text of a few megabytes can stand for gigabytes of nested lists. */
export function refuseBrackets(text: string): void {
  let brackets = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) brackets++;
  }
  if (brackets > MOST_BRACKETS) throw new Error(`its notes hold ${brackets} brackets`);
}

/** @throws NewerSchemaError when a value says that it has a schema above `newest` */
export function refuseNewer(value: unknown, newest: number): void {
  const schema = z.object({ schema: z.number() }).safeParse(value).data?.schema;
  if (schema !== undefined && schema > newest) throw new NewerSchemaError(schema);
}

/** JSON writes a time that is no number as null. */
function withTime(bar: Omit<QuarantinedBar, 'time'> & { time: number | null }): QuarantinedBar {
  return { ...bar, time: bar.time ?? Number.NaN };
}

export const ACTION = z.strictObject({
  time: z.number(),
  kind: z.enum(['split', 'dividend']),
  value: z.number(),
});

const WRITTEN = z.strictObject({
  schema: z.literal([1, SCHEMA]),
  version: z.string().nullable(),
  history: z.strictObject({ asOf: z.number(), digest: z.string() }).nullable().default(null),
  coverage: z.array(z.strictObject({ from: z.number(), to: z.number() })),
  actions: z.array(ACTION),
  quarantine: z.array(
    z.strictObject({
      time: z.number().nullable(),
      code: z.custom<QuarantineCode>((code) => typeof code === 'string'),
      place: z.string(),
      detail: z.string(),
      values: z.array(z.number()).exactOptional(),
    }),
  ),
  caveats: z.array(z.string()),
  rows: z.number(),
  crc32: z.number(),
});
