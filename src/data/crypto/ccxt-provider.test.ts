import { afterAll, describe, expect, it } from 'vitest';
import { type Clock, type Net, QuantError } from '#base';
import { systemSchema } from '#config';
import { providerContract } from '../../../tests/contracts/provider.ts';
import {
  type FakeListing,
  fakeBinance,
  fakeKraken,
  fakeOkx,
} from '../../../tests/support/fake-exchanges.ts';
import {
  type Answer,
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import { syntheticBar } from '../../../tests/support/synthetic-bar.ts';
import type { BarRequest, FetchedBars } from '../provider.ts';
import { CcxtProvider } from './ccxt-provider.ts';
import { openExchange } from './open-exchange.ts';
import { refusalOfLater } from '../../../tests/support/refusal.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 20, 12, 20);

/** Start of the last hour that has closed. */
const LAST_HOUR = Date.UTC(2026, 10, 20, 11);

const LISTING: FakeListing = {
  listed: Date.UTC(2024, 0, 5),
  newest: NOW,
  halt: [Date.UTC(2026, 9, 3, 4), Date.UTC(2026, 9, 3, 11)],
};

const clock: Clock = { now: () => NOW, sleep: async () => undefined };

function providerOf(exchange: string, baseUrl: string | null, net: Net = fetch): CcxtProvider {
  const settings = systemSchema.parse({ data: { ccxt: { exchange, baseUrl } } }).data;
  return new CcxtProvider({ net, clock, settings });
}

async function serve(answer: Answer): Promise<ScriptedServer> {
  const server = await startScriptedServer(answer);
  afterAll(() => server.close());
  return server;
}

const hourly = (symbol: string, start: number, end: number): BarRequest => ({
  ...{ symbol, interval: '1h', start, end },
});

const binance = await serve(fakeBinance(LISTING));
const okx = await serve(fakeOkx(LISTING));
const kraken = await serve(fakeKraken(LISTING));

describe.concurrent('Binance through ccxt', () => {
  providerContract({
    make: () => providerOf('binance', binance.url),
    symbol: 'BTC/USDT',
    interval: '1h',
    start: Date.UTC(2026, 9, 1),
    end: Date.UTC(2026, 9, 6),
    unknownSymbol: 'BTCC/USDT',
  });
});

describe.concurrent('OKX through ccxt', () => {
  providerContract({
    make: () => providerOf('okx', okx.url),
    symbol: 'BTC/USDT',
    interval: '1h',
    start: Date.UTC(2026, 9, 1),
    end: Date.UTC(2026, 9, 6),
    unknownSymbol: 'BTCC/USDT',
  });
});

describe.concurrent.each([
  ['binance', binance],
  ['okx', okx],
])('a long range of %s', (exchange, server) => {
  const start = Date.UTC(2026, 8, 1);

  it('is every candle once, over pages and a halt, up to the last that has closed', async () => {
    const provider = providerOf(exchange, server.url);
    const { bars, quarantine, caveats } = await provider.fetchBars(
      hourly('BTC/USDT', start + 1, NOW + DAY_MS),
    );
    const expected = [];
    for (let time = start + HOUR_MS; time + HOUR_MS <= NOW; time += HOUR_MS) {
      const [from, until] = LISTING.halt ?? [0, 0];
      if (time < from || time >= until) expected.push(syntheticBar(time, HOUR_MS));
    }
    expect([...bars.time]).toEqual(expected.map(({ time }) => time));
    expect([...bars.open]).toEqual(expected.map(({ open }) => open));
    expect([...bars.high]).toEqual(expected.map(({ high }) => high));
    expect([...bars.low]).toEqual(expected.map(({ low }) => low));
    expect([...bars.close]).toEqual(expected.map(({ close }) => close));
    expect([...bars.volume]).toEqual(expected.map(({ volume }) => volume));
    expect({ quarantine, caveats }).toEqual({ quarantine: [], caveats: [] });
  });

  it('begins where the coin was listed', async () => {
    const { bars } = await providerOf(exchange, server.url).fetchBars({
      ...{ symbol: 'BTC/USDT', interval: '1d' },
      ...{ start: Date.UTC(2022, 6, 1), end: NOW },
    });
    expect(new Date(bars.time[0]).toISOString()).toBe('2024-01-05T00:00:00.000Z');
    expect(bars.time.at(-1)).toBe(Date.UTC(2026, 10, 19));
  });
});

describe.concurrent('Kraken through ccxt', () => {
  it('gives what it keeps, without the candle under way', async () => {
    const start = LAST_HOUR - 599 * HOUR_MS;
    const { bars } = await providerOf('kraken', kraken.url).fetchBars(
      hourly('BTC/USD', start, NOW + DAY_MS),
    );
    expect(bars.time.length).toBe(600);
    expect(bars.time.at(-1)).toBe(Date.UTC(2026, 10, 20, 11));
    const bar = syntheticBar(bars.time[0], HOUR_MS);
    expect(bars.close[0]).toBe(Number(bar.close.toFixed(1)));
  });

  it('says what it does not keep, instead of giving less', async () => {
    const start = NOW - 900 * HOUR_MS;
    const error = await refusalOfLater(
      providerOf('kraken', kraken.url).fetchBars(hourly('BTC/USD', start, NOW - 800 * HOUR_MS)),
    );
    expect(error.code).toBe('data/too-old');
    expect(error.message).toContain('kraken keeps the last 720 bars of 1h only');
    expect(error.message).toContain('since 2026-10-21T13:00Z');
  });
});

describe.concurrent('CcxtProvider', () => {
  it('asks only the address it is given', async () => {
    const hosts = new Set<string>();
    const net: Net = (url, init) => {
      hosts.add(new URL(url).host);
      return fetch(url, init);
    };
    for (const [exchange, { url }] of [
      ['binance', binance],
      ['okx', okx],
    ] as const) {
      await providerOf(exchange, url, net).fetchBars(hourly('BTC/USDT', NOW - DAY_MS, NOW));
    }
    expect(hosts).toEqual(new Set([new URL(binance.url).host, new URL(okx.url).host]));
  });

  it('asks the exchange itself when it is given no address', async () => {
    const asked: string[] = [];
    const net: Net = async (url) => {
      asked.push(String(url));
      throw new QuantError('data/unreachable', 'no network here');
    };
    const error = await refusalOfLater(
      providerOf('binance', null, net).fetchBars(hourly('BTC/USDT', NOW - DAY_MS, NOW)),
    );
    expect([error.code, ...asked]).toEqual([
      'data/unreachable',
      'https://api.binance.com/api/v3/exchangeInfo',
    ]);
  });

  it('lists the markets once, and again after a list that failed', async () => {
    const server = await serve(fakeBinance(LISTING));
    server.script((_, response) => response.writeHead(500).end('{}'));
    const provider = providerOf('binance', server.url);
    const request = hourly('BTC/USDT', LAST_HOUR - 23 * HOUR_MS, NOW);
    expect((await refusalOfLater(provider.fetchBars(request))).code).toBe('data/unreachable');
    const answers: FetchedBars[] = await Promise.all([
      provider.fetchBars(request),
      provider.fetchBars(request),
    ]);
    expect(answers.map(({ bars }) => bars.time.length)).toEqual([24, 24]);
    const paths = server.requests.map(({ url }) => url.pathname);
    expect(paths.filter((path) => path.endsWith('exchangeInfo')).length).toBe(2);
    expect(paths.filter((path) => path.endsWith('klines')).length).toBe(2);
  });

  it('keeps the pace of the exchange, and leaves time-outs to the network', async () => {
    const server = await serve(fakeBinance(LISTING));
    const request = hourly('BTC/USDT', NOW - DAY_MS, NOW);
    await providerOf('binance', server.url).fetchBars(request);
    const [list, candles] = server.requests;
    // Its list of markets costs four times its 50 ms.
    expect(candles.time - list.time).toBeGreaterThan(150);
    const settings = { exchange: 'binance', baseUrl: server.url };
    const { timeout } = await openExchange({ net: fetch, clock, settings });
    expect(timeout).toBeGreaterThan(DAY_MS);
  });

  it('takes the time from our clock', async () => {
    const then = Date.UTC(2025, 0, 1);
    const server = await serve(fakeOkx(LISTING));
    const settings = systemSchema.parse({
      data: { ccxt: { exchange: 'okx', baseUrl: server.url } },
    }).data;
    const past: Clock = { ...clock, now: () => then };
    const provider = new CcxtProvider({ net: fetch, clock: past, settings });
    const { bars } = await provider.fetchBars(hourly('BTC/USDT', then - DAY_MS, NOW));
    expect(bars.time.length).toBe(24);
    // What lies less than 1440 candles back, OKX has elsewhere than what is older.
    expect(server.requests.map(({ url }) => url.pathname)).toEqual([
      ...['/api/v5/public/instruments', '/api/v5/market/candles'],
    ]);
  });

  it('says so when the bars are those of a perpetual contract', async () => {
    const { bars, caveats } = await providerOf('binanceusdm', binance.url).fetchBars(
      hourly('BTC/USDT', LAST_HOUR - 23 * HOUR_MS, NOW),
    );
    expect([bars.time.length, ...caveats]).toEqual([24, 'perpetual-contract']);
  });

  it('names the markets near one that there is not', async () => {
    const error = await refusalOfLater(
      providerOf('binance', binance.url).fetchBars(hourly('BTC/USD', NOW - DAY_MS, NOW)),
    );
    expect(error.code).toBe('data/unknown-symbol');
    expect(error.message).toContain('binance has no market BTC/USD among its 3');
    expect(error.message).toContain('BTC/USDT');
  });

  it('names the exchanges near one that there is not', async () => {
    const error = await refusalOfLater(
      providerOf('binanse', binance.url).fetchBars(hourly('BTC/USDT', NOW - DAY_MS, NOW)),
    );
    expect(error.code).toBe('data/unknown-exchange');
    expect(error.message).toContain('the nearest are binance,');
    expect(() => providerOf('../Binance', null)).toThrow('data.ccxt.exchange is "../Binance"');
  });

  it('names the intervals an exchange has, and exchanges without bars, asking nobody', async () => {
    const net: Net = async () => {
      throw new Error('asked');
    };
    const request = { ...hourly('BTC/USD', NOW - DAY_MS, NOW), interval: '4h' } as const;
    const coinbase = await refusalOfLater(providerOf('coinbase', null, net).fetchBars(request));
    expect(coinbase.code).toBe('data/unknown-interval');
    expect(coinbase.message).toContain('it has 1m, 5m, 15m, 30m, 1h, 1d');
    const bitflyer = await refusalOfLater(providerOf('bitflyer', null, net).fetchBars(request));
    expect(bitflyer.code).toBe('data/not-supported');
  });

  it.each([
    [451, '{"code":0,"msg":"restricted location"}', 'data/not-allowed'],
    [418, '{"code":-1003,"msg":"Way too many requests; IP banned"}', 'data/rate-limited'],
    [400, '{"code":-1121,"msg":"Invalid symbol."}', 'data/unknown-symbol'],
    [400, '{"code":-1100,\n"msg":"Illegal characters\\n\\nfound"}', 'data/bad-answer'],
    [200, '{"code":-1003,"msg":"Too many requests"}', 'data/rate-limited'],
    [200, '[[1,2],{"a":1},null]', 'data/bad-answer'],
    [200, '[[1,"1","1","1","1","1"]]', 'data/bad-answer'],
    [200, '7', 'data/bad-answer'],
    [200, '{}', 'data/bad-answer'],
    [200, 'null', 'data/bad-answer'],
  ])('makes of status %i and %s one sentence', async (status, body, code) => {
    const server = await serve(fakeBinance(LISTING));
    server.script(fakeBinance(LISTING), (_, response) => response.writeHead(status).end(body));
    const error = await refusalOfLater(
      providerOf('binance', server.url).fetchBars(hourly('BTC/USDT', NOW - DAY_MS, NOW)),
    );
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^binance [^\n]+\.$/);
  });

  it('quarantines candles that cannot be true and gives the others', async () => {
    const server = await serve(fakeBinance(LISTING));
    const start = NOW - (NOW % DAY_MS);
    const row = (hour: number, ...values: unknown[]) => [start + hour * HOUR_MS, ...values];
    const rows = [
      row(0, '10', '11', '9', '10.5', '3'),
      row(1, '10', '9', '11', '10.5', '3'),
      row(2, '10', '11', '9', null, '3'),
      row(3, '10', '11', '9', '10.5', '-3'),
      row(4, '0', '0', '0', '0', '0'),
      row(5, '10', '11', '9', '10.5', '3'),
      row(5, '10', '11', '9', '10.4', '3'),
    ];
    server.script(fakeBinance(LISTING), (_, response) => response.end(JSON.stringify(rows)));
    const { bars, quarantine } = await providerOf('binance', server.url).fetchBars(
      hourly('BTC/USDT', start, start + 6 * HOUR_MS),
    );
    expect([...bars.close]).toEqual([10.5, 10.4]);
    expect(quarantine.map(({ code }) => code)).toEqual([
      ...['high-low', 'not-finite', 'negative-volume', 'not-positive', 'revised'],
    ]);
    expect(quarantine[0].place).toBe('binance BTC/USDT 1h row 2');
  });
});
