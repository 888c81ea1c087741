import { type FillRecord, sharpe, standardDeviation, type TradeRecord, worstDrawdown } from '#base';
import { LEAST_RETURNS } from '../metrics/account.ts';
import { figuresOf } from '../metrics/figures.ts';
import type { Measured, MetricKey } from '../metrics/metric.ts';
import { tradeMetrics, tradingCosts } from '../metrics/trade-metrics.ts';

/** The figures of a part, a few of `METRICS`. */
export const PART_METRICS = [
  'netProfit',
  'totalReturn',
  'sharpeRatio',
  'sharpeStandardError',
  'volatility',
  'maxDrawdown',
  'closedTrades',
  'winRate',
  'profitFactor',
  'costsPaid',
] as const satisfies readonly MetricKey[];

export type PartMetric = (typeof PART_METRICS)[number];

/** What one part of a run brought: an asset, a model, a year or a regime. */
export interface Part {
  readonly name: string;
  /** Stamps of its first and last bar, UTC epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly bars: number;
  /** Mean share of the decision; null where the part is no model. */
  readonly share: number | null;
  /** Finite, or null with the reason under `unavailable`. */
  readonly metrics: Readonly<Record<PartMetric, number | null>>;
  readonly unavailable: Readonly<Partial<Record<PartMetric, string>>>;
}

/** What a part is measured by. */
export interface PartBars {
  readonly name: string;
  readonly time: Float64Array;
  /** What the part brought in each bar, account currency [t ≥ 1]. */
  readonly results: Float64Array;
  /** The account's equity one close before each bar [t]. */
  readonly equityBefore: Float64Array;
  /** Closed trades and fills of the part; null where they are not its own. */
  readonly deals: {
    readonly trades: readonly TradeRecord[];
    readonly fills: readonly FillRecord[];
  } | null;
  readonly share?: number;
}

export interface PartOptions {
  readonly periodsPerYear: number;
  readonly riskFreePerBar: number;
}

/**
 * Headline figures of a part of a run.
 *
 * Its return in a bar is its result over the account's equity before; its total return its net result over
 * the equity that it began with; its drawdown that of an account which began with as much and had the part
 * alone. So a year compounds, and an asset contributes.
 */
export function measurePart(part: PartBars, options: PartOptions): Part {
  const { name, time, results, deals, share } = part;
  const measured: Readonly<Record<PartMetric, Measured>> = {
    ...pathMetrics(part, options),
    ...dealMetrics(deals),
  };
  const { values: metrics, unavailable } = figuresOf(measured);
  return {
    name,
    start: time[0],
    end: time[time.length - 1],
    bars: results.length,
    share: share ?? null,
    metrics,
    unavailable,
  };
}

function pathMetrics(
  { results, equityBefore }: PartBars,
  { periodsPerYear, riskFreePerBar }: PartOptions,
) {
  const begin = equityBefore[0];
  let netProfit = 0;
  const path = new Float64Array(results.length + 1).fill(begin);
  results.forEach((result, row) => {
    netProfit += result;
    path[row + 1] = begin + netProfit;
  });
  const ruinRow = equityBefore.findIndex((equity) => !(equity > 0));
  if (ruinRow >= 0) {
    const missing = { missing: `equity was ${equityBefore[ruinRow]} before a bar of it` };
    return {
      netProfit,
      totalReturn: begin > 0 ? netProfit / begin : missing,
      sharpeRatio: missing,
      sharpeStandardError: missing,
      volatility: missing,
      maxDrawdown: missing,
    };
  }
  const returns = results.map((result, row) => result / equityBefore[row]);
  return {
    netProfit,
    totalReturn: netProfit / begin,
    ...returnFigures(returns, periodsPerYear, riskFreePerBar),
    maxDrawdown: worstDrawdown(path).depth,
  };
}

function returnFigures(returns: Float64Array, periodsPerYear: number, riskFreePerBar: number) {
  const { ratio, standardError } = sharpe(returns, periodsPerYear, riskFreePerBar);
  const lack =
    returns.length < LEAST_RETURNS
      ? `needs ${LEAST_RETURNS} bar returns, has ${returns.length}`
      : null;
  const missing = { missing: lack ?? 'its result never varies' };
  const isKnown = lack === null && !Number.isNaN(ratio);
  return {
    sharpeRatio: isKnown ? ratio : missing,
    sharpeStandardError: isKnown ? standardError : missing,
    volatility: lack === null ? standardDeviation(returns) * Math.sqrt(periodsPerYear) : missing,
  };
}

function dealMetrics(deals: PartBars['deals']) {
  if (deals === null) {
    const missing = { missing: 'trades and costs are those of the whole decision' };
    return { closedTrades: missing, winRate: missing, profitFactor: missing, costsPaid: missing };
  }
  const { closedTrades, winRate, profitFactor } = tradeMetrics(deals.trades);
  return { closedTrades, winRate, profitFactor, costsPaid: tradingCosts(deals.fills) };
}
