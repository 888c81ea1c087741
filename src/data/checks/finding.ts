/** Something in the bars that deserves a look; the bars stay in use. */
export type FindingCode =
  | 'gap'
  | 'thin'
  | 'off-calendar'
  | 'too-close'
  | 'off-midnight'
  | 'outlier'
  | 'split-suspected'
  | 'split-already-applied'
  | 'stale'
  | 'zero-volume'
  | 'no-volume';

export interface Finding {
  readonly code: FindingCode;
  /** Stamp of the first bar concerned, there or missing. */
  readonly time: number;
  /** Stamp of the last bar concerned. */
  readonly until: number;
  /** How many bars are concerned; of a gap, how many are missing. */
  readonly bars: number;
  /** What was seen, with the numbers. */
  readonly detail: string;
}

/** Findings of a code that are kept with their details; of all others only the number. */
const MOST_DETAILS = 1000;

/** Collects findings in bounded memory: all are counted, the first thousand of each code are kept. */
export class FindingLog {
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();

  /** Those kept, in the order in which they were added. */
  get findings(): readonly Finding[] {
    return this.#kept;
  }

  /** How often each code was found. */
  get counts(): ReadonlyMap<FindingCode, number> {
    return this.#counts;
  }

  /** @param detail - asked only when the finding is kept */
  add(finding: Omit<Finding, 'detail'>, detail: () => string): void {
    const count = (this.#counts.get(finding.code) ?? 0) + 1;
    this.#counts.set(finding.code, count);
    if (count <= MOST_DETAILS) this.#kept.push({ ...finding, detail: detail() });
  }
}
