import { type EquityCurve, mean, periodsPerYear, standardDeviation, varies } from '#base';

/** Fewer days say nothing about a difference. */
const LEAST_DAYS = 20;

const DAY_MS = 86_400_000;

/** How much more one run earned than another on the same days. */
export type PairedDifference =
  | {
      readonly kind: 'known';
      /** Returns compared. */
      readonly days: number;
      /** Mean difference of daily returns × days a year, fraction a year. */
      readonly meanPerYear: number;
      /** Of `meanPerYear`, with differences taken as independent. */
      readonly standardError: number;
      readonly tStatistic: number;
      /** Of the two runs' daily returns; null where one never moves. */
      readonly correlation: number | null;
    }
  | { readonly kind: 'unknown'; readonly days: number; readonly reason: string };

/**
 * Paired difference of daily returns, left less right, on the days (UTC) on which both have a bar.
 *
 * d_i = left return − right return from one common day's last close to the next's; P days a year by the common
 * days' calendar; mean = P · d̄, standard error = P · s(d) / √n. What moves both runs alike drops out, so it
 * is far smaller than the errors of their Sharpe ratios.
 */
export function pairedDifference(left: EquityCurve, right: EquityCurve): PairedDifference {
  const closes = [left, right].map(closesByDay);
  const days = [...closes[0].keys()].filter((day) => closes[1].has(day));
  const returns = closes.map((byDay) =>
    dailyReturns(days.map((day) => byDay.get(day) ?? Number.NaN)),
  );
  const unknown = (reason: string) =>
    ({ kind: 'unknown', days: Math.max(0, days.length - 1), reason }) as const;
  if (days.length <= LEAST_DAYS) {
    return unknown(
      `needs ${LEAST_DAYS} daily returns of both, has ${Math.max(0, days.length - 1)}`,
    );
  }
  if (!returns.every((series) => series.every(Number.isFinite))) {
    return unknown('equity of a run is not above 0 at every day');
  }
  const differences = returns[0].map((move, row) => move - returns[1][row]);
  if (!varies(differences)) return unknown('the difference never varies');
  const perYear = periodsPerYear(Float64Array.from(days, (day) => day * DAY_MS));
  const meanPerYear = mean(differences) * perYear;
  const standardError = (standardDeviation(differences) * perYear) / Math.sqrt(differences.length);
  return {
    kind: 'known',
    days: differences.length,
    meanPerYear,
    standardError,
    tStatistic: meanPerYear / standardError,
    correlation: correlation(returns[0], returns[1]),
  };
}

/** Equity at the last close of each day, by days since 1970. */
function closesByDay({ time, equity }: EquityCurve): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  time.forEach((at, row) => closes.set(Math.floor(at / DAY_MS), equity[row]));
  return closes;
}

/** NaN from where equity was not above 0. */
function dailyReturns(closes: readonly number[]): Float64Array {
  return Float64Array.from(closes.slice(1), (close, row) =>
    closes[row] > 0 && close > 0 ? close / closes[row] - 1 : Number.NaN,
  );
}

function correlation(left: Float64Array, right: Float64Array): number | null {
  if (!varies(left) || !varies(right)) return null;
  const spread = standardDeviation(left) * standardDeviation(right) * (left.length - 1);
  const [leftMean, rightMean] = [mean(left), mean(right)];
  let shared = 0;
  for (let row = 0; row < left.length; row++) {
    shared += (left[row] - leftMean) * (right[row] - rightMean);
  }
  return shared / spread;
}
