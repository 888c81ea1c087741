import {
  type BarTable,
  barTableOf,
  emptyBarTable,
  firstRowAtOrAfter,
  QuantError,
  TABLE_COLUMNS,
} from '#base';
import type { Repair } from '#config';
import type { QuarantineCode, QuarantinedBar } from './quarantine.ts';

/** What one repair did to one symbol's bars. */
export interface Mended {
  readonly repair: Repair;
  /** Bars moved, dropped or widened; splits inferred. */
  readonly count: number;
  /** Where the first of them stands. */
  readonly place: string;
  readonly detail: string;
}

/** Bars and the account of those left out, before and after mending. */
export interface MendableBars {
  readonly bars: BarTable;
  readonly quarantine: readonly QuarantinedBar[];
}

/** A high or low farther from open and close than this is no slip of rounding. */
const MOST_WIDENING = 0.01;

/**
 * Mends what `data.repairs` allows, in bars of any source.
 *
 * The one place where bad bars come back. A source gives its bars as they are and an account of the
 * others, with their values; both are cached so, and are mended each time they are read, before the
 * checks. So the cache depends on no setting, and changing one fetches nothing again.
 *
 * `sort`: bars out of order take the place that their time gives them. `drop-duplicates`: of bars with
 * one time the last stands, as always, and the others are no longer bad bars. `widen-high-low`: a high
 * or low that open or close passes by at most 1 % is moved to hold them. A bar comes back only where no
 * sound one has its time. `infer-splits` is the part of `checkBars`, which looks for splits.
 *
 * @throws data/unsorted-bars when all bars stood out of order and `sort` is not allowed
 */
export function mendBars(
  { bars, quarantine }: MendableBars,
  repairs: readonly Repair[],
): MendableBars & { readonly mended: readonly Mended[] } {
  const allowed = new Set(repairs);
  const unsorted = quarantine.filter(({ code }) => code === 'unsorted');
  if (unsorted.length > 0 && !allowed.has('sort')) throw unsortedError(unsorted[0]);
  const account = new Map<Repair, { count: number; first: QuarantinedBar }>();
  const back = new Map<number, number[]>();
  const stays = quarantine.filter((bar) => {
    const repair = repairOf(bar.code);
    if (repair === null || !allowed.has(repair)) return true;
    if (repair !== 'drop-duplicates' && bar.code !== 'unsorted') {
      const values = bar.code === 'disorder' ? bar.values : widened(bar.values);
      if (values === undefined || hasTime(bars.time, bar.time)) return true;
      back.set(bar.time, [...values]);
    }
    const entry = account.get(repair) ?? { count: 0, first: bar };
    entry.count += bar.code === 'unsorted' ? bars.time.length : 1;
    account.set(repair, entry);
    return false;
  });
  const mended = [...account].map(([repair, { count, first }]) => ({
    repair,
    count,
    place: first.place,
    detail: first.detail,
  }));
  return { bars: withBars(bars, back), quarantine: stays, mended };
}

function unsortedError({ place, detail }: QuarantinedBar): QuantError {
  return new QuantError(
    'data/unsorted-bars',
    `${place}: ${detail}; sort them by time, oldest first, or have it done with --set data.repairs=sort.`,
  );
}

function repairOf(code: QuarantineCode): Repair | null {
  if (code === 'unsorted' || code === 'disorder') return 'sort';
  if (code === 'duplicate' || code === 'revised') return 'drop-duplicates';
  return code === 'high-low' ? 'widen-high-low' : null;
}

/** The bar with room for its open and close; undefined when that takes more than a slip. */
function widened(values: readonly number[] | undefined): readonly number[] | undefined {
  if (values === undefined) return undefined;
  const [open, high, low, close, volume] = values;
  const top = Math.max(open, high, low, close);
  const bottom = Math.min(open, high, low, close);
  const isSlip = top <= high * (1 + MOST_WIDENING) && bottom >= low * (1 - MOST_WIDENING);
  return isSlip ? [open, top, bottom, close, volume] : undefined;
}

function hasTime(times: Float64Array, time: number): boolean {
  return times[firstRowAtOrAfter(times, time)] === time;
}

function withBars(bars: BarTable, back: ReadonlyMap<number, readonly number[]>): BarTable {
  if (back.size === 0) return bars;
  const added = barTableOf(
    [...back]
      .sort(([a], [b]) => a - b)
      .map(([time, [open, high, low, close, volume]]) => ({
        time,
        open,
        high,
        low,
        close,
        volume,
      })),
  );
  const all = emptyBarTable(bars.time.length + back.size);
  let old = 0;
  let fresh = 0;
  for (let row = 0; row < all.time.length; row++) {
    const isOld = fresh === back.size || bars.time[old] < added.time[fresh];
    const from = isOld ? bars : added;
    const at = isOld ? old++ : fresh++;
    for (const column of TABLE_COLUMNS) all[column][row] = from[column][at];
  }
  return all;
}

/** `3 repairs of X by sort; the first: X_1d.csv line 7: …`, as the log tells it. */
export function mendedText(symbol: string, { repair, count, place, detail }: Mended): string {
  const what = count === 1 ? '1 repair' : `${count} repairs`;
  return `${what} of ${symbol} by ${repair}; the first: ${place}: ${detail}`;
}
