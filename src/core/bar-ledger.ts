import {
  assert,
  canonicalJson,
  type FillRecord,
  type FlowRecord,
  type Journal,
  QuantError,
  type RetrainRecord,
  type TradeRecord,
} from '#base';
import type { EndedOrder, SavedOrder } from '#execution';

/** What one processed bar did: enough to tell the whole run again. */
export interface BarEntry {
  /** Counts the run's bars from 1. */
  readonly bar: number;
  readonly time: number;
  readonly equity: number;
  readonly cash: number;
  readonly grossExposure: number;
  readonly netExposure: number;
  readonly orders: readonly SavedOrder[];
  readonly fills: readonly FillRecord[];
  readonly trades: readonly TradeRecord[];
  /** Orders that ended by their own terms with a part of them not filled; absent where none did. */
  readonly ended?: readonly EndedOrder[];
  readonly breach: { readonly code: string; readonly detail: string } | null;
  /** Absent where none begins, as is what follows where there is nothing of it. */
  readonly marginCall?: { readonly code: string; readonly detail: string };
  readonly flows?: Omit<FlowRecord, 'time'>;
  /** Verdicts that took effect on this bar. */
  readonly retrains: readonly RetrainRecord[];
  /** Share of the decision that each model had, where several decide. */
  readonly modelWeights?: Readonly<Record<string, number>>;
}

/** Takes note of every bar, before anything it decided leaves the process. */
export interface BarLedger {
  record(entry: BarEntry): void;
  /** What the journal of an earlier process says of a bar that is processed again. */
  known(bar: number): BarEntry | undefined;
}

const RECORD_TYPE = 'bar';

/**
 * The ledger of a run that outlives its process.
 *
 * A bar that decided something is on disk before `record` returns. After a restart the bars since the
 * last snapshot are processed again: each must come out as the journal has it, and is not written twice.
 */
export class JournalledLedger implements BarLedger {
  readonly #journal: Journal;
  /** Bars the journal knows that will be processed again. */
  readonly #known = new Map<number, BarEntry>();
  #lastBar = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Prepares for a run that continues after bar `snapshotBar`. */
  continueFrom(snapshotBar: number): void {
    for (const entry of this.entries()) {
      this.#lastBar = entry.bar;
      if (entry.bar > snapshotBar) this.#known.set(entry.bar, entry);
    }
    if (this.#lastBar < snapshotBar) {
      throw new QuantError(
        'core/journal-gap',
        `The snapshot is of bar ${snapshotBar} but the journal ends at bar ${this.#lastBar}: bars are lost; restore the state folder from a copy or start with another --state-dir.`,
      );
    }
  }

  get lastBar(): number {
    return this.#lastBar;
  }

  /** Every durable bar of the run so far, oldest first. */
  *entries(): Generator<BarEntry> {
    for (const record of this.#journal.read()) {
      if (record.type === RECORD_TYPE) yield record.payload as BarEntry;
    }
  }

  known(bar: number): BarEntry | undefined {
    return this.#known.get(bar);
  }

  record(entry: BarEntry): void {
    const known = this.#known.get(entry.bar);
    if (known !== undefined) {
      this.#known.delete(entry.bar);
      verify(known, entry);
      return;
    }
    assert(entry.bar === this.#lastBar + 1, `bar ${entry.bar} follows bar ${this.#lastBar}`);
    this.#journal.append(RECORD_TYPE, entry);
    this.#lastBar = entry.bar;
    const decides = entry.orders.length > 0 || entry.fills.length > 0 || entry.retrains.length > 0;
    if (decides) this.#journal.sync();
  }

  sync(): void {
    this.#journal.sync();
  }
}

function verify(known: BarEntry, entry: BarEntry): void {
  const fields = Object.keys(entry) as (keyof BarEntry)[];
  const differing = fields.find((key) => canonicalJson(known[key]) !== canonicalJson(entry[key]));
  if (differing === undefined) return;
  const [now, then] = [entry, known].map((each) => canonicalJson(each[differing]).slice(0, 200));
  throw new QuantError(
    'core/replay-diverged',
    `Bar ${entry.bar} (${new Date(entry.time).toISOString()}) came out differently from the journal, ${differing} ${now} instead of ${then}: its data, settings or program changed since; restore them, or start with another --state-dir.`,
    { context: { known, now: entry } },
  );
}
