import { type BarTable, type Interval, intervalMs } from '#base';
import type { MarketHours } from '../sessions/market-hours.ts';
import type { FindingLog } from './finding.ts';
import { likeliestSplit } from './split-odds.ts';
import { TrailingVolatility } from './trailing-volatility.ts';
import { turnoverOdds, turnoverRatio } from './turnover.ts';

const DAY_MS = 86_400_000;

/** A price this many volatilities off both its neighbours is a wrong print, not a market. */
const OUTLIER_SIGMA = 12;

/** The part of a jump that the next close must take back for the jump to be a wrong print. */
const TAKEN_BACK = 2 / 3;

/** A price that stays elsewhere is told from this change on, unless the money traded explains it. */
const LEAST_SHIFT = Math.log(1.7);

/** A true crash or leap multiplies the money traded. */
const EXPLAINING_TURNOVER = 5;

/** A high or low beyond open and close by this factor, and so many volatilities, is a wrong print. */
const LEAST_WICK = 1.1;
const WICK_SIGMA = 25;

/** No split is suspected of a smaller change overnight. */
const LEAST_NIGHT = 1.25;

/** A known split smaller than this cannot be told from a move of the price. */
const LEAST_TELLING_SPLIT = Math.log(1.3);

/** A closure up to this long is a night or a weekend and moves prices as a day does. */
const LONGEST_CLOSURE_MS = 5 * DAY_MS;

/** Without volumes a split is certain enough to act on from these odds on. */
const SURE_ODDS = 10;

/** A split that the actions do not know. */
export interface SuspectedSplit {
  /** Stamp of the first bar at the new terms. */
  readonly time: number;
  /** New shares for one old. */
  readonly ratio: number;
  /** Whether to act on it: volumes speak for it too, or the odds are ten to one without. */
  readonly isSure: boolean;
}

/** What the search for jumps needs to know of a table. */
export interface JumpContext {
  readonly interval: Interval;
  /** Known splits, a value a bar, 1 for none. */
  readonly splitRatio: Float64Array;
  readonly hours: MarketHours | undefined;
}

/**
 * Prices that cannot be followed: wrong prints, and splits that the actions do not know or that the
 * prices already contain.
 *
 * A move counts in volatilities of the time that passed: σ · √n over n bar lengths, nights and weekends
 * as one day. An `outlier` is a close 12 of them off that the next bar takes back by two thirds, a high
 * or low a tenth and 25σ beyond open and close, or a change by 1.7 or more that stays and that no heavy
 * trading explains. A split is suspected where it explains the night better than a move of the price
 * does (`likeliestSplit`), with the money traded as a second witness on daily bars; within a session
 * there is none. What the market truly did, however wild, is no finding.
 *
 * @returns the splits suspected
 */
export function findJumps(
  log: FindingLog,
  table: BarTable,
  context: JumpContext,
): readonly SuspectedSplit[] {
  const { time, open, high, low, close } = table;
  const { splitRatio } = context;
  const step = intervalMs(context.interval);
  const volatility = new TrailingVolatility();
  const splits: SuspectedSplit[] = [];
  let printAt = -1;
  for (let row = 1; row < time.length; row++) {
    const known = splitRatio[row];
    const before = close[row - 1] / known;
    const elapsed = time[row] - time[row - 1];
    const spread = elapsed <= step ? 1 : Math.sqrt(stepsIn(elapsed, step));
    const move = Math.log(close[row] / before);
    const night = open[row] / before;
    const top = Math.max(open[row], close[row]);
    const bottom = Math.min(open[row], close[row]);
    const isWild =
      night > LEAST_NIGHT ||
      night < 1 / LEAST_NIGHT ||
      high[row] > LEAST_WICK * top ||
      bottom > LEAST_WICK * low[row] ||
      Math.abs(move) > OUTLIER_SIGMA * spread * volatility.floor;
    const isApplied = known !== 1 && findApplied(log, table, row, known);
    if (isWild && !isApplied) {
      const suspicion = { context, before, sigma: volatility.value, spread };
      findWick(log, table, row, suspicion.sigma);
      // The way back from a wrong print is none itself.
      const verdict = printAt === row - 1 ? null : judge(log, table, row, suspicion);
      if (verdict === 'print') printAt = row;
      else if (verdict !== null) splits.push(verdict);
    }
    volatility.update(move / spread);
  }
  return splits;
}

function stepsIn(elapsed: number, step: number): number {
  const moving = elapsed <= LONGEST_CLOSURE_MS ? Math.min(elapsed, DAY_MS) : elapsed;
  return Math.max(1, moving / step);
}

/** A row under suspicion: the close before it at its terms, and how far prices go in a bar and since. */
interface Suspicion {
  readonly context: JumpContext;
  readonly before: number;
  readonly sigma: number;
  readonly spread: number;
}

function judge(
  log: FindingLog,
  table: BarTable,
  row: number,
  suspicion: Suspicion,
): SuspectedSplit | 'print' | null {
  const { before, sigma, spread } = suspicion;
  const night = table.open[row] / before;
  if (night > LEAST_NIGHT || night < 1 / LEAST_NIGHT) {
    const split = findSplit(log, table, row, suspicion);
    if (split !== null) return split;
  }
  const sigmas = Math.abs(Math.log(table.close[row] / before)) / (sigma * spread);
  return sigmas > OUTLIER_SIGMA && findPrint(log, table, row, { ...suspicion, sigmas })
    ? 'print'
    : null;
}

function findSplit(
  log: FindingLog,
  table: BarTable,
  row: number,
  { context, before, sigma, spread }: Suspicion,
): SuspectedSplit | null {
  const { time, open, close } = table;
  if (!isBetweenSessions(time, row, context) || isTakenBack(table, row, context, before)) {
    return null;
  }
  const turnover = isDaily(context) ? turnoverRatio(table, row) : Number.NaN;
  const likeliest = likeliestSplit(Math.log(open[row] / before), sigma * spread);
  const odds = likeliest.odds * turnoverOdds(turnover);
  if (!(odds >= 1)) return null;
  log.add({ code: 'split-suspected', time: time[row], until: time[row], bars: 1 }, () => {
    const seen = (before / open[row]).toFixed(3);
    return `close ${close[row - 1]}, then open ${open[row]}: ratio ${seen}, like ${ratioText(likeliest.ratio)}, and no matching action`;
  });
  const { ratio } = likeliest;
  return { time: time[row], ratio, isSure: Number.isFinite(turnover) || odds >= SURE_ODDS };
}

/** 3:2, 20:1 or 1:10. */
function ratioText(ratio: number): string {
  if (ratio < 1) return `1:${Math.round(1 / ratio)}`;
  return Number.isInteger(ratio) ? `${ratio}:1` : `${ratio * 2}:2`;
}

function isDaily({ interval }: JumpContext): boolean {
  return intervalMs(interval) >= DAY_MS;
}

/** Shares are split while the market is closed. */
function isBetweenSessions(time: Float64Array, row: number, context: JumpContext): boolean {
  if (isDaily(context)) return true;
  const { hours } = context;
  if (hours === undefined) {
    return Math.floor(time[row] / DAY_MS) !== Math.floor(time[row - 1] / DAY_MS);
  }
  return hours.tradingDayOf(time[row]) !== hours.tradingDayOf(time[row - 1]);
}

/** Whether the next close undoes most of a jump; at the last row nobody knows yet. */
function isTakenBack(
  { close }: BarTable,
  row: number,
  { splitRatio }: JumpContext,
  before: number,
): boolean {
  if (row + 1 >= close.length) return false;
  const after = Math.log((close[row + 1] * splitRatio[row + 1]) / before);
  return Math.abs(after) < (1 - TAKEN_BACK) * Math.abs(Math.log(close[row] / before));
}

/** Whether a close is a wrong print. */
function findPrint(
  log: FindingLog,
  table: BarTable,
  row: number,
  { context, before, sigmas }: Suspicion & { readonly sigmas: number },
): boolean {
  const { time, close } = table;
  const isPrint = isTakenBack(table, row, context, before);
  const isShift = Math.abs(Math.log(close[row] / before)) >= LEAST_SHIFT;
  if (!isPrint && !isShift) return false;
  if (!isPrint && isDaily(context) && isHeavilyTraded(table, row, before)) return false;
  log.add({ code: 'outlier', time: time[row], until: time[row], bars: 1 }, () => {
    const next = isPrint ? `, then ${close[row + 1]}` : '';
    return `close ${close[row - 1]}, then ${close[row]}${next}: ${sigmas.toFixed(1)} volatilities`;
  });
  return isPrint;
}

/** Whether much more was traded than usual; the higher price alone makes no more of it. */
function isHeavilyTraded(table: BarTable, row: number, before: number): boolean {
  const share = Math.min(1, before / table.close[row]);
  return turnoverRatio(table, row) * share > EXPLAINING_TURNOVER;
}

function findWick(log: FindingLog, table: BarTable, row: number, sigma: number): void {
  const { time, open, high, low, close } = table;
  const above = high[row] / Math.max(open[row], close[row]);
  const below = Math.min(open[row], close[row]) / low[row];
  const wick = Math.max(above, below);
  if (!(wick > LEAST_WICK && Math.log(wick) > WICK_SIGMA * sigma)) return;
  log.add({ code: 'outlier', time: time[row], until: time[row], bars: 1 }, () => {
    const [name, price] = above > below ? ['high', high[row]] : ['low', low[row]];
    return `${name} ${price} at open ${open[row]} and close ${close[row]}: ${(Math.log(wick) / sigma).toFixed(1)} volatilities`;
  });
}

/** After allowing for a known split the night must be ordinary; if it undoes the allowance, it was one too many. */
function findApplied(log: FindingLog, table: BarTable, row: number, known: number): boolean {
  const { time, open, close } = table;
  const allowed = Math.log(known);
  const raw = Math.log(open[row] / close[row - 1]);
  const isTelling = Math.abs(allowed) > LEAST_TELLING_SPLIT;
  if (!(isTelling && Math.abs(raw) < Math.abs(raw + allowed))) return false;
  log.add(
    { code: 'split-already-applied', time: time[row], until: time[row], bars: 1 },
    () =>
      `the actions say ${known} new shares for one, the price opened at ${open[row]} after ${close[row - 1]}`,
  );
  return true;
}
