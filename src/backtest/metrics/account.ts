import type { EquityCurve } from '#base';
import { assert, periodsPerYear, YEAR_MS } from '#base';
import { dateText } from '#data';
import type { Measured } from './metric.ts';

/** Fewer returns than this say nothing about a distribution. */
export const LEAST_RETURNS = 20;

/** A larger return is no return: its fourth power would leave the range of numbers. */
const LARGEST_RETURN = 1e60;

/** A shorter history is not blown up to a year. */
const LEAST_YEARS = 30 / 365.2425;

export interface MetricOptions {
  /** Account value before the first bar; the first close's equity when absent. */
  readonly initialCapital?: number;
  /** A year, fraction; 0 when absent. */
  readonly riskFreeRate?: number;
  /** Bars a year; read off the bar times when absent. */
  readonly periodsPerYear?: number;
  /** Of the bootstrap; 0 when absent. */
  readonly seed?: number;
  /** Largest share of a bar's volume that a fill may take; null when there is no such cap. */
  readonly maxVolumeFraction?: number | null;
}

/** An equity curve made ready for measuring. */
export interface Account {
  readonly curve: EquityCurve;
  readonly initialCapital: number;
  /** Bar returns; empty when the account was ever at or below zero, where they mean nothing [n]. */
  readonly returns: Float64Array;
  readonly years: number;
  readonly periodsPerYear: number;
  readonly riskFreePerBar: number;
  /** Why returns are missing; null when they are there. */
  readonly ruin: string | null;
}

/** The curve of something held throughout, such as the benchmark, by its worth at each close [t]. */
export function heldCurve(time: Float64Array, values: Float64Array): EquityCurve {
  return {
    time,
    equity: values,
    cash: new Float64Array(values.length),
    grossExposure: values,
    netExposure: values,
  };
}

export function accountOf(curve: EquityCurve, options: MetricOptions): Account {
  const { time, equity } = curve;
  assert(equity.length > 0 && equity.length === time.length, 'an equity curve has a bar');
  assert(equity.every(Number.isFinite), 'equity is finite at every bar');
  const initialCapital = options.initialCapital ?? equity[0];
  assert(initialCapital > 0, 'an account starts with money');
  const perYear = options.periodsPerYear ?? periodsPerYear(time);
  const ruin = ruinOf(curve, initialCapital);
  return {
    curve,
    initialCapital,
    returns: ruin === null ? barReturns(equity, initialCapital) : new Float64Array(0),
    years: (time[time.length - 1] - time[0]) / YEAR_MS,
    periodsPerYear: perYear,
    riskFreePerBar: (1 + (options.riskFreeRate ?? 0)) ** (1 / perYear) - 1,
    ruin,
  };
}

function ruinOf({ time, equity }: EquityCurve, initialCapital: number): string | null {
  let before = initialCapital;
  for (let row = 0; row < equity.length; row++) {
    const value = equity[row];
    if (!(value > 0)) return `equity fell to ${value} at ${dateText(time[row])}`;
    if (!(value / before <= LARGEST_RETURN)) {
      return `equity rose from ${before} to ${value} at ${dateText(time[row])}, which is no return`;
    }
    before = value;
  }
  return null;
}

/**
 * Close-to-close returns, v_t / v_{t−1} − 1.
 *
 * The first bar counts only when the account moved in it, which it does when an order fills at that
 * very close: else a return of 0 that nobody could have earned would water the others down.
 *
 * @param values - [t], positive
 * @returns [t − 1], or [t] when the first value is not the starting capital
 */
export function barReturns(values: Float64Array, initialCapital: number): Float64Array {
  const first = values[0] === initialCapital ? 1 : 0;
  return Float64Array.from(
    { length: values.length - first },
    (_, row) => values[row + first] / (values[row + first - 1] ?? initialCapital) - 1,
  );
}

/** (final / initial)^(1 / years) − 1. */
export function annualizedReturn(account: Account): Measured {
  const lack = lackOfTime(account);
  return lack === null ? grown(account, 1 / account.years) : { missing: lack };
}

/** (final / initial)^(bars a year / bars) − 1. */
export function annualReturnByBars(account: Account): Measured {
  const lack = lackOfReturns(account);
  return lack === null
    ? grown(account, account.periodsPerYear / account.returns.length)
    : { missing: lack };
}

function grown({ curve: { equity }, initialCapital }: Account, times: number): Measured {
  const growth = (equity[equity.length - 1] / initialCapital) ** times - 1;
  return Number.isFinite(growth) ? growth : { missing: 'a year of such growth has no number' };
}

/** Why figures a year of elapsed time are missing; null when they are there. */
export function lackOfTime(account: Account): string | null {
  if (account.ruin !== null) return account.ruin;
  if (!(account.years >= LEAST_YEARS)) {
    return `needs 30 days of history, has ${(account.years * 365.2425).toFixed(1)}`;
  }
  return null;
}

/** Why figures of the return distribution are missing; null when they are there. */
export function lackOfReturns(account: Account): string | null {
  if (account.ruin !== null) return account.ruin;
  if (account.returns.length >= LEAST_RETURNS) return null;
  return `needs ${LEAST_RETURNS} bar returns, has ${account.returns.length}`;
}
