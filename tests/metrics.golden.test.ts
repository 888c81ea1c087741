import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { computeMetrics } from '#backtest';
import {
  cornishFisherTailRisk,
  drawdownRisk,
  drawdowns,
  lowerPartialMoment,
  mean,
  normalCdf,
  normalTailRisk,
  quantileOfSorted,
  standardDeviation,
} from '#base';
import { haveMarketData, readCloses } from './support/market-data.ts';

const golden = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'golden', file), 'utf8'));

const here = haveMarketData('GOOG_1d.csv', 'SPY_1d.csv');

/** GOOG's closes taken as an account, SPY's of the same days as its benchmark. */
function measureGoog() {
  const goog = readCloses('GOOG_1d.csv');
  const spy = readCloses('SPY_1d.csv');
  const days = [...goog.keys()];
  const equity = Float64Array.from(goog.values());
  const curve = {
    time: Float64Array.from(days, (day) => Date.parse(day)),
    equity,
    cash: new Float64Array(equity.length),
    grossExposure: equity,
    netExposure: equity,
  };
  const benchmark = Float64Array.from(days, (day) => spy.get(day) ?? Number.NaN);
  const run = { equity: curve, trades: [], fills: [], benchmark };
  const returns = equity.subarray(1).map((value, row) => value / equity[row] - 1);
  return {
    metrics: computeMetrics(run, { periodsPerYear: 252 }),
    inferred: computeMetrics(run),
    returns,
    equity,
  };
}

function expectEqual(actual: number | null, expected: number): void {
  expect(actual).not.toBeNull();
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(
    1e-9 * Math.max(1, Math.abs(expected)),
  );
}

describe.skipIf(!here)('metrics of GOOG against SPY, 2004 to 2013', () => {
  const { empyrical, quantstats } = golden('metrics_GOOG_vs_SPY.json');
  const { skfolio, riskfolio } = golden('risk_GOOG.json');
  const { metrics, inferred, returns, equity } = measureGoog();
  const n = returns.length;

  it('equal empyrical and quantstats where the definitions are the same', () => {
    expectEqual(metrics.totalReturn, empyrical.cum_returns_final);
    expectEqual(metrics.volatility, empyrical.annual_volatility);
    expectEqual(metrics.sharpeRatio, empyrical.sharpe_ratio);
    expectEqual(metrics.sortinoRatio, empyrical.sortino_ratio);
    expectEqual(metrics.beta, empyrical.beta);
    expectEqual(metrics.maxDrawdown, -empyrical.max_drawdown);
    expectEqual(metrics.skew, quantstats.skew);
    expectEqual(metrics.kurtosis, quantstats.kurtosis);
    expectEqual(metrics.alpha, quantstats.alpha);
    expectEqual(metrics.exposure, quantstats.exposure);
    expectEqual(metrics.annualReturnByBars, empyrical.annual_return);
    expectEqual(metrics.annualReturnByBars, quantstats.cagr);
    expectEqual(metrics.omegaRatio, empyrical.omega_ratio);
    expectEqual(metrics.tailRatio, empyrical.tail_ratio);
    expectEqual(metrics.growthStability, empyrical.stability_of_timeseries);
    expectEqual(metrics.downsideDeviation, empyrical.downside_risk);
    expectEqual(metrics.upCapture, empyrical.up_capture);
    expectEqual(metrics.downCapture, empyrical.down_capture);
    expectEqual(metrics.winningBars, quantstats.win_rate);
    expectEqual(metrics.longestWinningBars, quantstats.consecutive_wins);
    expectEqual(metrics.longestLosingBars, quantstats.consecutive_losses);
  });

  it('equal skfolio and Riskfolio-Lib in VaR, CVaR and drawdowns', () => {
    expectEqual(metrics.valueAtRisk95, skfolio.value_at_risk);
    expectEqual(metrics.valueAtRisk95, riskfolio.VaR_Hist);
    expectEqual(metrics.conditionalValueAtRisk95, riskfolio.CVaR_Hist);
    expectEqual(metrics.maxDrawdown, riskfolio.MDD_Rel);
    expectEqual(metrics.averageDrawdown, riskfolio.ADD_Rel);
    expectEqual(metrics.averageDrawdown, skfolio.average_drawdown_compounded);
    expectEqual(metrics.conditionalDrawdown95, riskfolio.CDaR_Rel);
    expectEqual(metrics.conditionalDrawdown95, skfolio.cdar_compounded);
    expectEqual(metrics.ulcerIndex, riskfolio.UCI_Rel);
    expectEqual(metrics.ulcerIndex, skfolio.ulcer_index_compounded);
    // Theirs have a row for each return: the first close is none of its own.
    expectEqual(drawdownRisk(drawdowns(equity).subarray(1), 0.95).atRisk, riskfolio.DaR_Rel);
  });

  it('equal them in the spread of returns', () => {
    expectEqual(metrics.meanAbsoluteDeviation, skfolio.mean_absolute_deviation);
    expectEqual(metrics.meanAbsoluteDeviation, riskfolio.MAD);
    expectEqual(metrics.semiDeviation, skfolio.semi_deviation);
    expectEqual(metrics.semiDeviation, riskfolio.SemiDeviation);
    expectEqual(metrics.giniMeanDifference, skfolio.gini_mean_difference);
    expectEqual(metrics.giniMeanDifference, riskfolio.GMD);
    expectEqual(metrics.worstReturn, -skfolio.worst_realization);
    expectEqual(metrics.worstReturn, -riskfolio.WR);
    expectEqual(metrics.entropicValueAtRisk95, skfolio.evar);
  });

  it('tell a shortfall below 0, as Riskfolio-Lib, from one below the mean, as skfolio', () => {
    expectEqual(metrics.meanShortfall, riskfolio.LPM1);
    expectEqual(lowerPartialMoment(returns, mean(returns)), skfolio.first_lower_partial_moment);
  });

  it('turn into drawdowns of returns that are summed instead of compounded', () => {
    let sum = 0;
    let peak = 0;
    const depths = returns.map((value) => {
      sum += value;
      peak = Math.max(peak, sum);
      return peak - sum;
    });
    const fall = drawdownRisk(depths, 0.95);
    expectEqual(Math.max(...depths), skfolio.max_drawdown_summed);
    expectEqual(Math.max(...depths), riskfolio.MDD_Abs);
    expectEqual(fall.conditionalAtRisk, skfolio.cdar_summed);
    expectEqual(fall.conditionalAtRisk, riskfolio.CDaR_Abs);
    expectEqual(fall.ulcerIndex, skfolio.ulcer_index_summed);
    expectEqual(fall.ulcerIndex, riskfolio.UCI_Abs);
  });

  it('lie where their distribution says for a fitted normal and a Cornish-Fisher tail', () => {
    const normal = normalTailRisk(returns, 0.95);
    expectEqual(
      normal.valueAtRisk,
      1.6448536269514722 * standardDeviation(returns) - mean(returns),
    );
    // Right skew and fat tails: less often a loss at 95%, a deeper one beyond.
    const corrected = cornishFisherTailRisk(returns, 0.95);
    expect(corrected.valueAtRisk).toBeLessThan(normal.valueAtRisk);
    expect(cornishFisherTailRisk(returns, 0.99).conditionalValueAtRisk).toBeGreaterThan(
      normalTailRisk(returns, 0.99).conditionalValueAtRisk,
    );
  });

  it('annualise by elapsed time, where empyrical counts 252 bars a year', () => {
    const growth = 1 + (metrics.totalReturn ?? Number.NaN);
    const counted = metrics.annualReturnByBars ?? Number.NaN;
    expectEqual(counted / (metrics.maxDrawdown ?? Number.NaN), empyrical.calmar_ratio);
    const years = (Date.UTC(2013, 2, 1) - Date.UTC(2004, 7, 19)) / 86_400_000 / 365.2425;
    expectEqual(metrics.annualizedReturn, growth ** (1 / years) - 1);
  });

  it('turn into the other conventions of the same figures', () => {
    // empyrical compounds alpha over 252 bars, and does not annualise its information ratio.
    expectEqual((1 + (metrics.alpha ?? Number.NaN) / 252) ** 252 - 1, empyrical.alpha);
    expectEqual((metrics.informationRatio ?? Number.NaN) / Math.sqrt(252), empyrical.excess_sharpe);
    expectEqual((metrics.correlation ?? Number.NaN) ** 2, quantstats.r_squared);
    // empyrical's VaR interpolates between two returns, ours takes the one that occurred.
    expectEqual(quantileOfSorted(returns.toSorted(), 0.05), empyrical.value_at_risk);
    // empyrical's CVaR counts whole returns, ours the last of them in part.
    const worst = returns.toSorted().subarray(0, Math.floor(0.05 * (n - 1)) + 1);
    expectEqual(mean(worst), empyrical.conditional_value_at_risk);
    // quantstats takes 3 off a kurtosis that is in excess of 3 already.
    const perBar = (metrics.sharpeRatio ?? Number.NaN) / Math.sqrt(252);
    const theirs =
      1 +
      perBar ** 2 / 2 -
      (metrics.skew ?? 0) * perBar +
      (((metrics.kurtosis ?? 0) - 3) / 4) * perBar ** 2;
    expectEqual(
      normalCdf(perBar / Math.sqrt(theirs / (n - 1))),
      quantstats.probabilistic_sharpe_ratio,
    );
    // A normal tail with the mean and deviation of the returns, and the mean of what lies beyond it.
    const normal = normalTailRisk(returns, 0.95).valueAtRisk;
    expectEqual(-normal, quantstats.value_at_risk);
    expectEqual(mean(returns.filter((value) => value < -normal)), quantstats.cvar);
    // n − 1 in the denominator, as in a sample's deviation.
    expectEqual(
      (metrics.ulcerIndex ?? Number.NaN) * Math.sqrt(n / (n - 1)),
      quantstats.ulcer_index,
    );
    // Population skewness, without the small-sample correction.
    expectEqual(((metrics.skew ?? Number.NaN) * (n - 2)) / Math.sqrt(n * (n - 1)), skfolio.skew);
    // Population kurtosis, and not above the normal's 3.
    const excess = (((metrics.kurtosis ?? Number.NaN) * (n - 2) * (n - 3)) / (n - 1) - 6) / (n + 1);
    expectEqual(excess + 3, skfolio.kurtosis);
  });

  it('turn into the ratios of backtesting.py, of compound growth over what compounds', () => {
    const peer = golden('metrics_backtesting_GOOG.json');
    const growth = metrics.annualReturnByBars ?? Number.NaN;
    expectEqual(growth, peer.return_annual);
    const square = (1 + growth) ** (2 / 252);
    const volatility = Math.sqrt(
      (standardDeviation(returns) ** 2 + square) ** 252 - (1 + growth) ** 2,
    );
    expectEqual(volatility, peer.volatility_annual);
    expectEqual(growth / volatility, peer.sharpe_ratio);
    expectEqual(growth / (metrics.downsideDeviation ?? Number.NaN), peer.sortino_ratio);
    expectEqual(growth / (metrics.maxDrawdown ?? Number.NaN), peer.calmar_ratio);
  });

  it('are the parts of figures that combine them', () => {
    const value = (figure: number | null) => figure ?? Number.NaN;
    const gains = returns.filter((move) => move > 0);
    const losses = returns.filter((move) => move < 0);
    const payoff = mean(gains) / -mean(losses);
    expectEqual(payoff, quantstats.payoff_ratio);
    expectEqual(value(metrics.omegaRatio) - 1, quantstats.gain_to_pain_ratio);
    expectEqual(value(metrics.omegaRatio), quantstats.profit_factor);
    expectEqual(
      value(metrics.omegaRatio) * value(metrics.tailRatio),
      quantstats.common_sense_ratio,
    );
    expectEqual(
      value(metrics.omegaRatio) * value(metrics.winningBars) * payoff,
      quantstats.cpc_index,
    );
    expectEqual(value(metrics.sortinoRatio) / Math.SQRT2, quantstats.adjusted_sortino);
    expectEqual((1 + value(metrics.totalReturn)) ** (1 / n) - 1, quantstats.geometric_mean);
    const won = value(metrics.winningBars);
    expectEqual(value(metrics.omegaRatio) * (1 / won - 1), quantstats.payoff_ratio);
    expectEqual(won * (1 - 1 / value(metrics.omegaRatio)), quantstats.kelly_criterion);
    expectEqual(
      value(metrics.totalReturn) / (value(metrics.ulcerIndex) * Math.sqrt(n / (n - 1))),
      quantstats.ulcer_performance_index,
    );
    const sum = returns.reduce((total, move) => total + move, 0);
    expectEqual(sum / value(metrics.maxDrawdown), quantstats.recovery_factor);
  });

  it('infer 252 bars a year from the stamps of a daily stock', () => {
    expect(inferred.periodsPerYear).toBe(252);
    expect(inferred.sharpeRatio).toBe(metrics.sharpeRatio);
  });

  it('have a 95% interval around the Sharpe ratio, as wide as its standard error says', () => {
    const { sharpeLow95, sharpeHigh95, sharpeRatio, sharpeStandardError } = metrics;
    const width =
      ((sharpeHigh95 ?? 0) - (sharpeLow95 ?? 0)) / (2 * 1.96 * (sharpeStandardError ?? 0));
    expect(sharpeLow95).toBeLessThan(sharpeRatio ?? 0);
    expect(sharpeHigh95).toBeGreaterThan(sharpeRatio ?? 0);
    expect(width).toBeGreaterThan(0.85);
    expect(width).toBeLessThan(1.15);
  });
});
