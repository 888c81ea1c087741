import { METRICS, type MetricKey, type Metrics, type MetricUnit } from '#backtest';
import type { Output } from './output.ts';

const SHOWN: readonly MetricKey[] = [
  'finalEquity',
  'totalReturn',
  'annualizedReturn',
  'volatility',
  'sharpeRatio',
  'sharpeStandardError',
  'sortinoRatio',
  'calmarRatio',
  'maxDrawdown',
  'closedTrades',
  'winRate',
  'profitFactor',
  'exposure',
  'turnover',
  'feesPaid',
];

/** Shown where there is any of them. */
const FLOWS: readonly MetricKey[] = [
  'dividendsReceived',
  'interestReceived',
  'borrowFeesPaid',
  'exchangeCostsPaid',
  'exchangeGains',
];

/** Below it two decimals are one digit or none. */
const LEAST_PERCENT = 0.095;

/** Below it a figure is rounding. */
const ROUNDING_PERCENT = 1e-6;

/** Prints the chief figures of runs side by side. */
export function printMetrics(
  output: Output,
  columns: readonly { readonly name: string; readonly metrics: Metrics }[],
): void {
  output.table(
    [
      { title: '', cell: (key: MetricKey) => METRICS[key].label },
      ...columns.map(({ name, metrics }) => ({
        title: name,
        align: 'right' as const,
        cell: (key: MetricKey) => metricText(metrics, key),
      })),
    ],
    [...SHOWN, ...FLOWS.filter((key) => columns.some(({ metrics }) => metrics[key] !== 0))],
  );
}

/** A figure's label, with its unit where another one has the same. */
export function labelText(key: MetricKey): string {
  const { label, unit } = METRICS[key];
  return unit === 'days' || unit === 'bars' ? `${label}, ${unit}` : label;
}

/** A figure with its unit, or n/a. */
export function metricText(metrics: Metrics, key: MetricKey): string {
  return valueText(metrics[key], METRICS[key].unit);
}

/** A value in its unit; n/a for null. */
export function valueText(value: number | null, unit: MetricUnit): string {
  if (value === null) return 'n/a';
  switch (unit) {
    case 'fraction':
      return `${percentText(100 * value)}%`;
    case 'money':
      return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    case 'count':
    case 'bars':
    case 'days':
      return value.toFixed(0);
    case 'ratio':
      return fixed(value);
    case 'bps':
      return `${value.toFixed(1)} bps`;
  }
}

/** Risks of a minute are hundredths of a per cent: of what is small two digits count. */
function percentText(percent: number): string {
  const size = Math.abs(percent);
  return size < LEAST_PERCENT && size > ROUNDING_PERCENT ? percent.toPrecision(2) : fixed(percent);
}

/** Two decimals, and no −0.00. */
function fixed(value: number): string {
  return value.toFixed(2).replace(/^-(?=0\.00$)/, '');
}
