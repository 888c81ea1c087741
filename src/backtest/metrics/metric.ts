/** What a metric is measured in; decides how it is printed. */
export type MetricUnit = 'money' | 'fraction' | 'ratio' | 'count' | 'bars' | 'days';

export type MetricGroup = 'return' | 'risk' | 'trades' | 'activity' | 'benchmark';

export interface MetricSpec {
  readonly label: string;
  readonly group: MetricGroup;
  readonly unit: MetricUnit;
  /** One sentence, precise enough to compute the figure by hand. */
  readonly meaning: string;
}

/** A figure, or the sentence that says why there is none. */
export type Measured = number | { readonly missing: string };

/**
 * Every metric in the order it is shown; fractions, never percent, and losses of a distribution
 * (drawdown, VaR, CVaR) as positive numbers.
 */
export const METRICS = {
  finalEquity: money('return', 'Final equity', 'Account value at the last close.'),
  totalReturn: fraction('return', 'Total return', 'Final equity over starting capital, minus 1.'),
  annualizedReturn: fraction(
    'return',
    'Annualised return',
    'Compound growth by elapsed time: (1 + total return)^(1 / years) − 1, a year being 365.2425 days.',
  ),
  sharpeRatio: ratio(
    'return',
    'Sharpe ratio',
    'Mean bar return above the risk-free rate over its standard deviation, times √(bars a year).',
  ),
  sharpeStandardError: ratio(
    'return',
    'Sharpe standard error',
    'Of the Sharpe ratio, allowing for skew and fat tails, with returns taken as independent.',
  ),
  sharpeLow95: ratio(
    'return',
    'Sharpe, 95% from',
    'Lower end of the 95% interval by stationary block bootstrap.',
  ),
  sharpeHigh95: ratio(
    'return',
    'Sharpe, 95% to',
    'Upper end of the 95% interval by stationary block bootstrap.',
  ),
  probabilisticSharpe: fraction(
    'return',
    'Probability of Sharpe > 0',
    'Normal probability of Sharpe ratio over its standard error; counts this run alone, not the others tried.',
  ),
  sortinoRatio: ratio(
    'return',
    'Sortino ratio',
    'Mean bar return above the risk-free rate over the root mean square of its negative part, times √(bars a year).',
  ),
  calmarRatio: ratio('return', 'Calmar ratio', 'Annualised return over maximum drawdown.'),
  volatility: fraction(
    'risk',
    'Volatility',
    'Standard deviation of bar returns times √(bars a year).',
  ),
  maxDrawdown: fraction('risk', 'Maximum drawdown', 'Deepest fall from an earlier peak of equity.'),
  maxDrawdownDuration: spec(
    'bars',
    'risk',
    'Longest drawdown',
    'Longest stretch below an earlier peak, from that peak to recovery or to the end.',
  ),
  maxDrawdownDays: spec('days', 'risk', 'Longest drawdown', 'The same stretch in calendar days.'),
  valueAtRisk95: fraction(
    'risk',
    'VaR 95%, one bar',
    'Loss that 95% of the bars did not exceed (historical).',
  ),
  conditionalValueAtRisk95: fraction(
    'risk',
    'CVaR 95%, one bar',
    'Mean loss of the worst 5% of the bars (historical).',
  ),
  entropicValueAtRisk95: fraction(
    'risk',
    'EVaR 95%, one bar',
    'Entropic value at risk: the tightest bound on VaR and CVaR that the moments of all bar returns give.',
  ),
  worstReturn: fraction('risk', 'Worst bar', 'Smallest bar return, a negative fraction.'),
  meanAbsoluteDeviation: fraction(
    'risk',
    'Mean absolute deviation',
    'Mean distance of a bar return from their mean.',
  ),
  semiDeviation: fraction(
    'risk',
    'Semi-deviation',
    'Root of the squares of bar returns below their mean, summed and divided by one less than their number.',
  ),
  meanShortfall: fraction(
    'risk',
    'Mean shortfall',
    'First lower partial moment: mean over all bars of the loss, 0 where there is none.',
  ),
  giniMeanDifference: fraction(
    'risk',
    'Gini mean difference',
    'Mean distance between two different bar returns.',
  ),
  averageDrawdown: fraction(
    'risk',
    'Average drawdown',
    'Mean over the closes after the first of the fall from an earlier peak of equity.',
  ),
  conditionalDrawdown95: fraction('risk', 'CDaR 95%', 'Mean of the deepest 5% of those falls.'),
  ulcerIndex: fraction('risk', 'Ulcer index', 'Root mean square of those falls.'),
  skew: ratio('risk', 'Skew', 'Skewness of bar returns, small-sample corrected.'),
  kurtosis: ratio(
    'risk',
    'Excess kurtosis',
    'Kurtosis of bar returns above the normal’s 3, small-sample corrected.',
  ),
  totalTrades: count('trades', 'Trades', 'Round trips opened and closed again.'),
  closedTrades: count('trades', 'Closed trades', 'The same count under its plainer name.'),
  winRate: fraction('trades', 'Win rate', 'Share of closed trades with a net profit above 0.'),
  profitFactor: ratio('trades', 'Profit factor', 'Net profits over net losses of closed trades.'),
  avgWin: money('trades', 'Average win', 'Mean net profit of winning trades.'),
  avgLoss: money('trades', 'Average loss', 'Mean net result of losing trades, a negative amount.'),
  expectancy: money('trades', 'Expectancy', 'Mean net result of a closed trade.'),
  bestTrade: money('trades', 'Best trade', 'Largest net result of a closed trade.'),
  worstTrade: money('trades', 'Worst trade', 'Smallest net result of a closed trade.'),
  averageHoldingDays: spec(
    'days',
    'trades',
    'Average holding',
    'Mean calendar days from entry to exit of a closed trade.',
  ),
  exposure: fraction('activity', 'Time in market', 'Share of bars with a position open.'),
  averageGrossExposure: fraction(
    'activity',
    'Average gross exposure',
    'Mean of Σ|position value| over equity.',
  ),
  turnover: ratio(
    'activity',
    'Turnover a year',
    'Notional bought and sold a year, both counted, over mean equity.',
  ),
  feesPaid: money('activity', 'Fees paid', 'All commissions.'),
  slippagePaid: money('activity', 'Slippage paid', 'Prices paid beyond the fill rule’s own.'),
  dividendsReceived: money(
    'activity',
    'Dividends received',
    'Dividends on longs less those owed on shorts.',
  ),
  interestReceived: money(
    'activity',
    'Interest received',
    'Interest on cash less that on debit; negative where more was paid.',
  ),
  borrowFeesPaid: money('activity', 'Borrow fees paid', 'Fees on the value of shorts.'),
  exchangeCostsPaid: money(
    'activity',
    'Exchange costs paid',
    'Costs of exchanging what trades and dividends paid in other currencies.',
  ),
  exchangeGains: money(
    'activity',
    'Exchange gains',
    'What changes of rates did to balances kept in other currencies.',
  ),
  excessReturn: fraction(
    'benchmark',
    'Annualised return above it',
    'Annualised return minus the benchmark’s.',
  ),
  alpha: fraction(
    'benchmark',
    'Alpha a year',
    '(mean return − beta × mean benchmark return) × bars a year, above the risk-free rate.',
  ),
  beta: ratio('benchmark', 'Beta', 'Covariance with the benchmark over its variance.'),
  correlation: ratio('benchmark', 'Correlation', 'Of bar returns with the benchmark’s.'),
  trackingError: fraction(
    'benchmark',
    'Tracking error',
    'Standard deviation of return differences times √(bars a year).',
  ),
  informationRatio: ratio(
    'benchmark',
    'Information ratio',
    'Mean return difference a year over tracking error.',
  ),
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type MetricKey = keyof typeof METRICS;

/** Every metric by name: a finite number, or null with the reason under `unavailable`. */
export type Metrics = Readonly<Record<MetricKey, number | null>> & {
  readonly unavailable: Readonly<Partial<Record<MetricKey, string>>>;
  /** Bars a year, the P of every annualised figure; null when it cannot be told. */
  readonly periodsPerYear: number | null;
};

function spec(unit: MetricUnit, group: MetricGroup, label: string, meaning: string): MetricSpec {
  return { label, group, unit, meaning };
}

function money(group: MetricGroup, label: string, meaning: string): MetricSpec {
  return spec('money', group, label, meaning);
}

function fraction(group: MetricGroup, label: string, meaning: string): MetricSpec {
  return spec('fraction', group, label, meaning);
}

function ratio(group: MetricGroup, label: string, meaning: string): MetricSpec {
  return spec('ratio', group, label, meaning);
}

function count(group: MetricGroup, label: string, meaning: string): MetricSpec {
  return spec('count', group, label, meaning);
}
