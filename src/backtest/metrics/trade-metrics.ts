import { type FillRecord, type FlowRecord, longestStreaks, type TradeRecord } from '#base';
import { type Account, lackOfTime } from './account.ts';
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
  const avgWin = average(wins, noWins);
  const avgLoss = average(losses, noLosses);
  const streaks = longestStreaks(results);
  return {
    totalTrades: trades.length,
    closedTrades: trades.length,
    winRate: trades.length === 0 ? { missing: none } : wins.length / trades.length,
    profitFactor: losses.length === 0 ? { missing: noLosses } : sum(wins) / -sum(losses),
    avgWin,
    avgLoss,
    payoffRatio: payoffRatio(avgWin, avgLoss),
    expectancy: average(results, none),
    bestTrade: extreme(Math.max),
    worstTrade: extreme(Math.min),
    longestWinningStreak: trades.length === 0 ? { missing: none } : streaks.gains,
    longestLosingStreak: trades.length === 0 ? { missing: none } : streaks.losses,
    averageHoldingDays: average(
      trades.map((trade) => (trade.exitTime - trade.entryTime) / DAY_MS),
      none,
    ),
  };
}

function payoffRatio(avgWin: Measured, avgLoss: Measured): Measured {
  if (typeof avgWin !== 'number') return avgWin;
  return typeof avgLoss === 'number' ? avgWin / -avgLoss : avgLoss;
}

/** How much the account was in the market, and what trading cost it. */
export function activityMetrics(account: Account, fills: readonly FillRecord[]) {
  const { equity, grossExposure } = account.curve;
  const traded = sum(fills.map((fill) => Math.abs(fill.quantity * fill.price) * (fill.rate ?? 1)));
  const feesPaid = sum(fills.map((fill) => fill.fee));
  const slippagePaid = sum(fills.map((fill) => fill.slippageCost));
  const costsPaid = tradingCosts(fills);
  const meanEquity = sum(equity) / equity.length;
  const leverage = equity.map((value, row) => grossExposure[row] / value);
  return {
    exposure: grossExposure.filter((gross) => gross > 0).length / grossExposure.length,
    averageGrossExposure:
      account.ruin === null ? sum(leverage) / leverage.length : { missing: account.ruin },
    turnover: perYear(traded / meanEquity, account),
    feesPaid,
    slippagePaid,
    costsPaid,
    costsPerYear: perYear(costsPaid / meanEquity, account),
    breakEvenCostBps: breakEvenCostBps(account, fills, costsPaid),
  };
}

function perYear(timesEquity: number, account: Account): Measured {
  const lack = lackOfTime(account);
  return lack === null ? timesEquity / account.years : { missing: lack };
}

/** Exact where costs were commissions alone: then net profit is gross profit less cost times notional. */
function breakEvenCostBps(
  { curve: { equity }, initialCapital }: Account,
  fills: readonly FillRecord[],
  costsPaid: number,
): Measured {
  const notional = sum(
    fills.map(({ quantity, price, rate, slippageCost }) =>
      Math.abs(quantity * price * (rate ?? 1) - slippageCost),
    ),
  );
  if (!(notional > 0)) return { missing: 'nothing was traded' };
  const netProfit = equity[equity.length - 1] - initialCapital;
  return (1e4 * (netProfit + costsPaid)) / notional;
}

/** Commissions, slippage and the exchange of currencies, account currency. */
export function tradingCosts(fills: readonly FillRecord[]): number {
  return sum(
    fills.map(({ fee, slippageCost, exchangeCost }) => fee + slippageCost + (exchangeCost ?? 0)),
  );
}

/** What changed equity besides prices and what fills cost, and all costs together. */
export function flowMetrics(flows: readonly FlowRecord[], fills: readonly FillRecord[]) {
  const borrowFeesPaid = sum(flows.map(({ borrowFees }) => borrowFees));
  const exchangeCostsPaid = sum(flows.map(({ exchangeCosts }) => exchangeCosts));
  const filled = sum(fills.map(({ fee, slippageCost }) => fee + slippageCost));
  return {
    dividendsReceived: sum(flows.map(({ dividends }) => dividends)),
    interestReceived: sum(flows.map(({ interest }) => interest)),
    borrowFeesPaid,
    exchangeCostsPaid,
    allCostsPaid: filled + borrowFeesPaid + exchangeCostsPaid,
    exchangeGains: sum(flows.map(({ exchangeGains }) => exchangeGains)),
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
