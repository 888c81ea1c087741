import { BAR_COLUMNS, type BarTable, emptyBarTable, QuantError, TABLE_COLUMNS } from '#base';
import { dateText } from '../date-text.ts';
import { ascendingOrder, direction, longestAscent } from './time-order.ts';

/** Why a bar cannot be believed; `unsorted` speaks of all bars at once. */
export const QUARANTINE_CODES = [
  'not-finite',
  'not-positive',
  'out-of-scale',
  'high-low',
  'negative-volume',
  'duplicate',
  'revised',
  'disorder',
  'unsorted',
] as const;

export type QuarantineCode = (typeof QUARANTINE_CODES)[number];

/** One bar left out of the data, and why. */
export interface QuarantinedBar {
  /** NaN of a bar without one and of what concerns all bars. */
  readonly time: number;
  readonly code: QuarantineCode;
  /** Where it stands in its source: `GOOG_1d.csv line 17`, `GOOG row 15`. */
  readonly place: string;
  /** What is wrong, with the value: `high 9 is below low 10`. */
  readonly detail: string;
  /** Open, high, low, close, volume of a bar that a repair may bring back. */
  readonly values?: readonly number[];
}

/** Whether data went with a bar; where a later row has its time, or all only stood elsewhere, none did. */
export function isLost({ code }: QuarantinedBar): boolean {
  return code !== 'duplicate' && code !== 'revised' && code !== 'unsorted';
}

/** The account of bars that are only parts of those given: none can come back as one. */
export function withoutValues(quarantine: readonly QuarantinedBar[]): readonly QuarantinedBar[] {
  return quarantine.map(({ time, code, place, detail }) => ({ time, code, place, detail }));
}

/** Names a row of the table for the reader of a complaint. */
export type PlaceOfRow = (row: number) => string;

/** Rows out of order from which on the whole table counts as unsorted. */
const MOST_STRAYS = 1000;

/** Fewest rows of which it can be told that they stand newest first. */
const LEAST_TURNED_ROWS = 3;

/**
 * No price or volume in any unit lies beyond; the fourth power of the widest return between two such
 * prices is still finite.
 */
const LEAST_PRICE = 1e-30;
const LARGEST = 1e30;

/** More bad rows than anybody reads; a source with so many is none of bars. */
const MOST_BAD_ROWS = 100_000;

/**
 * Parts a table into the bars that can be believed and the account of the rest.
 *
 * The only place where a bar is left out. A bar goes when a number is missing, a price is not
 * positive or beyond 1e±30, the high is not the highest or the low the lowest, or the volume is negative. Of bars with
 * one time the last row stands; an earlier one is a `duplicate` when its values are the same, else
 * `revised`. Of rows out of order the fewest go, as `disorder`. A table that runs from newest to oldest,
 * or with more than a thousand rows out of order, is put in order as a whole and loses none for it; one
 * `unsorted` entry stands for all, which `mendBars` refuses unless sorting is allowed. The clean table is
 * the given one when nothing is wrong.
 *
 * @throws data/bad-bars when more than 100 000 rows are bad
 */
export function quarantineBars(
  table: BarTable,
  place: PlaceOfRow,
): { readonly clean: BarTable; readonly quarantine: readonly QuarantinedBar[] } {
  if (isWithoutFault(table)) return { clean: table, quarantine: [] };
  const account = new Account(table, place);
  const rows = inOrder(table, soundRows(table, account), account);
  const kept = lastOfEachTime(table, rows, account);
  return { clean: pickRows(table, kept), quarantine: account.entries() };
}

/** What nearly every table is, told without making anything. */
function isWithoutFault(table: BarTable): boolean {
  const { time } = table;
  for (let row = 0; row < time.length; row++) {
    if (!isSound(table, row) || (row > 0 && time[row] <= time[row - 1])) return false;
  }
  return true;
}

/** The bars left out so far, by their row. */
class Account {
  readonly #table: BarTable;
  readonly #place: PlaceOfRow;
  readonly #entries: { readonly row: number; readonly bar: QuarantinedBar }[] = [];

  constructor(table: BarTable, place: PlaceOfRow) {
    this.#table = table;
    this.#place = place;
  }

  add(row: number, { code, detail }: Blame): void {
    if (this.#entries.length >= MOST_BAD_ROWS) {
      throw new QuantError(
        'data/bad-bars',
        `${this.#place(row)}: ${detail}; ${MOST_BAD_ROWS} rows before it are bad too, of ${this.#table.time.length}: these are not the bars that they are taken for.`,
      );
    }
    const entry = { time: this.#table.time[row], code, place: this.#place(row), detail };
    const isMendable = code === 'disorder' || code === 'high-low';
    const values = () => BAR_COLUMNS.map((column) => this.#table[column][row]);
    this.#entries.push({ row, bar: isMendable ? { ...entry, values: values() } : entry });
  }

  addUnsorted(row: number, detail: string): void {
    const bar = { time: Number.NaN, code: 'unsorted', place: this.#place(row), detail } as const;
    this.#entries.push({ row: -1, bar });
  }

  entries(): readonly QuarantinedBar[] {
    return this.#entries.sort((a, b) => a.row - b.row).map(({ bar }) => bar);
  }
}

interface Blame {
  readonly code: QuarantineCode;
  readonly detail: string;
}

function soundRows(table: BarTable, account: Account): Uint32Array {
  const rows = new Uint32Array(table.time.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    if (isSound(table, row)) rows[count++] = row;
    else account.add(row, blame(table, row));
  }
  return rows.subarray(0, count);
}

/** The positive form throughout: a NaN anywhere makes a bar unsound. */
function isSound({ time, open, high, low, close, volume }: BarTable, row: number): boolean {
  const top = high[row];
  const bottom = low[row];
  return (
    Number.isFinite(time[row]) &&
    bottom >= LEAST_PRICE &&
    top <= LARGEST &&
    open[row] >= bottom &&
    open[row] <= top &&
    close[row] >= bottom &&
    close[row] <= top &&
    volume[row] >= 0 &&
    volume[row] <= LARGEST
  );
}

/** The close first: where a source has nothing else, it is what the reader will find there. */
const PRICES = ['close', 'open', 'high', 'low'] as const;

function blame(table: BarTable, row: number): Blame {
  for (const column of TABLE_COLUMNS) {
    const value = table[column][row];
    if (!Number.isFinite(value)) return { code: 'not-finite', detail: `${column} is ${value}` };
  }
  for (const column of PRICES) {
    const price = table[column][row];
    if (!(price > 0)) return { code: 'not-positive', detail: `${column} ${price} is not above 0` };
  }
  const volume = table.volume[row];
  if (volume < 0) return { code: 'negative-volume', detail: `volume ${volume} is below 0` };
  const far = BAR_COLUMNS.find((column) => {
    const value = table[column][row];
    return value > LARGEST || (column !== 'volume' && value < LEAST_PRICE);
  });
  if (far !== undefined) {
    const detail = `${far} ${table[far][row]} is beyond what a unit explains, 1e-30 to 1e+30`;
    return { code: 'out-of-scale', detail };
  }
  const high = table.high[row];
  const low = table.low[row];
  if (high < low) return { code: 'high-low', detail: `high ${high} is below low ${low}` };
  for (const column of ['open', 'close'] as const) {
    const price = table[column][row];
    if (price > high)
      return { code: 'high-low', detail: `${column} ${price} is above high ${high}` };
    if (price < low) break;
  }
  const column = table.open[row] < low ? 'open' : 'close';
  return { code: 'high-low', detail: `${column} ${table[column][row]} is below low ${low}` };
}

/** Rows by time, those of one time together; what stands at the wrong place is accounted for. */
function inOrder(table: BarTable, rows: Uint32Array, account: Account): Uint32Array {
  const times = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) times[at] = table.time[rows[at]];
  const runs = direction(times);
  if (runs === 1) return rows;
  if (runs === -1 && rows.length >= LEAST_TURNED_ROWS) {
    account.addUnsorted(rows[1], `all ${rows.length} rows stand newest first`);
    return rows.toReversed();
  }
  const order = ascendingOrder(times);
  const strays = strayPlaces(times, order);
  if (strays.length > MOST_STRAYS) {
    const detail = `${strays.length} of ${rows.length} rows stand below later ones`;
    account.addUnsorted(rows[strays.reduce((a, b) => Math.min(a, b))], detail);
    return order.map((at) => rows[at]);
  }
  const strayRows = Uint32Array.from(strays, (at) => rows[at]);
  for (const row of lastOfEachTime(table, strayRows, account)) {
    const detail = `time ${dateText(table.time[row])} is out of order`;
    account.add(row, { code: 'disorder', detail });
  }
  const isStray = new Set(strays);
  return order.filter((at) => !isStray.has(at)).map((at) => rows[at]);
}

/** Places of the times that the longest ascent leaves out and does not have, by time. */
function strayPlaces(times: Float64Array, order: Uint32Array): number[] {
  const stays = longestAscent(times);
  const strays: number[] = [];
  for (let first = 0; first < order.length; ) {
    let end = first;
    let isKept = false;
    while (end < order.length && times[order[end]] === times[order[first]]) {
      if (stays[order[end]] === 1) isKept = true;
      end++;
    }
    if (!isKept) for (let at = first; at < end; at++) strays.push(order[at]);
    first = end;
  }
  return strays;
}

/** Of rows by time, the one of each time that stands last in the source. */
function lastOfEachTime(table: BarTable, rows: Uint32Array, account: Account): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const other = count === 0 ? -1 : kept[count - 1];
    if (other < 0 || table.time[other] !== table.time[row]) {
      kept[count++] = row;
      continue;
    }
    const later = Math.max(row, other);
    kept[count - 1] = later;
    account.add(Math.min(row, other), repeated(table, Math.min(row, other), later));
  }
  return kept.subarray(0, count);
}

function repeated(table: BarTable, row: number, later: number): Blame {
  const stamp = dateText(table.time[row]);
  if (BAR_COLUMNS.every((column) => table[column][row] === table[column][later])) {
    return { code: 'duplicate', detail: `time ${stamp} stands twice with the same values` };
  }
  const differing = BAR_COLUMNS.findLast((name) => table[name][row] !== table[name][later]);
  const column = table.close[row] === table.close[later] ? (differing ?? 'close') : 'close';
  return {
    code: 'revised',
    detail: `time ${stamp} stands twice; a later row gives ${column} ${table[column][later]} for ${table[column][row]}`,
  };
}

function pickRows(table: BarTable, rows: Uint32Array): BarTable {
  const picked = emptyBarTable(rows.length);
  for (const column of TABLE_COLUMNS) {
    const from = table[column];
    const to = picked[column];
    for (let row = 0; row < rows.length; row++) to[row] = from[rows[row]];
  }
  return picked;
}

/** The repair that would mend a bar of a code, as a setting. */
const REPAIR_OF: Partial<Record<QuarantineCode, string>> = {
  duplicate: 'drop-duplicates',
  revised: 'drop-duplicates',
  disorder: 'sort',
  'high-low': 'widen-high-low',
};

/** The setting that mends most of them, if there is one. */
function mendingAdvice(quarantine: readonly QuarantinedBar[]): readonly string[] {
  const repairs = new Set(quarantine.flatMap(({ code }) => REPAIR_OF[code] ?? []));
  if (repairs.size === 0) return [];
  const list = [...repairs];
  const setting = list.length === 1 ? list[0] : `[${list.join(', ')}]`;
  const assignment = `data.repairs=${setting}`;
  return [`mend what can be with --set ${list.length === 1 ? assignment : `'${assignment}'`}`];
}

/**
 * Stops a run that was told to accept no bad bar, with the first one and their number.
 *
 * @throws data/bad-bars
 */
export function refuseBadBars(quarantine: readonly QuarantinedBar[], bars: number): void {
  if (quarantine.length === 0) return;
  const [first] = quarantine;
  const count = quarantine.length === 1 ? '1 bar' : `${quarantine.length} bars`;
  const advice = ['correct the file', ...mendingAdvice(quarantine)].join(', ');
  throw new QuantError(
    'data/bad-bars',
    `${first.place}: ${first.detail}; ${count} of ${bars + quarantine.length} quarantined: ${advice}, or leave bad bars out with --set data.badBars=quarantine.`,
    { context: { quarantine: quarantine.slice(0, 20) } },
  );
}
