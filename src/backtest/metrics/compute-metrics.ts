import type { BarTable, EquityCurve, FillRecord, FlowRecord, TradeRecord } from '#base';
import { accountOf, heldCurve, type MetricOptions } from './account.ts';
import { benchmarkMetrics } from './benchmark-metrics.ts';
import { capacity } from './capacity.ts';
import { figuresOf } from './figures.ts';
import type { Measured, MetricKey, Metrics } from './metric.ts';
import { returnMetrics } from './return-metrics.ts';
import { riskMetrics } from './risk-metrics.ts';
import { activityMetrics, flowMetrics, tradeMetrics } from './trade-metrics.ts';

/** The part of a run record that is measured; a whole record fits. */
export interface Measurable {
  readonly equity: EquityCurve;
  readonly trades: readonly TradeRecord[];
  readonly fills: readonly FillRecord[];
  /** None when absent. */
  readonly flows?: readonly FlowRecord[];
  readonly benchmark?: Float64Array;
  /** Bars as traded, by symbol; capacity is read off their volume. */
  readonly prices?: Readonly<Record<string, BarTable>>;
}

/**
 * Every performance metric of an account, each defined in `METRICS`.
 *
 * A metric that cannot be computed is null, and `unavailable` says why: never NaN, never a made-up 0.
 *
 * @param run - equity at every close [t ≥ 1], finite, starting above 0; closed trades; fills
 * @throws Error when the curve is empty, not finite, or starts at or below 0: a bug of its maker
 */
export function computeMetrics(run: Measurable, options: MetricOptions = {}): Metrics {
  const account = accountOf(run.equity, options);
  const measured: Readonly<Record<MetricKey, Measured>> = {
    ...returnMetrics(account, options.seed ?? 0),
    ...riskMetrics(account),
    ...tradeMetrics(run.trades),
    ...activityMetrics(account, run.fills),
    capacity: capacity(account, {
      fills: run.fills,
      prices: run.prices,
      maxVolumeFraction: options.maxVolumeFraction,
    }),
    ...flowMetrics(run.flows ?? [], run.fills),
    ...benchmarkMetrics(account, run.benchmark),
  };
  const known = Number.isFinite(account.periodsPerYear) ? account.periodsPerYear : null;
  const { values, unavailable } = figuresOf(measured);
  return { ...values, unavailable, periodsPerYear: known };
}

/**
 * Metrics of something bought once and held, such as the benchmark, in the form of an account's.
 *
 * @param time - bar stamps [t], UTC epoch ms
 * @param values - its worth at each close [t]
 * @param benchmark - worth of another at the same closes [t]; undefined when there is none
 */
export function computeHoldingMetrics(
  time: Float64Array,
  values: Float64Array,
  options: MetricOptions = {},
  benchmark?: Float64Array,
): Metrics {
  const equity = heldCurve(time, values);
  const run = { equity, trades: [], fills: [], ...(benchmark !== undefined && { benchmark }) };
  return computeMetrics(run, options);
}
