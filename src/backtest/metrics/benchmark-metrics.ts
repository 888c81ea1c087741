import { mean, standardDeviation, varies } from '#base';
import { dateText } from '#data';
import {
  type Account,
  annualizedReturn,
  barReturns,
  lackOfReturns,
  LEAST_RETURNS,
} from './account.ts';
import type { Measured } from './metric.ts';

/**
 * Beyond this growth a year a capture compares nothing: all is lost but a millionth, whoever held it. A year
 * of nothing but falling minutes is.
 */
const MOST_LOG_GROWTH = Math.log(1e6);

/**
 * The account beside its benchmark, bar by bar.
 *
 * β = cov(r, b) / var(b); α = P · ((r̄ − f) − β (b̄ − f)); tracking error = √P · σ(r − b);
 * information ratio = P · mean(r − b) / tracking error.
 *
 * @param benchmark - value of the benchmark at the account's bars [t]; undefined when there is none
 */
export function benchmarkMetrics(account: Account, benchmark: Float64Array | undefined) {
  const lack = lackOfBenchmark(account, benchmark);
  if (lack !== null || benchmark === undefined) {
    const missing = { missing: lack ?? '' };
    return {
      excessReturn: missing,
      alpha: missing,
      beta: missing,
      correlation: missing,
      trackingError: missing,
      informationRatio: missing,
      upCapture: missing,
      downCapture: missing,
    };
  }
  const perYear = account.periodsPerYear;
  const returns = account.returns;
  const others = barReturns(benchmark, benchmark[0]);
  // The first bar's own return, where there is one, has no counterpart.
  const own = returns.subarray(returns.length - others.length);
  const active = own.map((value, row) => value - others[row]);
  const trackingError = standardDeviation(active) * Math.sqrt(perYear);
  return {
    excessReturn: excessReturn(account, benchmark),
    ...regression(own, others, account),
    trackingError,
    informationRatio: varies(active)
      ? (mean(active) * perYear) / trackingError
      : { missing: 'the account is its benchmark' },
    upCapture: capture(own, others, { sign: 1, perYear }),
    downCapture: capture(own, others, { sign: -1, perYear }),
  };
}

/** Compound growth a year over that of the benchmark, over the bars in which the latter has the sign. */
function capture(
  own: Float64Array,
  others: Float64Array,
  { sign, perYear }: { readonly sign: 1 | -1; readonly perYear: number },
): Measured {
  let bars = 0;
  let ownLog = 0;
  let otherLog = 0;
  for (let row = 0; row < own.length; row++) {
    if (!(sign * others[row] > 0)) continue;
    bars++;
    ownLog += Math.log1p(own[row]);
    otherLog += Math.log1p(others[row]);
  }
  if (bars < LEAST_RETURNS) {
    const what = sign > 0 ? 'gains' : 'losses';
    return { missing: `needs ${LEAST_RETURNS} ${what} of the benchmark, has ${bars}` };
  }
  const otherLogPerYear = (otherLog * perYear) / bars;
  if (!(Math.abs(otherLogPerYear) <= MOST_LOG_GROWTH)) {
    return { missing: 'bars are so short that a year of one sign alone says nothing' };
  }
  const ratio = Math.expm1((ownLog * perYear) / bars) / Math.expm1(otherLogPerYear);
  return Number.isFinite(ratio) ? ratio : { missing: 'a year of such growth has no number' };
}

function lackOfBenchmark(account: Account, benchmark: Float64Array | undefined): string | null {
  if (benchmark === undefined) return 'no benchmark was given';
  if (benchmark.length !== account.curve.equity.length) {
    return `the benchmark has ${benchmark.length} bars, the account ${account.curve.equity.length}`;
  }
  const row = benchmark.findIndex((value) => !(Number.isFinite(value) && value > 0));
  if (row >= 0) {
    return `the benchmark is ${benchmark[row]} at ${dateText(account.curve.time[row])}`;
  }
  return lackOfReturns(account);
}

function regression(own: Float64Array, others: Float64Array, account: Account) {
  const ownMean = mean(own);
  const otherMean = mean(others);
  let shared = 0;
  let spread = 0;
  for (let row = 0; row < own.length; row++) {
    shared += (own[row] - ownMean) * (others[row] - otherMean);
    spread += (others[row] - otherMean) ** 2;
  }
  if (!varies(others)) {
    const missing: Measured = { missing: 'the benchmark never varies' };
    return { alpha: missing, beta: missing, correlation: missing };
  }
  const beta = shared / spread;
  const free = account.riskFreePerBar;
  const deviation = standardDeviation(own) * Math.sqrt(own.length - 1);
  return {
    alpha: (ownMean - free - beta * (otherMean - free)) * account.periodsPerYear,
    beta,
    correlation: varies(own)
      ? shared / (deviation * Math.sqrt(spread))
      : ({ missing: 'equity never varies' } as Measured),
  };
}

function excessReturn(account: Account, benchmark: Float64Array): Measured {
  const growth = annualizedReturn(account);
  if (typeof growth !== 'number') return growth;
  const times = benchmark[benchmark.length - 1] / benchmark[0];
  return growth - (times ** (1 / account.years) - 1);
}
