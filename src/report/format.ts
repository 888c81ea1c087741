import type { MetricUnit } from '#backtest';

export { timeText as formatTime } from './time-text.ts';

/** Shown where there is no figure. */
export const NO_FIGURE = '–';

export const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

// Making a formatter costs more than thousand uses of it.
const NUMBER_FORMATS = Array.from(
  { length: 7 },
  (_, digits) =>
    new Intl.NumberFormat('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }),
);

/** A figure in its unit, with a real minus sign; fractions become percent here and nowhere before. */
export function formatUnit(value: number, unit: MetricUnit): string {
  if (unit === 'fraction') return formatPercent(value);
  if (unit === 'money') return formatAmount(value);
  if (unit === 'ratio') return formatNumber(value, 2);
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0;
  return unit === 'count' ? formatNumber(value, 0) : `${formatNumber(value, digits)} ${unit}`;
}

export function formatPercent(fraction: number): string {
  const digits =
    Math.abs(fraction) >= 10 ? 0 : Math.abs(fraction) < 0.001 && fraction !== 0 ? 3 : 1;
  return `${formatNumber(fraction * 100, digits)}%`;
}

/** An amount of money: whole from a thousand on, cents below. */
export function formatAmount(value: number): string {
  return formatNumber(value, Math.abs(value) >= 1000 ? 0 : 2);
}

/** Figures of one column with the same digits, so that they can be compared at a glance. */
export function formatColumn(values: readonly (number | null)[], unit: MetricUnit): string[] {
  const largest = values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  const digits = digitsOf(largest, unit);
  return values.map((value) => {
    if (value === null || Number.isNaN(value)) return NO_FIGURE;
    return unit === 'fraction'
      ? `${formatNumber(value * 100, digits)}%`
      : formatNumber(value, digits);
  });
}

function digitsOf(largest: number, unit: MetricUnit): number {
  if (unit === 'fraction') return largest < 0.001 && largest > 0 ? 3 : 1;
  if (unit === 'money') return largest >= 1000 ? 0 : 2;
  return unit === 'ratio' ? 2 : 0;
}

/** @param digits - after the point, 0 to 6 */
export function formatNumber(value: number, digits: number): string {
  const text = NUMBER_FORMATS[digits].format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** `One symbol.` of `one symbol.`, where a sentence begins with what may be a word. */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `one symbol`, `3 symbols`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `one ${one}` : `${formatNumber(count, 0)} ${many}`;
}
