import type { ModelWeights } from '#base';
import type { RunHistory, RunRecorder } from '../run-recorder.ts';
import type { WeightRecorder } from '../weight-recorder.ts';

/** Columns of the account in the order in which they are kept; the times are those of the bars. */
const ACCOUNT = ['equity', 'cash', 'grossExposure', 'netExposure'] as const;

/** What a stretch of bars added to a run's history, but the columns of numbers. */
export interface HistoryPiece extends Pick<RunHistory, 'fills' | 'trades' | 'flows' | 'breaches'> {
  /** Bars, each a value of every column of the account. */
  readonly rows: number;
  /** Null where no models vote; a column of times and one of each model follow those of the account. */
  readonly weights: { readonly rows: number; readonly models: readonly string[] } | null;
}

/** How far a history had got. */
export interface HistoryMark {
  readonly rows: number;
  readonly fills: number;
  readonly trades: number;
  readonly flows: number;
  readonly breaches: number;
  readonly weights: number;
}

export interface Recorders {
  readonly account: RunRecorder;
  readonly weights: WeightRecorder;
}

export const NO_HISTORY: HistoryMark = {
  rows: 0,
  fills: 0,
  trades: 0,
  flows: 0,
  breaches: 0,
  weights: 0,
};

/** Where the recorders stand after `rows` bars. */
export function markOf({ account, weights }: Recorders, rows: number): HistoryMark {
  const { fills, trades, flows, breaches } = account.history();
  return {
    rows,
    fills: fills.length,
    trades: trades.length,
    flows: flows.length,
    breaches: breaches.length,
    weights: weights.rows,
  };
}

/** What was recorded from one mark to another, and its columns one behind the other. */
export function pieceBetween(
  { account, weights }: Recorders,
  from: HistoryMark,
  to: HistoryMark,
): { readonly piece: HistoryPiece; readonly numbers: Float64Array } {
  const { equity, fills, trades, flows, breaches } = account.history();
  const votes = weights.since(from.weights);
  const columns = ACCOUNT.map((name) => equity[name].subarray(from.rows, to.rows));
  if (votes !== null) columns.push(votes.time, ...Object.values(votes.share));
  const piece = {
    rows: to.rows - from.rows,
    fills: fills.slice(from.fills, to.fills),
    trades: trades.slice(from.trades, to.trades),
    flows: flows.slice(from.flows, to.flows),
    breaches: breaches.slice(from.breaches, to.breaches),
    weights: votes && { rows: votes.time.length, models: Object.keys(votes.share) },
  };
  return { piece, numbers: joined(columns) };
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const numbers = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    numbers.set(column, at);
    at += column.length;
  }
  return numbers;
}

/**
 * Puts what was recorded before into recorders that have recorded nothing yet.
 *
 * @param numbers - columns of each piece
 */
export function recordAgain(
  { account, weights }: Recorders,
  { pieces, numbers }: { pieces: readonly HistoryPiece[]; numbers: readonly Float64Array[] },
): void {
  pieces.forEach(({ rows, weights: votes, ...events }, at) => {
    const column = (index: number) => numbers[at].subarray(index * rows, (index + 1) * rows);
    const columns = {
      equity: column(0),
      cash: column(1),
      grossExposure: column(2),
      netExposure: column(3),
    };
    account.add(columns, events);
    if (votes !== null) weights.add(votesOf(votes, numbers[at].subarray(ACCOUNT.length * rows)));
  });
}

function votesOf(
  { rows, models }: NonNullable<HistoryPiece['weights']>,
  numbers: Float64Array,
): ModelWeights {
  const column = (index: number) => numbers.subarray(index * rows, (index + 1) * rows);
  return {
    time: column(0),
    share: Object.fromEntries(models.map((model, at) => [model, column(at + 1)])),
  };
}
