import { type Clock, emptyBarTable, intervalMs, type Net } from '#base';
import type { DataConfig } from '#config';
import {
  type BarRequest,
  type CorporateAction,
  checkRange,
  type DataProvider,
  type FetchedBars,
} from '../provider.ts';
import { marketHoursOf } from '../sessions/market-hours-of.ts';
import { answeredBars } from './answered-bars.ts';
import { actionsOf } from './chart-events.ts';
import type { Page } from './collect-parts.ts';
import { ExchangeDays } from './exchange-days.ts';
import { fetchChart } from './yahoo-chart.ts';
import { checkMemory, type YahooInterval, yahooInterval } from './yahoo-intervals.ts';
import { yahooSymbol } from './yahoo-symbol.ts';

const DAY_MS = 86_400_000;

/** One answer may span a hundred years, and nothing there is older. */
const EVERYTHING_MS = 36_500 * DAY_MS;

/**
 * Bars from Yahoo Finance, without a key, as traded.
 *
 * Yahoo divides prices and dividends by all later splits and multiplies volumes; this is undone, with
 * the splits up to now, and prices regain the digits that single precision took from them
 * (`priceAsTraded`), so a bar is the same whenever and in whatever range it is asked for. Its column
 * of closes adjusted for dividends is not used.
 *
 * Half hours are made of quarters and weeks of days; a week in which a share was split is at the new
 * terms throughout, and its splits and dividends are dated by it. Of a symbol in another currency than
 * dollars a caveat names it. Days of currencies are London's, which a caveat says.
 */
export class YahooProvider implements DataProvider {
  readonly name = 'yahoo';
  readonly #net: Net;
  readonly #clock: Clock;
  readonly #settings: DataConfig;

  constructor(wiring: {
    /** Patient. */
    readonly net: Net;
    readonly clock: Clock;
    readonly settings: DataConfig;
  }) {
    this.#net = wiring.net;
    this.#clock = wiring.clock;
    this.#settings = wiring.settings;
  }

  /**
   * @throws data/bad-range, data/bad-symbol, data/unknown-symbol, data/unknown-interval, data/too-old,
   *   data/not-allowed, data/bad-answer, and what the network throws
   */
  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    checkRange(request);
    const wireSymbol = yahooSymbol(request.symbol);
    const served = yahooInterval(request.symbol, request.interval);
    const now = this.#clock.now();
    checkMemory(request, served, now);
    const asked = { symbol: request.symbol, wireSymbol, now };
    // To now in any case, because every later split is in its prices.
    const from = Math.max(Math.min(request.start, now) - DAY_MS, now - EVERYTHING_MS);
    const daily = await this.#chart(asked, '1d', from, now + DAY_MS);
    if (daily === null) {
      return { bars: emptyBarTable(0), actions: [], quarantine: [], caveats: [] };
    }
    const pages = served.isDaily ? [daily] : await this.#pages(asked, served, request);
    const hours = marketHoursOf(request.symbol, this.#settings);
    return answeredBars(request, { served, hours, daily, pages });
  }

  async actionHistory(symbol: string): Promise<readonly CorporateAction[]> {
    const asked = { symbol, wireSymbol: yahooSymbol(symbol), now: this.#clock.now() };
    const chart = await this.#chart(asked, '1d', asked.now - EVERYTHING_MS, asked.now + DAY_MS);
    if (chart === null) return [];
    const days = new ExchangeDays(chart.result.meta.exchangeTimezoneName);
    return actionsOf(chart.result, days, (day) => day);
  }

  async #chart(
    asked: Asked,
    granularity: YahooInterval['granularity'],
    start: number,
    end: number,
  ): Promise<Page | null> {
    const { symbol, wireSymbol } = asked;
    const request = { symbol, wireSymbol, granularity, start, end };
    const result = await fetchChart(this.#net, this.#settings.yahoo.baseUrl, request);
    return result === null ? null : { request, result, now: this.#clock.now() };
  }

  async #pages(
    asked: Asked,
    { granularity, pageDays }: YahooInterval,
    { start, end, interval }: BarRequest,
  ): Promise<Page[]> {
    const pages: Page[] = [];
    // The last bar may begin just before the end, and reach beyond it.
    const last = Math.min(end + intervalMs(interval), asked.now);
    for (let from = start; from < last; from += pageDays * DAY_MS) {
      const to = Math.min(from + pageDays * DAY_MS, last);
      const page = await this.#chart(asked, granularity, from, to);
      if (page !== null) pages.push(page);
    }
    return pages;
  }
}

interface Asked {
  readonly symbol: string;
  readonly wireSymbol: string;
  readonly now: number;
}
