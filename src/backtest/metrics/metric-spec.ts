/** What a metric is measured in; decides how it is printed. */
export type MetricUnit = 'money' | 'fraction' | 'ratio' | 'count' | 'bars' | 'days' | 'bps';

export type MetricGroup = 'return' | 'risk' | 'trades' | 'activity' | 'benchmark';

export interface MetricSpec {
  readonly label: string;
  readonly group: MetricGroup;
  readonly unit: MetricUnit;
  /** One sentence, precise enough to compute the figure by hand. */
  readonly meaning: string;
  /** The same as mathematics, in the letters of `FORMULA_LETTERS`, where words alone are clumsy. */
  readonly formula?: string;
}

/** What the letters of formulas stand for. */
export const FORMULA_LETTERS =
  'E_0 starting capital, E_t equity at the close of bar t, E_T at the last, r_t = E_t / E_{t−1} − 1, n the number of returns, r̄ their mean, s their standard deviation (n − 1 in its denominator), r_(i) the i-th smallest, f the risk-free rate a bar, P bars a year, Y elapsed years of 365.2425 days, d_t = 1 − E_t / max E_{s ≤ t}, b_t the benchmark’s return, q, p and V quantity, price and bar volume of a fill, w and l the net profits of trades that won and lost';

/** A metric of any unit. */
export function spec(
  unit: MetricUnit,
  group: MetricGroup,
  label: string,
  meaning: string,
  formula?: string,
): MetricSpec {
  return { label, group, unit, meaning, ...(formula !== undefined && { formula }) };
}

export function money(
  group: MetricGroup,
  label: string,
  meaning: string,
  formula?: string,
): MetricSpec {
  return spec('money', group, label, meaning, formula);
}

export function fraction(
  group: MetricGroup,
  label: string,
  meaning: string,
  formula?: string,
): MetricSpec {
  return spec('fraction', group, label, meaning, formula);
}

export function ratio(
  group: MetricGroup,
  label: string,
  meaning: string,
  formula?: string,
): MetricSpec {
  return spec('ratio', group, label, meaning, formula);
}

export function count(group: MetricGroup, label: string, meaning: string): MetricSpec {
  return spec('count', group, label, meaning);
}
