import { mean, standardDeviation } from '#base';
import type { TradingConfig } from '#config';
import type { OrderIntent, Surroundings } from '#portfolio';

/** What a gate of correlated exposure and tail risk says, worked out from nothing for each order. */
export interface SlowVerdict {
  readonly quantity: number;
  /** Code of the limit that binds, or null. */
  readonly code: string | null;
}

type Risk = TradingConfig['risk'];
/** Returns of each asset over the window; null where not all are known. */
export type Columns = readonly (Float64Array | null)[];

/** An order that opens or adds, in any lots, with only the two kinds of limits on. */
export function slowVerdict(order: OrderIntent, risk: Risk, columns: Columns): SlowVerdict {
  const { around, held, price, equity } = order;
  if (around === undefined) throw new Error('slowVerdict looks around');
  let { quantity } = order;
  let code: string | null = null;
  const side = Math.sign(held + quantity);
  const room = correlatedRoom(around, side, (risk.maxCorrelatedFraction ?? 0) * equity, columns);
  if (risk.maxCorrelatedFraction !== null && Math.abs(held + quantity) > room / price) {
    const most = side * (room / price) - held;
    quantity = Math.sign(most) === Math.sign(quantity) ? most : 0;
    code = 'CORRELATION_LIMIT';
    if (quantity === 0) return { quantity, code };
  }
  const judge = (units: number) => tailCode(around, (held + units) * price, equity, risk, columns);
  const over = judge(quantity);
  if (over === null) return { quantity, code };
  if (over === 'HISTORY_SHORT') {
    const most = held === 0 ? (risk.smallestFraction * equity) / price : 0;
    if (Math.abs(quantity) <= most) return { quantity, code };
    return { quantity: side * Math.min(Math.abs(quantity), most), code: over };
  }
  let [low, high] = [Math.abs(held), Math.abs(held + quantity)];
  for (let halving = 0; halving < 20; halving++) {
    const middle = (low + high) / 2;
    if (judge(side * middle - held) === null) low = middle;
    else high = middle;
  }
  return { quantity: low === Math.abs(held) ? 0 : side * low - held, code: over };
}

function correlatedRoom(
  { asset, held, filled }: Surroundings,
  side: number,
  limit: number,
  columns: Columns,
): number {
  const product = (one: number, other: number, ...[a, b, c, d]: number[]) => {
    const correlation = one === other ? 1 : correlationOf(columns[one], columns[other]);
    const all = [a * c, a * d, b * c, b * d];
    return Number.isNaN(correlation)
      ? Math.max(...all.map(Math.abs))
      : Math.max(...all.map((value) => correlation * value));
  };
  let [own, others] = [0, 0];
  held.forEach((a, one) => {
    if (one === asset) return;
    own += product(asset, one, side, side, a, filled[one]);
    held.forEach((c, other) => {
      if (other === asset) return;
      others +=
        one === other
          ? Math.max(a * a, filled[one] ** 2)
          : product(one, other, a, filled[one], c, filled[other]);
    });
  });
  return others <= limit ** 2 ? Math.max(0, Math.sqrt(own ** 2 + limit ** 2 - others) - own) : 0;
}

function correlationOf(one: Float64Array | null, other: Float64Array | null): number {
  if (one === null || other === null) return Number.NaN;
  return covarianceOf(one, other) / (standardDeviation(one) * standardDeviation(other));
}

function covarianceOf(one: Float64Array, other: Float64Array): number {
  const [a, b] = [mean(one), mean(other)];
  return one.reduce((sum, value, at) => sum + (value - a) * (other[at] - b), 0) / (one.length - 1);
}

/** Code of the tail limit that positions break, null for none. */
function tailCode(
  { asset, held, filled }: Surroundings,
  value: number,
  equity: number,
  risk: Risk,
  columns: Columns,
): string | null {
  const { maxValueAtRisk, maxConditionalValueAtRisk } = risk;
  if (maxValueAtRisk === null && maxConditionalValueAtRisk === null) return null;
  const ends = Array.from(held, (worth, at) =>
    at === asset ? [value, value] : [worth, filled[at]],
  );
  const used = ends.flatMap(([a, b], at) => (a === 0 && b === 0 ? [] : [at]));
  if (used.length === 0) return null;
  if (used.some((at) => columns[at] === null)) return 'HISTORY_SHORT';
  const waits = ends.some(([a, b]) => a !== b);
  if (risk.tailMethod === 'cornish-fisher' && waits) return 'HISTORY_SHORT';
  const column = (at: number) => columns[at] ?? new Float64Array(0);
  const [var95, cvar95] =
    risk.tailMethod === 'normal'
      ? normalTail(ends, used, column)
      : historicalTail(ends, used, column);
  const isOver = (loss: number, limit: number | null) => limit !== null && loss > limit * equity;
  if (isOver(var95, maxValueAtRisk)) return 'VALUE_AT_RISK';
  return isOver(cvar95, maxConditionalValueAtRisk) ? 'CONDITIONAL_VALUE_AT_RISK' : null;
}

/** At 95%: the twentieth of the bars that is worst, each with what fills as bad as can be. */
function historicalTail(
  ends: readonly (readonly number[])[],
  used: readonly number[],
  column: (at: number) => Float64Array,
): [number, number] {
  const outcomes = Array.from(column(used[0]), (_, bar) =>
    used.reduce((sum, at) => sum + Math.min(...ends[at].map((end) => end * column(at)[bar])), 0),
  ).sort((a, b) => a - b);
  const count = outcomes.length * 0.05;
  if (count % 1 > 1e-9) throw new Error('the tail holds whole bars only');
  return [
    -outcomes[count - 1],
    -outcomes.slice(0, count).reduce((sum, outcome) => sum + outcome, 0) / count,
  ];
}

function normalTail(
  ends: readonly (readonly number[])[],
  used: readonly number[],
  column: (at: number) => Float64Array,
): [number, number] {
  let [centre, variance] = [0, 0];
  for (const one of used) {
    centre += Math.min(...ends[one].map((end) => end * mean(column(one))));
    for (const other of used) {
      const covariance = covarianceOf(column(one), column(other));
      const pairs =
        one === other
          ? ends[one].map((end) => end * end)
          : ends[one].flatMap((a) => ends[other].map((b) => a * b));
      variance += Math.max(...pairs.map((pair) => covariance * pair));
    }
  }
  const deviation = Math.sqrt(Math.max(0, variance));
  return [1.6448536269514722 * deviation - centre, 2.0627128075074 * deviation - centre];
}
