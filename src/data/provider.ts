import { type BarTable, type Interval, QuantError } from '#base';
import type { QuarantinedBar } from './checks/quarantine.ts';
import { dateText } from './date-text.ts';

/** Which bars are wanted: those whose stamp lies in [start, end), UTC epoch ms. */
export interface BarRequest {
  readonly symbol: string;
  readonly interval: Interval;
  readonly start: number;
  readonly end: number;
}

/**
 * Something that happened to the share itself, dated by the first bar at the new terms.
 *
 * `value` of a split is new shares for one old; of a dividend, cash a (new) share.
 */
export interface CorporateAction {
  readonly time: number;
  readonly kind: 'split' | 'dividend';
  readonly value: number;
}

/** What a source answers: good bars, raw as traded and closed, and an account of all it left out. */
export interface FetchedBars {
  readonly bars: BarTable;
  /** Those dated in [start, end), ascending. */
  readonly actions: readonly CorporateAction[];
  readonly quarantine: readonly QuarantinedBar[];
  /** Limits of the data that a reader of results must know, as codes: `close-only`, … */
  readonly caveats: readonly string[];
}

/** A source of bars. */
export interface DataProvider {
  /** Lower-case word that names it on the command line and in the cache. */
  readonly name: string;
  /**
   * The closed bars stamped in [start, end), strictly ascending, each of them plausible.
   *
   * @throws data/bad-symbol, data/unknown-symbol, data/unknown-interval and what the source adds
   */
  fetchBars(request: BarRequest): Promise<FetchedBars>;
  /** The symbols a name on the command line stands for; without this, itself. */
  expand?(name: string, interval: Interval): Promise<readonly string[]>;
  /** All symbols it has at an interval, sorted; absent where nobody can list them. */
  symbols?(interval: Interval): Promise<readonly string[]>;
  /**
   * Fingerprint of everything it would ever answer for a symbol; what was cached under another is
   * dropped. Only a source that holds all its data now can have one.
   */
  version?(symbol: string, interval: Interval): Promise<string>;
  /**
   * All splits and dividends of a symbol that the source knows of now, ascending; for a source whose
   * history can grow or be corrected. Bars cached while another history held are fetched again.
   */
  actionHistory?(symbol: string): Promise<readonly CorporateAction[]>;
}

/** The last millisecond that a date can name, either side of 1970. */
const LAST_DATE_MS = 8.64e15;

/** @throws data/bad-range unless start and end are dates and start comes first */
export function checkRange({ symbol, start, end }: BarRequest): void {
  if (start < end && start >= -LAST_DATE_MS && end <= LAST_DATE_MS) return;
  throw new QuantError(
    'data/bad-range',
    `Asked for ${symbol} from ${dateText(start)} to ${dateText(end)}: the start must be a date before the end.`,
    { context: { symbol, start, end } },
  );
}
