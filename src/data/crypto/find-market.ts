import type { Exchange, MarketInterface } from 'ccxt';
import { type Interval, INTERVALS, QuantError } from '#base';
import { nearest } from '#config';
import { isSymbol } from '../symbol.ts';

/**
 * The market that a symbol names: BTC/USDT the spot market, or where the exchange has none of any
 * kind but one perpetual contract of that pair, that.
 *
 * @throws data/unknown-symbol
 */
export function findMarket(exchange: Exchange, symbol: string): MarketInterface {
  const markets = (exchange.markets ?? {}) as Readonly<Record<string, MarketInterface>>;
  if (Object.hasOwn(markets, symbol)) return markets[symbol];
  const perpetuals = Object.values(markets).filter(
    (market) => market.swap === true && market.symbol.startsWith(`${symbol}:`),
  );
  if (perpetuals.length === 1) return perpetuals[0];
  throw unknownSymbol(exchange.id, symbol, Object.keys(markets).filter(isSymbol));
}

function unknownSymbol(exchange: string, symbol: string, known: readonly string[]): QuantError {
  const [base] = symbol.split('/');
  const sameBase = known.filter((name) => name.startsWith(`${base}/`)).slice(0, 5);
  const names = [...new Set([nearest(symbol, known), ...sameBase])].filter((name) => name !== '');
  const advice = names.length === 0 ? '' : `; the nearest are ${names.join(', ')}`;
  return new QuantError(
    'data/unknown-symbol',
    `${exchange} has no market ${symbol} among its ${known.length}${advice}.`,
    { context: { exchange, symbol, nearest: names } },
  );
}

/** @throws data/not-supported, data/unknown-interval */
export function checkInterval(exchange: Exchange, interval: Interval): void {
  const { id, has, timeframes } = exchange;
  if (has['fetchOHLCV'] !== true) {
    throw new QuantError(
      'data/not-supported',
      `${id} gives no bars: choose another data.ccxt.exchange, such as binance or kraken.`,
      { context: { exchange: id } },
    );
  }
  if (Object.hasOwn(timeframes, interval)) return;
  const intervals = INTERVALS.filter((known) => Object.hasOwn(timeframes, known));
  throw new QuantError(
    'data/unknown-interval',
    `${id} has no bars of ${interval}; it has ${intervals.join(', ')}: choose one with --interval.`,
    { context: { exchange: id, interval, intervals } },
  );
}
