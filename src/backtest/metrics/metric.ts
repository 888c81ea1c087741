import { count, fraction, type MetricSpec, money, ratio, spec } from './metric-spec.ts';

/** A figure, or the sentence that says why there is none. */
export type Measured = number | { readonly missing: string };

/**
 * Every metric in the order it is shown; fractions, never percent, and losses of a distribution
 * (drawdown, VaR, CVaR) as positive numbers.
 */
export const METRICS = {
  finalEquity: money('return', 'Final equity', 'Account value at the last close.', 'E_T'),
  netProfit: money('return', 'Net profit', 'Final equity minus starting capital.', 'E_T − E_0'),
  totalReturn: fraction(
    'return',
    'Total return',
    'Final equity over starting capital, minus 1.',
    'E_T / E_0 − 1',
  ),
  annualizedReturn: fraction(
    'return',
    'Annualised return',
    'Compound annual growth (CAGR) by elapsed time: (1 + total return)^(1 / years) − 1, a year being 365.2425 days.',
    '(E_T / E_0)^(1 / Y) − 1',
  ),
  annualReturnByBars: fraction(
    'return',
    'CAGR by bars',
    'Compound annual growth with elapsed time counted in bars: (1 + total return)^(bars a year / bars) − 1.',
    '(E_T / E_0)^(P / n) − 1',
  ),
  sharpeRatio: ratio(
    'return',
    'Sharpe ratio',
    'Mean bar return above the risk-free rate over its standard deviation, times √(bars a year).',
    '√P · (r̄ − f) / s',
  ),
  sharpeStandardError: ratio(
    'return',
    'Sharpe standard error',
    'Of the Sharpe ratio, allowing for skew and fat tails, with returns taken as independent.',
    '√P · √((1 + S²/2 − G₁ S + G₂ S²/4) / (n − 1)), S = (r̄ − f) / s, G₁ skew, G₂ excess kurtosis',
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
    'Φ(Sharpe ratio / standard error)',
  ),
  sortinoRatio: ratio(
    'return',
    'Sortino ratio',
    'Mean bar return above the risk-free rate over the root mean square of its negative part, times √(bars a year).',
    '√P · (r̄ − f) / √(Σ min(r − f, 0)² / n)',
  ),
  omegaRatio: ratio(
    'return',
    'Omega ratio',
    'Sum of bar returns above 0 over the sum of those below it.',
    'Σ max(r, 0) / Σ max(−r, 0)',
  ),
  growthStability: fraction(
    'return',
    'Stability of growth',
    'R² of a straight line through the logarithm of equity, bar by bar: 1 is steady growth or loss.',
    'corr(ln E_t, t)²',
  ),
  calmarRatio: ratio(
    'return',
    'Calmar ratio',
    'Annualised return over maximum drawdown.',
    '((E_T / E_0)^(1 / Y) − 1) / max d',
  ),
  volatility: fraction(
    'risk',
    'Volatility',
    'Standard deviation of bar returns times √(bars a year).',
    '√P · s',
  ),
  downsideDeviation: fraction(
    'risk',
    'Downside deviation',
    'Root mean square of bar returns below the risk-free rate, over all bars, times √(bars a year).',
    '√P · √(Σ min(r − f, 0)² / n)',
  ),
  maxDrawdown: fraction(
    'risk',
    'Maximum drawdown',
    'Deepest fall from an earlier peak of equity.',
    'max d',
  ),
  maxDrawdownDuration: spec(
    'bars',
    'risk',
    'Longest drawdown',
    'Longest stretch below an earlier peak, from that peak to recovery or to the end.',
  ),
  maxDrawdownDays: spec('days', 'risk', 'Longest drawdown', 'The same stretch in calendar days.'),
  timeUnderWater: fraction(
    'risk',
    'Time under water',
    'Share of the closes after the first that lie below an earlier peak of equity.',
    'share of t ≥ 1 with d_t > 0',
  ),
  valueAtRisk95: fraction(
    'risk',
    'VaR 95%, one bar',
    'Loss that 95% of the bars did not exceed (historical).',
    '−r_(⌈k⌉), k = 0.05 n',
  ),
  conditionalValueAtRisk95: fraction(
    'risk',
    'CVaR 95%, one bar',
    'Mean loss of the worst 5% of the bars (historical).',
    '−(Σ_{i < ⌈k⌉} r_(i) + (k − ⌈k⌉ + 1) r_(⌈k⌉)) / k, k = 0.05 n',
  ),
  entropicValueAtRisk95: fraction(
    'risk',
    'EVaR 95%, one bar',
    'Entropic value at risk: the tightest bound on VaR and CVaR that the moments of all bar returns give.',
    'min over t > 0 of (ln(Σ e^(−t r) / n) − ln 0.05) / t',
  ),
  worstReturn: fraction('risk', 'Worst bar', 'Smallest bar return, a negative fraction.', 'r_(1)'),
  bestReturn: fraction('risk', 'Best bar', 'Largest bar return.', 'r_(n)'),
  meanAbsoluteDeviation: fraction(
    'risk',
    'Mean absolute deviation',
    'Mean distance of a bar return from their mean.',
    'Σ |r − r̄| / n',
  ),
  semiDeviation: fraction(
    'risk',
    'Semi-deviation',
    'Root of the squares of bar returns below their mean, summed and divided by one less than their number.',
    '√(Σ min(r − r̄, 0)² / (n − 1))',
  ),
  meanShortfall: fraction(
    'risk',
    'Mean shortfall',
    'First lower partial moment: mean over all bars of the loss, 0 where there is none.',
    'Σ max(−r, 0) / n',
  ),
  giniMeanDifference: fraction(
    'risk',
    'Gini mean difference',
    'Mean distance between two different bar returns.',
    'Σ_{i ≠ j} |r_i − r_j| / (n (n − 1))',
  ),
  averageDrawdown: fraction(
    'risk',
    'Average drawdown',
    'Mean over the closes after the first of the fall from an earlier peak of equity.',
    'Σ d / n',
  ),
  conditionalDrawdown95: fraction(
    'risk',
    'CDaR 95%',
    'Mean of the deepest 5% of those falls.',
    'CVaR 95% of −d',
  ),
  ulcerIndex: fraction('risk', 'Ulcer index', 'Root mean square of those falls.', '√(Σ d² / n)'),
  skew: ratio(
    'risk',
    'Skew',
    'Skewness of bar returns, small-sample corrected.',
    '√(n (n − 1)) / (n − 2) · m₃ / m₂^1.5',
  ),
  kurtosis: ratio(
    'risk',
    'Excess kurtosis',
    'Kurtosis of bar returns above the normal’s 3, small-sample corrected.',
    '(n − 1) / ((n − 2)(n − 3)) · ((n + 1)(m₄ / m₂² − 3) + 6)',
  ),
  tailRatio: ratio(
    'risk',
    'Tail ratio',
    'Size of the 95th percentile of bar returns over that of the 5th, between two returns by linear interpolation.',
    '|q₀.₉₅(r)| / |q₀.₀₅(r)|',
  ),
  winningBars: fraction(
    'risk',
    'Winning bars',
    'Share of bars with a gain among those with a gain or a loss.',
    '#{r > 0} / #{r ≠ 0}',
  ),
  longestWinningBars: spec(
    'bars',
    'risk',
    'Longest run of gains',
    'Most bars in a row that each gained.',
  ),
  longestLosingBars: spec(
    'bars',
    'risk',
    'Longest run of losses',
    'Most bars in a row that each lost.',
  ),
  totalTrades: count('trades', 'Trades', 'Round trips opened and closed again.'),
  closedTrades: count('trades', 'Closed trades', 'The same count under its plainer name.'),
  winRate: fraction('trades', 'Win rate', 'Share of closed trades with a net profit above 0.'),
  profitFactor: ratio(
    'trades',
    'Profit factor',
    'Net profits over net losses of closed trades.',
    'Σ w / −Σ l',
  ),
  avgWin: money('trades', 'Average win', 'Mean net profit of winning trades.'),
  avgLoss: money('trades', 'Average loss', 'Mean net result of losing trades, a negative amount.'),
  payoffRatio: ratio(
    'trades',
    'Payoff ratio',
    'Average win over the size of the average loss.',
    '(Σ w / #w) / −(Σ l / #l)',
  ),
  expectancy: money('trades', 'Expectancy', 'Mean net result of a closed trade.'),
  bestTrade: money('trades', 'Best trade', 'Largest net result of a closed trade.'),
  worstTrade: money('trades', 'Worst trade', 'Smallest net result of a closed trade.'),
  longestWinningStreak: count(
    'trades',
    'Longest winning streak',
    'Most closed trades in a row with a net profit above 0, in the order they were closed.',
  ),
  longestLosingStreak: count(
    'trades',
    'Longest losing streak',
    'Most closed trades in a row with a net result below 0, in the order they were closed.',
  ),
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
    'Σ |q p| / Y / mean E',
  ),
  feesPaid: money('activity', 'Fees paid', 'All commissions.'),
  slippagePaid: money('activity', 'Slippage paid', 'Prices paid beyond the fill rule’s own.'),
  costsPaid: money(
    'activity',
    'Trading costs paid',
    'Commissions, slippage and the exchange of currencies for fills.',
    'Σ (fee + slippage + exchange)',
  ),
  costsPerYear: fraction(
    'activity',
    'Trading costs a year',
    'The same a year over mean equity.',
    'Σ (fee + slippage + exchange) / Y / mean E',
  ),
  breakEvenCostBps: spec(
    'bps',
    'activity',
    'Break-even cost a side',
    'Cost of every side, in bps of its notional before slippage, at which the same fills would have left a net profit of 0; below 0 where they lost even without costs.',
    '10⁴ · (E_T − E_0 + trading costs) / Σ |q p₀|, p₀ the fill’s price without slippage',
  ),
  capacity: money(
    'activity',
    'Capacity',
    'Equity at which the volume cap would have cut one fill in twenty, all fills grown in proportion: the 5th percentile of equity × cap × bar volume / units filled in the bar.',
    'q₀.₀₅(E · cap · V / |q|)',
  ),
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
  allCostsPaid: money(
    'activity',
    'All costs paid',
    'Commissions, slippage, borrow fees and exchange costs; interest stands by itself.',
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
    'P · ((r̄ − f) − β (b̄ − f))',
  ),
  beta: ratio(
    'benchmark',
    'Beta',
    'Covariance with the benchmark over its variance.',
    'cov(r, b) / var(b)',
  ),
  correlation: ratio('benchmark', 'Correlation', 'Of bar returns with the benchmark’s.'),
  trackingError: fraction(
    'benchmark',
    'Tracking error',
    'Standard deviation of return differences times √(bars a year).',
    '√P · s(r − b)',
  ),
  informationRatio: ratio(
    'benchmark',
    'Information ratio',
    'Mean return difference a year over tracking error.',
    'P · (r̄ − b̄) / tracking error',
  ),
  upCapture: ratio(
    'benchmark',
    'Up capture',
    'Compound growth a year over the bars in which the benchmark gained, over the benchmark’s in the same bars.',
    '(Π (1 + r)^(P / m) − 1) / (Π (1 + b)^(P / m) − 1) over the m bars with b > 0',
  ),
  downCapture: ratio(
    'benchmark',
    'Down capture',
    'The same over the bars in which the benchmark lost; below 1 is a smaller loss.',
    '(Π (1 + r)^(P / m) − 1) / (Π (1 + b)^(P / m) − 1) over the m bars with b < 0',
  ),
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type MetricKey = keyof typeof METRICS;

/** Every metric by name: a finite number, or null with the reason under `unavailable`. */
export type Metrics = Readonly<Record<MetricKey, number | null>> & {
  readonly unavailable: Readonly<Partial<Record<MetricKey, string>>>;
  /** Bars a year, the P of every annualised figure; null when it cannot be told. */
  readonly periodsPerYear: number | null;
};
