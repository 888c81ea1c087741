/** What `npm run docs` writes to docs/metrics.md: the catalogue of metrics as a page. */
import { FORMULA_LETTERS, METRICS, type MetricGroup, type MetricKey } from '#backtest';

const TITLES: Readonly<Record<MetricGroup, string>> = {
  return: 'Return',
  risk: 'Risk',
  trades: 'Closed trades',
  activity: 'Activity and costs',
  benchmark: 'Against a benchmark',
};

/** Named by the system's specification, which counts seventeen and names these. */
const NAMED: readonly MetricKey[] = [
  ...(['totalReturn', 'annualizedReturn', 'volatility', 'sharpeRatio', 'sortinoRatio'] as const),
  ...(['calmarRatio', 'maxDrawdown', 'maxDrawdownDuration', 'totalTrades', 'winRate'] as const),
  ...(['profitFactor', 'avgWin', 'avgLoss', 'expectancy'] as const),
];

/** What makes them seventeen here. */
const ADDED: readonly MetricKey[] = [
  'valueAtRisk95',
  'conditionalValueAtRisk95',
  'sharpeStandardError',
];

/** The whole page; `npm run docs` writes it. */
export function metricsPage(): string {
  const keys = Object.keys(METRICS) as MetricKey[];
  const groups = Object.keys(TITLES) as MetricGroup[];
  const tables = groups.map((group) =>
    section(
      TITLES[group],
      keys.filter((key) => METRICS[key].group === group),
    ),
  );
  return `${introduction(keys.length)}\n${tables.join('\n')}\n${rest()}`;
}

function introduction(count: number): string {
  const names = (keys: readonly MetricKey[]) => keys.map((key) => `\`${key}\``).join(', ');
  return `# Metrics

<!-- Written by \`npm run docs\` from the catalogue; change that, not this. -->

${count} figures of an account, the same in \`backtest\`, in the dashboard, in a saved run and in \`quant metrics\`, which computes them for any file of prices, equity or returns:

\`\`\`sh
npm run -s quant -- metrics my-account.csv --benchmark SPY.csv
\`\`\`

The column is told by its name (equity, value, nav, balance, adjusted close, close, price, then returns), or named with \`--column\`, the benchmark's with \`--benchmark-column\`; \`--returns\` and \`--benchmark-returns\` say that a column holds returns. \`--json\` prints \`file\`, \`column\`, \`kind\` (values or returns), \`rows\`, \`start\`, \`end\`, \`metrics\` with the reasons under \`unavailable\`, and \`benchmark\`: null, or the same of the benchmark with \`common\`, the number of times that both have, \`own\`, the figures of the file at those times, and \`metrics\`, those of the benchmark. Days are matched by date (UTC) where neither has two rows a day, else to the millisecond.

**The seventeen.** The system's specification counts seventeen metrics and names fourteen: ${names(NAMED)}. The three it leaves open are here ${names(ADDED)}. All others are beyond it.

**Fractions and signs.** Fractions, never percent. Losses of a distribution (drawdown, VaR, CVaR) are positive numbers; a worst bar, a worst trade and an average loss are negative ones.

**What is missing says why.** A figure is finite, or null with the reason beside it under \`unavailable\`: figures of the distribution of returns need 20 of them, figures a year 30 days of elapsed time, captures 20 bars each, a year of which does not lose or gain a millionfold, capacity fills in 20 bars. Not a number is never printed, and neither is a 0 that was not measured.

**A year** of bars is told by their stamps (\`periodsPerYear\`): 252 days where weekdays trade, 312 where Sunday evening does too, 365 where Saturdays do, times the bars a day; 52 weeks. Growth goes by elapsed time, so that a missing week does not count as growth. Rows of a file that are a month, a quarter or a year apart are 12, 4 or 1; rows of no such rhythm, such as one a trade, as many as fit into a year. A hole ten times as long as the usual gap is one bar and moves none of that.

**A file of values** is measured as it stands: prices that are not adjusted fall at a split, so take the adjusted column. A file of returns grows from 1 before its first row; a first return that is missing, or 0, is where growth begins.

**Letters.** ${FORMULA_LETTERS.replaceAll('_', '\\_')}.
`;
}

function section(title: string, keys: readonly MetricKey[]): string {
  const rows = keys.map((key) => {
    const { label, unit, meaning, formula } = METRICS[key];
    return [
      `\`${key}\``,
      label,
      unit,
      meaning.replaceAll('|', '\\|'),
      formula === undefined ? '' : code(formula),
    ];
  });
  const lines = [['name', 'label', 'unit', 'is', 'formula'], Array(5).fill('---'), ...rows];
  return `## ${title}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** A bar inside a cell of a table would end it, even between backticks. */
function code(formula: string): string {
  return `\`${formula.replaceAll('|', '\\|')}\``;
}

function rest(): string {
  return `## Other conventions

Held to empyrical-reloaded, quantstats, backtesting.py, skfolio and Riskfolio-Lib on GOOG against SPY, 2004 to 2013, to 1e-9 (\`tests/metrics.golden.test.ts\`). Where they differ, this is how theirs follow from ours:

| theirs | is |
| --- | --- |
| CAGR by 252 bars a year (empyrical, quantstats) | \`annualReturnByBars\`; \`annualizedReturn\` goes by elapsed time |
| Calmar (empyrical, quantstats) | \`annualReturnByBars / maxDrawdown\` |
| VaR by interpolation (empyrical) | lies between two returns; ours is one that occurred |
| VaR of a fitted normal (quantstats) | \`−(r̄ − 1.645 s)\`; its CVaR is the mean of the returns beyond that |
| CVaR (empyrical) | mean of the ⌊0.05 (n − 1)⌋ + 1 smallest returns; ours gives the last of them its part, which makes it coherent |
| population skew and kurtosis (skfolio) | without the small-sample correction, kurtosis without −3 |
| ulcer index (quantstats) | \`ulcerIndex · √(n / (n − 1))\` |
| alpha compounded (empyrical) | \`(1 + alpha / P)^P − 1\` |
| information ratio a bar (both) | \`informationRatio / √P\` |
| gain to pain (quantstats) | \`omegaRatio − 1\`; its profit factor of bars is \`omegaRatio\` |
| recovery factor (quantstats) | \`Σ r / maxDrawdown\` |
| Treynor ratio, ulcer performance index (quantstats) | \`totalReturn\` over \`beta\`, and over its ulcer index: not a year's |
| R² (quantstats) | \`correlation²\` |
| payoff ratio, Kelly criterion (quantstats) | \`omegaRatio · (1 / winningBars − 1)\` and \`winningBars · (1 − 1 / omegaRatio)\`: of bars |
| common sense ratio (quantstats) | \`omegaRatio · tailRatio\` |
| probabilistic Sharpe ratio (quantstats) | \`probabilisticSharpe\`; its older versions take another 3 off the excess kurtosis |
| Sharpe ratio (backtesting.py) | \`annualReturnByBars / v\`, g the geometric mean return, v = √((s² + (1 + g)²)^P − (1 + g)^(2P)), its volatility: growth, which is less than the mean, over what compounds |
| Sortino ratio (backtesting.py) | \`annualReturnByBars / downsideDeviation\` |
| win rate, consecutive wins and losses (quantstats) | \`winningBars\`, \`longestWinningBars\`, \`longestLosingBars\`: of bars, not of trades |

## Parts of a run

\`backtest --json\` and a saved run hold \`breakdowns\`: a few of these figures by asset, by model, by calendar year (UTC) and by change-point regime; \`backtest --by asset,model,year,regime\` prints them. A part's result in a bar is money of the account; its return is that over the account's equity one close before, and its drawdown that of an account which began with the same equity and had this part alone. Total return is the part's net result over the equity it began with, so a year compounds and an asset contributes. The risk-free rate is taken off years and regimes, not off assets and models, which are parts of one capital.

- **By asset**: value and flows of each asset, dividends included, commissions and slippage paid; of a forex pair the move of its own price, as in its trades ([why](account.md#currencies)). Interest, borrow fees, what exchanging dividends cost and what rates of exchange did to balances are no asset's; where there were any they make the row \`cash\`. The rows add up to the account's net profit.
- **By model**, where several vote: each bar's change of equity, shared out by the shares of the vote that stood at the close before it. So a model earns what the joint decision earned, as far as it was its decision; what it would have earned alone is another question, and one that dissented is not told from one that agreed. The rows add up to the account's result since the first vote.
- **By year**: bars, trades by their exit and fills by their time.
- **By regime**: the detector of \`cp_score\` ([change points](change-points.md)) over the benchmark's returns in units of volatility. A regime begins where the likeliest run began once a change is more likely than not; of more than 24 changes the most severe are kept, and none makes a regime shorter than 20 bars.
`;
}
