import { barsBetween } from '#base';
import { isLost, quarantineBars, withoutValues } from '../checks/quarantine.ts';
import { joinedBars } from '../joined-bars.ts';
import type { BarRequest, FetchedBars } from '../provider.ts';
import type { MarketHours } from '../sessions/market-hours.ts';
import { LaterSplits } from './as-traded.ts';
import { actionsOf } from './chart-events.ts';
import type { ChartResult } from './chart-schema.ts';
import { collectParts, type Page } from './collect-parts.ts';
import { ExchangeDays } from './exchange-days.ts';
import type { YahooInterval } from './yahoo-intervals.ts';

const sameTime = (time: number) => time;

/**
 * The bars of a request out of Yahoo's answers to it.
 *
 * @param answers.daily - daily rows from before the request to now, with all that happened since
 * @param answers.pages - the rows that the bars are, or are made of
 */
export function answeredBars(
  { symbol, interval, start, end }: BarRequest,
  answers: {
    readonly served: YahooInterval;
    readonly hours: MarketHours;
    readonly daily: Page;
    readonly pages: readonly Page[];
  },
): FetchedBars {
  const { served, hours, daily, pages } = answers;
  const { granularity, isDaily, groupOf } = served;
  const { meta } = daily.result;
  const days = new ExchangeDays(meta.exchangeTimezoneName);
  const barOf = groupOf ?? sameTime;
  const termsOfDay = isDaily ? barOf : sameTime;
  const actions = actionsOf(daily.result, days, termsOfDay);
  const parts = collectParts(pages, {
    granularity,
    isDaily,
    days,
    hours,
    groupOf: barOf,
    termsOf: isDaily ? barOf : (time) => days.dayOf(time),
    splits: new LaterSplits(actions.filter(({ kind }) => kind === 'split')),
  });
  const { clean, quarantine } = quarantineBars(
    parts.table,
    (row) => `yahoo ${symbol} row ${parts.rowNumbers[row]}`,
  );
  const lost = quarantine.filter(isLost);
  const lacking = new Set([...parts.unsettled, ...lost.map(({ time }) => barOf(time))]);
  const wholeBarOf = (time: number) => {
    const bar = barOf(time);
    return !lacking.has(bar) && hours.closeOf(bar, interval) <= daily.now ? bar : null;
  };
  const within = (time: number) => time >= start && time < end;
  return {
    bars: barsBetween(groupOf === null ? clean : joinedBars(clean, wholeBarOf), start, end),
    actions: actions.filter(({ time }) => within(time)),
    quarantine: (groupOf === null ? quarantine : withoutValues(quarantine)).filter(
      ({ time }) => Number.isNaN(time) || within(barOf(time)),
    ),
    caveats: caveatsOf(meta, served),
  };
}

const CURRENCY = 'CURRENCY';

function caveatsOf(
  { instrumentType, currency, exchangeTimezoneName }: ChartResult['meta'],
  { isDaily }: YahooInterval,
): string[] {
  if (instrumentType === CURRENCY) {
    return isDaily && exchangeTimezoneName === 'Europe/London' ? ['london-days'] : [];
  }
  return currency && currency !== 'USD' ? [`prices-in-${currency}`] : [];
}
