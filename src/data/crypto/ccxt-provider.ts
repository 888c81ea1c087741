import type { Exchange, MarketInterface } from 'ccxt';
import {
  type BarTable,
  type Clock,
  emptyBarTable,
  intervalMs,
  type Net,
  TABLE_COLUMNS,
} from '#base';
import type { DataConfig } from '#config';
import { quarantineBars } from '../checks/quarantine.ts';
import { type BarRequest, checkRange, type DataProvider, type FetchedBars } from '../provider.ts';
import { checkSymbol } from '../symbol.ts';
import { exchangeError } from './exchange-error.ts';
import { checkInterval, findMarket } from './find-market.ts';
import { checkExchangeId, openExchange } from './open-exchange.ts';
import { type Candle, pageCandles } from './page-candles.ts';

/**
 * Bars of any exchange that ccxt knows, as they were traded there.
 *
 * A symbol is a pair, BTC/USDT. Bars without trades are absent or flat with volume 0, as the
 * exchange has it; volume is in the base coin of spot markets, in contracts of a perpetual. Days and
 * weeks are UTC's; a week begins on the weekday on which the exchange begins it.
 */
export class CcxtProvider implements DataProvider {
  /** `ccxt-binance`: each exchange has its own bars, and so its own folder of the cache. */
  readonly name: string;
  readonly #net: Net;
  readonly #clock: Clock;
  readonly #settings: DataConfig['ccxt'];
  #exchange: Promise<Exchange> | null = null;

  /**
   * @param options.net - patient: what it throws is final; ccxt sets the pace
   * @throws data/unknown-exchange for a name that none can have
   */
  constructor(options: {
    readonly net: Net;
    readonly clock: Clock;
    readonly settings: Pick<DataConfig, 'ccxt'>;
  }) {
    this.#net = options.net;
    this.#clock = options.clock;
    this.#settings = options.settings.ccxt;
    checkExchangeId(this.#settings.exchange);
    this.name = `ccxt-${this.#settings.exchange}`;
  }

  /**
   * @throws data/unknown-exchange, data/unknown-symbol, data/unknown-interval, data/not-supported,
   *   data/too-old, data/not-allowed, data/rate-limited, data/unreachable, data/bad-answer
   */
  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    checkSymbol(request.symbol);
    checkRange(request);
    const { symbol, interval } = request;
    const exchange = await this.#opened();
    checkInterval(exchange, interval);
    await this.#asked(exchange, 'its list of markets', () =>
      // A list that could not be had is otherwise never asked for again.
      exchange.loadMarkets(exchange.markets === undefined),
    );
    const market = findMarket(exchange, symbol);
    const now = this.#clock.now();
    const ask = (since: number, limit: number | undefined) =>
      this.#asked(exchange, `${interval} bars of ${symbol}`, () =>
        exchange.fetchOHLCV(market.symbol, interval, since, limit),
      );
    const pageLimit = pageLimitOf(exchange, market);
    const candles = await pageCandles(ask, { exchange: exchange.id, request, pageLimit, now });
    const closed = candles.filter(([time]) => !((time ?? 0) + intervalMs(interval) > now));
    const place = (row: number) => `${exchange.id} ${symbol} ${interval} row ${row + 1}`;
    const { clean, quarantine } = quarantineBars(tableOf(closed), place);
    const caveats = market.symbol === symbol ? [] : ['perpetual-contract'];
    return { bars: clean, actions: [], quarantine, caveats };
  }

  /** One exchange for all requests, so that its pace is kept and its markets are listed once. */
  #opened(): Promise<Exchange> {
    this.#exchange ??= openExchange({
      net: this.#net,
      clock: this.#clock,
      settings: this.#settings,
    });
    return this.#exchange;
  }

  async #asked<Answer>(
    exchange: Exchange,
    asked: string,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await call();
    } catch (thrown) {
      throw exchangeError(thrown, exchange.id, asked);
    }
  }
}

/** Most candles a page that ccxt says the exchange gives of such a market. */
function pageLimitOf(exchange: Exchange, market: MarketInterface): number | null {
  const limit: unknown = exchange.featureValue(market.symbol, 'fetchOHLCV', 'limit');
  return typeof limit === 'number' && limit >= 1 ? limit : null;
}

/** What an exchange left out is NaN, for the quarantine to find. */
function tableOf(candles: readonly Candle[]): BarTable {
  const table = emptyBarTable(candles.length);
  candles.forEach((candle, row) => {
    TABLE_COLUMNS.forEach((column, index) => {
      table[column][row] = candle[index] ?? Number.NaN;
    });
  });
  return table;
}
