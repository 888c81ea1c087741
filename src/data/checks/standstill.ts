import { type BarTable, type Interval, intervalMs } from '#base';
import { dateText } from '../date-text.ts';
import type { MarketHours } from '../sessions/market-hours.ts';
import type { FindingLog } from './finding.ts';

const DAY_MS = 86_400_000;

/** Fewest bars alike in all prices before a feed is thought to have stopped. */
const LEAST_STALE_BARS = 5;

/** Runs that chance brings in one file of so many are told. */
const CHANCE_FILES = 100;

/** What the search for standing prices needs to know of a table. */
export interface StandstillContext {
  readonly interval: Interval;
  readonly hours: MarketHours | undefined;
}

/**
 * Runs of bars with the same four prices that chance does not bring, one finding a run.
 *
 * Of all R runs of bars alike, of one bar or more, a share q goes on after a bar, so R · q^(k−1) have k
 * bars by chance; a run is told from the least k ≥ 5 on at which that is below one in a hundred. q is the
 * share of runs with a second bar, or, where that is most of them, 2^(−1/m) for a median of m bars. Runs
 * outside the session, where trade is thin, are none.
 */
export function findStaleRuns(
  log: FindingLog,
  table: BarTable,
  { interval, hours }: StandstillContext,
): void {
  const { time, close } = table;
  const rows = time.length;
  const least = leastStaleBars(table);
  const isWithinSession = (first: number) =>
    hours === undefined || intervalMs(interval) >= DAY_MS || hours.isOpen(time[first]);
  let since = 0;
  for (let row = 1; row <= rows; row++) {
    if (row < rows && isAlike(table, row)) continue;
    const first = since;
    const bars = row - first;
    since = row;
    if (bars < least || !isWithinSession(first)) continue;
    log.add(
      { code: 'stale', time: time[first], until: time[row - 1], bars },
      () => `${bars} bars alike at close ${close[first]} from ${dateText(time[first])}`,
    );
  }
}

/** Whether a bar has the prices of the one before. */
function isAlike({ open, high, low, close }: BarTable, row: number): boolean {
  return (
    close[row] === close[row - 1] &&
    open[row] === open[row - 1] &&
    high[row] === high[row - 1] &&
    low[row] === low[row - 1]
  );
}

/** Lengths of runs that are told apart, in bars. */
const MOST_LENGTHS = 512;

function leastStaleBars(table: BarTable): number {
  const rows = table.time.length;
  const runsOf = new Uint32Array(MOST_LENGTHS + 1);
  let runs = 0;
  let length = 1;
  for (let row = 1; row <= rows; row++) {
    if (row < rows && isAlike(table, row)) {
      length++;
      continue;
    }
    runsOf[Math.min(length, MOST_LENGTHS)]++;
    runs++;
    length = 1;
  }
  let median = 1;
  for (let below = runsOf[1]; below * 2 < runs; below += runsOf[median]) median++;
  // One more run of either kind: a file that is a single run shows a feed that stands, no habit.
  const longer = (runs - runsOf[1] + 1) / (runs + 2);
  const share = Math.min(longer, 0.5 ** (1 / median));
  return Math.max(
    LEAST_STALE_BARS,
    Math.ceil(Math.log(CHANCE_FILES * runs) / -Math.log(share)) + 1,
  );
}

/** Runs of bars without volume, one finding a run; a single one when the source has no volume at all. */
export function findVolumeless(log: FindingLog, { time, volume }: BarTable): void {
  const rows = time.length;
  const until = time[rows - 1];
  if (rows > 0 && volume.every((traded) => traded === 0)) {
    const detail = `none of ${rows} bars has a volume`;
    log.add({ code: 'no-volume', time: time[0], until, bars: rows }, () => detail);
    return;
  }
  let since = 0;
  for (let row = 0; row <= rows; row++) {
    if (row < rows && volume[row] === 0) continue;
    const first = since;
    const bars = row - first;
    since = row + 1;
    if (bars === 0) continue;
    log.add(
      { code: 'zero-volume', time: time[first], until: time[row - 1], bars },
      () => `${bars} bars without volume from ${dateText(time[first])}`,
    );
  }
}
