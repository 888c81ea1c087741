import type { ServerResponse } from 'node:http';
import type { Bar } from '#base';
import type { Answer } from './scripted-server.ts';
import { syntheticBar } from './synthetic-bar.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** What an exchange has: candles from its listing to its newest, which is under way. */
export interface FakeListing {
  readonly listed: number;
  /** Start of the last minute of which it knows. */
  readonly newest: number;
  /** No trades, and so no candles, in here. */
  readonly halt?: readonly [from: number, until: number];
}

/** Candles that start in [from, until). */
function candlesOf(listing: FakeListing, lengthMs: number, from: number, until: number): Bar[] {
  const first = Math.ceil(Math.max(from, listing.listed) / lengthMs) * lengthMs;
  const bars: Bar[] = [];
  for (let time = first; time < until && time <= listing.newest; time += lengthMs) {
    const [haltFrom, haltUntil] = listing.halt ?? [0, 0];
    if (time < haltFrom || time >= haltUntil) bars.push(syntheticBar(time, lengthMs));
  }
  return bars;
}

const BINANCE_MS: Readonly<Record<string, number>> = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '4h': 240 * MINUTE_MS,
  '1d': DAY_MS,
};

/** Binance, spot and perpetual: the first candles since a time, 1000 at most, as rows of twelve. */
export function fakeBinance(listing: FakeListing): Answer {
  return ({ url }, response) => {
    const asked = url.searchParams;
    if (url.pathname === '/api/v3/exchangeInfo') {
      const symbols = ['BTC', 'ETH', 'SOL'].map((coin) => binanceMarket(coin));
      return send(response, 200, { timezone: 'UTC', serverTime: listing.newest, symbols });
    }
    if (url.pathname === '/fapi/v1/exchangeInfo') {
      const contract = { contractType: 'PERPETUAL', marginAsset: 'USDT', pair: 'BTCUSDT' };
      return send(response, 200, { symbols: [{ ...binanceMarket('BTC'), ...contract }] });
    }
    if (!/^\/(api\/v3|fapi\/v1)\/klines$/.test(url.pathname))
      return send(response, 404, { code: -1, msg: 'no' });
    if (asked.get('symbol') !== 'BTCUSDT') {
      return send(response, 400, { code: -1121, msg: 'Invalid symbol.' });
    }
    const length = BINANCE_MS[asked.get('interval') ?? ''];
    if (length === undefined) return send(response, 400, { code: -1120, msg: 'Invalid interval.' });
    const limit = Math.min(Number(asked.get('limit') ?? 500), 1000);
    const until = Number(asked.get('endTime') ?? listing.newest) + 1;
    const candles = candlesOf(listing, length, Number(asked.get('startTime') ?? 0), until);
    const rows = candles.slice(0, limit).map((bar) => {
      const prices = [bar.open, bar.high, bar.low, bar.close].map((price) => price.toFixed(8));
      const quote = (bar.volume * bar.close).toFixed(8);
      const half = (bar.volume / 2).toFixed(8);
      const end = bar.time + length - 1;
      return [bar.time, ...prices, bar.volume.toFixed(8), end, quote, 308, half, quote, '0'];
    });
    return send(response, 200, rows, { 'x-mbx-used-weight-1m': '2' });
  };
}

function binanceMarket(coin: string): object {
  return {
    symbol: `${coin}USDT`,
    status: 'TRADING',
    baseAsset: coin,
    baseAssetPrecision: 8,
    quoteAsset: 'USDT',
    quotePrecision: 8,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: true,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' },
    ],
    permissions: ['SPOT'],
  };
}

/** Kraken: the last 720 candles and no others, whatever is asked, the one under way among them. */
export function fakeKraken(listing: FakeListing): Answer {
  return ({ url }, response) => {
    const asked = url.searchParams;
    if (url.pathname === '/0/public/AssetPairs') {
      const pair = (base: string, quote: string) => ({
        ...{ altname: base + quote, wsname: `${base}/${quote}`, base, quote, lot: 'unit' },
        ...{ pair_decimals: 1, lot_decimals: 8, leverage_buy: [], status: 'online' },
        ...{ fees: [[0, 0.26]], fees_maker: [[0, 0.16]], ordermin: '0.0001' },
      });
      const result = { XXBTZUSD: pair('XXBT', 'ZUSD'), XETHZUSD: pair('XETH', 'ZUSD') };
      return send(response, 200, { error: [], result });
    }
    if (url.pathname !== '/0/public/OHLC' || asked.get('pair') !== 'XXBTZUSD') {
      return send(response, 200, { error: ['EQuery:Unknown asset pair'] });
    }
    const length = Number(asked.get('interval')) * MINUTE_MS;
    const kept = candlesOf(listing, length, listing.newest - 720 * length, listing.newest + 1);
    const since = Number(asked.get('since') ?? 0) * 1000;
    const rows = kept
      .slice(-720)
      .filter(({ time }) => time > since)
      .map(({ time, open, high, low, close, volume }) => {
        const prices = [open, high, low, close, close].map((price) => price.toFixed(1));
        return [time / 1000, ...prices, volume.toFixed(8), 12];
      });
    const last = kept.at(-2)?.time ?? 0;
    return send(response, 200, { error: [], result: { XXBTZUSD: rows, last: last / 1000 } });
  };
}

const OKX_MS: Readonly<Record<string, number>> = {
  '1m': MINUTE_MS,
  '1H': 60 * MINUTE_MS,
  '4H': 240 * MINUTE_MS,
  '1Dutc': DAY_MS,
};

/** OKX: the candles between two times, newest first, 300 at most; older ones by another path. */
export function fakeOkx(listing: FakeListing): Answer {
  return ({ url }, response) => {
    const asked = url.searchParams;
    if (url.pathname === '/api/v5/public/instruments') {
      const data = asked.get('instType') === 'SPOT' ? [okxMarket('BTC'), okxMarket('ETH')] : [];
      return send(response, 200, { code: '0', data, msg: '' });
    }
    const isKnown = /^\/api\/v5\/market\/(history-)?candles$/.test(url.pathname);
    const length = OKX_MS[asked.get('bar') ?? ''];
    if (!isKnown || asked.get('instId') !== 'BTC-USDT' || length === undefined) {
      const msg = "Instrument ID doesn't exist.";
      return send(response, 200, { code: '51001', data: [], msg });
    }
    const before = Number(asked.get('before') ?? 0);
    const after = Number(asked.get('after') ?? listing.newest + 1);
    const candles = candlesOf(listing, length, before + 1, after).reverse();
    const data = candles.slice(0, Number(asked.get('limit') ?? 100)).map((bar) => {
      const prices = [bar.open, bar.high, bar.low, bar.close].map(String);
      const quote = String(bar.volume * bar.close);
      const isConfirmed = bar.time + length <= listing.newest ? '1' : '0';
      return [String(bar.time), ...prices, String(bar.volume), quote, quote, isConfirmed];
    });
    return send(response, 200, { code: '0', data, msg: '' });
  };
}

function okxMarket(coin: string): object {
  return {
    ...{ instId: `${coin}-USDT`, instType: 'SPOT', baseCcy: coin, quoteCcy: 'USDT', alias: '' },
    ...{ category: '1', ctMult: '', ctType: '', ctVal: '', ctValCcy: '', expTime: '', lever: '10' },
    ...{ listTime: '1548133413000', lotSz: '0.00000001', minSz: '0.00001', optType: '' },
    ...{ settleCcy: '', state: 'live', stk: '', tickSz: '0.1', uly: '' },
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
