import type { CorporateAction } from '../provider.ts';
import { dividendAsPaid, LaterSplits } from './as-traded.ts';
import type { ChartResult } from './chart-schema.ts';
import type { ExchangeDays } from './exchange-days.ts';

/**
 * Splits and dividends of an answer that reaches to now, each as it was then, by trading day.
 *
 * @param termsOf - when the terms of a trading day began: the stamp of the bar it belongs to
 */
export function actionsOf(
  result: ChartResult,
  days: ExchangeDays,
  termsOf: (day: number) => number,
): CorporateAction[] {
  const timeOf = (date: number) => termsOf(days.tradingDayOf(date * 1000));
  const splits = Object.values(result.events?.splits ?? {}).map(
    ({ date, numerator, denominator }): CorporateAction => ({
      time: timeOf(date),
      kind: 'split',
      value: numerator / denominator,
    }),
  );
  const later = new LaterSplits(splits);
  // It lists some of nothing.
  const paid = Object.values(result.events?.dividends ?? {}).filter(({ amount }) => amount > 0);
  const dividends = paid.map(({ date, amount }): CorporateAction => {
    const time = timeOf(date);
    return { time, kind: 'dividend', value: dividendAsPaid(amount, later.after(time)) };
  });
  return [...splits, ...dividends].sort((a, b) => a.time - b.time);
}
