import { type EquityCurve, worstDrawdown } from '#base';
import {
  accountOf,
  annualizedReturn,
  lackOfReturns,
  type MetricOptions,
} from '../metrics/account.ts';
import { figuresOf } from '../metrics/figures.ts';
import type { Measured, MetricKey } from '../metrics/metric.ts';
import { calmarRatio, sharpeFigures } from '../metrics/return-metrics.ts';
import { yearlyVolatility } from '../metrics/risk-metrics.ts';

/** The figures of a baseline, a few of `METRICS`: all of them would take longer than the run. */
export const BASELINE_METRICS = [
  'totalReturn',
  'annualizedReturn',
  'sharpeRatio',
  'sharpeStandardError',
  'maxDrawdown',
  'volatility',
  'calmarRatio',
] as const satisfies readonly MetricKey[];

export type BaselineMetric = (typeof BASELINE_METRICS)[number];

/** Something that a run is held against, on the same bars. */
export interface Baseline {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly meaning: string;
  /** Finite, or null with the reason under `unavailable`. */
  readonly metrics: Readonly<Record<BaselineMetric, number | null>>;
  readonly unavailable: Readonly<Partial<Record<BaselineMetric, string>>>;
}

/** A baseline before it is measured. */
export interface BaselineCurve extends Pick<Baseline, 'name' | 'meaning'> {
  /** Equity at every close [t ≥ 1], finite, starting above 0. */
  readonly curve: EquityCurve;
}

/** Headline figures of a baseline, as `computeMetrics` has them. */
export function measureBaseline(
  { name, meaning, curve }: BaselineCurve,
  options: MetricOptions,
): Baseline {
  const account = accountOf(curve, options);
  const { equity } = curve;
  const growth = annualizedReturn(account);
  const lack = lackOfReturns(account);
  const sharpe = sharpeFigures(account);
  const { depth } = worstDrawdown(equity);
  const measured: Readonly<Record<BaselineMetric, Measured>> = {
    totalReturn: equity[equity.length - 1] / account.initialCapital - 1,
    annualizedReturn: growth,
    sharpeRatio: 'missing' in sharpe ? sharpe : sharpe.ratio,
    sharpeStandardError: 'missing' in sharpe ? sharpe : sharpe.standardError,
    maxDrawdown: depth,
    volatility: lack === null ? yearlyVolatility(account) : { missing: lack },
    calmarRatio: calmarRatio(growth, depth),
  };
  const { values, unavailable } = figuresOf(measured);
  return { name, meaning, metrics: values, unavailable };
}
