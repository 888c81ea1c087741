import type { FillRecord, FlowRecord, TradeRecord } from '#base';
import { type Account, LEAST_YEARS } from './account.ts';
import type { Measured } from './metric.ts';

const DAY_MS = 86_400_000;

/** What closed trades brought, net of fees. */
export function tradeMetrics(trades: readonly TradeRecord[]) {
  const results = trades.map((trade) => trade.netPnl);
  const wins = results.filter((result) => result > 0);
  const losses = results.filter((result) => result < 0);
  const none = 'no trade was closed';
  const average = (values: readonly number[], missing: string): Measured =>
    values.length === 0 ? { missing } : sum(values) / values.length;
  const extreme = (pick: (left: number, right: number) => number): Measured =>
    results.length === 0 ? { missing: none } : results.reduce((left, right) => pick(left, right));
  const noWins = trades.length === 0 ? none : 'no trade won';
  const noLosses = trades.length === 0 ? none : 'no trade lost';
  return {
    totalTrades: trades.length,
    closedTrades: trades.length,
    winRate: trades.length === 0 ? { missing: none } : wins.length / trades.length,
    profitFactor: losses.length === 0 ? { missing: noLosses } : sum(wins) / -sum(losses),
    avgWin: average(wins, noWins),
    avgLoss: average(losses, noLosses),
    expectancy: average(results, none),
    bestTrade: extreme(Math.max),
    worstTrade: extreme(Math.min),
    averageHoldingDays: average(
      trades.map((trade) => (trade.exitTime - trade.entryTime) / DAY_MS),
      none,
    ),
  };
}

/** How much the account was in the market, and what trading cost it. */
export function activityMetrics(account: Account, fills: readonly FillRecord[]) {
  const { equity, grossExposure } = account.curve;
  const traded = sum(fills.map((fill) => Math.abs(fill.quantity * fill.price) * (fill.rate ?? 1)));
  const meanEquity = sum(equity) / equity.length;
  const leverage = equity.map((value, row) => grossExposure[row] / value);
  return {
    exposure: grossExposure.filter((gross) => gross > 0).length / grossExposure.length,
    averageGrossExposure:
      account.ruin === null ? sum(leverage) / leverage.length : { missing: account.ruin },
    turnover: turnover(traded / meanEquity, account),
    feesPaid: sum(fills.map((fill) => fill.fee)),
    slippagePaid: sum(fills.map((fill) => fill.slippageCost)),
  };
}

/** What changed equity besides prices and what fills cost. */
export function flowMetrics(flows: readonly FlowRecord[]) {
  return {
    dividendsReceived: sum(flows.map(({ dividends }) => dividends)),
    interestReceived: sum(flows.map(({ interest }) => interest)),
    borrowFeesPaid: sum(flows.map(({ borrowFees }) => borrowFees)),
    exchangeCostsPaid: sum(flows.map(({ exchangeCosts }) => exchangeCosts)),
    exchangeGains: sum(flows.map(({ exchangeGains }) => exchangeGains)),
  };
}

function turnover(timesEquity: number, account: Account): Measured {
  if (account.ruin !== null) return { missing: account.ruin };
  if (!(account.years >= LEAST_YEARS)) return { missing: 'needs 30 days of history' };
  return timesEquity / account.years;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
