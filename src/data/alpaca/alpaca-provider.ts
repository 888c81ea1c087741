import { type Clock, type Interval, intervalMs, type Net, QuantError } from '#base';
import type { DataConfig } from '#config';
import { dateText } from '../date-text.ts';
import {
  type BarRequest,
  type CorporateAction,
  checkRange,
  type DataProvider,
  type FetchedBars,
} from '../provider.ts';
import { marketHoursOf } from '../sessions/market-hours-of.ts';
import { checkSymbol } from '../symbol.ts';
import { AlpacaApi } from './alpaca-api.ts';
import type { AlpacaKeys } from './alpaca-keys.ts';
import { fetchRows, isCoin, type RowRequest, timeframeOf } from './bar-rows.ts';
import { stampsOf } from './bar-stamps.ts';
import { buildBars } from './build-bars.ts';
import { type ActionHistory, fetchActions } from './corporate-actions.ts';

/** Alpaca's bars of stocks begin here. */
const STOCKS_SINCE = Date.UTC(2016, 0, 1);

/** Before any coin that Alpaca has. */
const COINS_SINCE = Date.UTC(2015, 0, 1);

const DAY_MS = 86_400_000;
const NO_ACTIONS: ActionHistory = { actions: [], untold: [] };

/** How late bars of all exchanges are free, and a minute for the clocks to differ. */
const DELAY_MS = 16 * 60_000;

/** What of the settings bears on Alpaca's bars. */
export type AlpacaSettings = Pick<DataConfig, 'alpaca' | 'markets' | 'simulated'>;

/**
 * Bars and corporate actions of US stocks, and bars of coins, from Alpaca.
 *
 * Stocks since 2016, raw as traded: weeks and days as Alpaca makes them, within the day the hours of
 * the exchange only, longer bars counted from its open. With the `iex` feed the bars are of the trades
 * of one exchange, some hundredths of the volume. `BTC/USD` and the like are coins, whose bars count
 * from 00:00Z. A symbol means the company that has it today, under whatever name it traded.
 *
 * `net` is taken to be patient: nothing is asked twice here.
 */
export class AlpacaProvider implements DataProvider {
  /** One a feed: bars of different feeds must not meet in a cache. */
  readonly name: string;
  readonly #api: AlpacaApi;
  readonly #clock: Clock;
  readonly #settings: AlpacaSettings;
  /** Symbols that have bars at some time. */
  readonly #known = new Set<string>();

  constructor(options: {
    readonly net: Net;
    readonly clock: Clock;
    readonly settings: AlpacaSettings;
    readonly keys: AlpacaKeys | null;
  }) {
    const { net, clock, settings, keys } = options;
    const { feed, dataUrl } = settings.alpaca;
    this.name = feed === 'iex' ? 'alpaca' : `alpaca-${feed.replaceAll('_', '-')}`;
    this.#api = new AlpacaApi({ net, dataUrl, keys });
    this.#clock = clock;
    this.#settings = settings;
  }

  /** @throws data/bad-symbol, data/unknown-symbol, data/bad-range, data/too-old, data/not-allowed, data/bad-answer */
  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    this.#check(request);
    const history = await this.#history(request.symbol);
    const { bars, quarantine } = await this.#barsOf(request, history);
    const isWithin = ({ time }: { readonly time: number }) =>
      time >= request.start && time < request.end;
    const untold = history.untold.filter(isWithin).map(({ code }) => code);
    return {
      bars,
      actions: history.actions.filter(isWithin),
      quarantine,
      caveats: [...this.#caveats(request), ...new Set(untold)],
    };
  }

  /** As `fetchBars`, for a reader who asks often and has no use for actions: half the requests. */
  async fetchBarsAlone(request: BarRequest): Promise<Pick<FetchedBars, 'bars' | 'quarantine'>> {
    this.#check(request);
    return this.#barsOf(request, NO_ACTIONS);
  }

  async actionHistory(symbol: string): Promise<readonly CorporateAction[]> {
    checkSymbol(symbol);
    return (await this.#history(symbol)).actions;
  }

  #check(request: BarRequest): void {
    checkSymbol(request.symbol);
    checkRange(request);
    if (!isCoin(request.symbol) && request.start < STOCKS_SINCE) throw tooOld(request);
  }

  async #barsOf(
    request: BarRequest,
    history: ActionHistory,
  ): Promise<Pick<FetchedBars, 'bars' | 'quarantine'>> {
    const { symbol, interval, start, end } = request;
    const timeframe = timeframeOf(symbol, interval);
    const span = this.#span(request);
    const asked = { ...this.#askedOf(symbol), timeframe, ...span };
    const rows = span.start <= span.end ? await fetchRows(this.#api, asked) : [];
    if (rows.length === 0) await this.#refuseUnknown(symbol, history);
    this.#known.add(symbol);
    const hours = marketHoursOf(symbol, this.#settings);
    const now = this.#clock.now();
    return buildBars(rows, {
      symbol,
      stampOf: stampsOf(hours, interval),
      isComposed: timeframe !== OWN_TIMEFRAME[interval],
      isWanted: (stamp) => stamp >= start && stamp < end && hours.closeOf(stamp, interval) <= now,
    });
  }

  async #history(symbol: string): Promise<ActionHistory> {
    if (isCoin(symbol)) return NO_ACTIONS;
    const until = marketHoursOf(symbol, this.#settings).tradingDayOf(this.#clock.now());
    return fetchActions(this.#api, symbol, { from: STOCKS_SINCE, until });
  }

  #askedOf(symbol: string): Pick<RowRequest, 'symbol' | 'feed' | 'asof'> {
    const { feed } = this.#settings.alpaca;
    const today = marketHoursOf(symbol, this.#settings).tradingDayOf(this.#clock.now());
    return { symbol, feed: feed === 'iex' ? 'iex' : 'sip', asof: dateText(today) };
  }

  /**
   * The span that holds every row of the bars asked for: stamps at 00:00Z lie before New York's
   * midnight, and the last bar may be made of many rows. Its end is inclusive, and before its start
   * when all of it is yet to come.
   */
  #span({ symbol, interval, start, end }: BarRequest): { start: number; end: number } {
    const reach = Math.max(intervalMs(interval), intervalMs(interval) < DAY_MS ? 0 : DAY_MS);
    const isDelayed = this.#settings.alpaca.feed === 'delayed_sip' && !isCoin(symbol);
    const latest = isDelayed ? this.#clock.now() - DELAY_MS : this.#clock.now();
    return { start, end: Math.min(end + reach, latest) };
  }

  /**
   * Alpaca answers for a symbol that it does not know as for one that did not trade: with nothing. The
   * one has nothing at any time.
   */
  async #refuseUnknown(symbol: string, { actions, untold }: ActionHistory): Promise<void> {
    if (this.#known.has(symbol) || actions.length + untold.length > 0) return;
    const ever = await fetchRows(this.#api, {
      ...this.#askedOf(symbol),
      timeframe: timeframeOf(symbol, isCoin(symbol) ? '1h' : '1d'),
      start: isCoin(symbol) ? COINS_SINCE : STOCKS_SINCE,
      end: Math.max(STOCKS_SINCE, this.#clock.now() - DELAY_MS),
      limit: 1,
    });
    if (ever.length > 0) return;
    throw new QuantError(
      'data/unknown-symbol',
      `Alpaca has no bar of ${symbol} at any time in its ${this.#settings.alpaca.feed} feed: check the name (stocks as in AAPL or BRK.B, coins as in BTC/USD), or choose another --provider.`,
      { context: { symbol } },
    );
  }

  #caveats({ symbol, interval }: BarRequest): string[] {
    if (isCoin(symbol)) return [];
    const within = intervalMs(interval) < DAY_MS ? ['exchange-hours-only'] : [];
    return this.#settings.alpaca.feed === 'iex' ? ['iex-only', ...within] : within;
  }
}

/** The timeframes whose rows are bars already. */
const OWN_TIMEFRAME: Readonly<Record<Interval, string>> = {
  '1m': '1Min',
  '5m': '5Min',
  '15m': '15Min',
  '30m': '30Min',
  '1h': '1Hour',
  '4h': '4Hour',
  '1d': '1Day',
  '1w': '1Week',
};

function tooOld({ symbol, start }: BarRequest): QuantError {
  return new QuantError(
    'data/too-old',
    `Alpaca's bars begin on ${dateText(STOCKS_SINCE)}, and ${symbol} was asked for from ${dateText(start)}: choose --start ${dateText(STOCKS_SINCE)} or later, or --provider yahoo.`,
    { context: { since: STOCKS_SINCE, symbol, start } },
  );
}
