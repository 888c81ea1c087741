import { afterAll, describe, expect, it } from 'vitest';
import { type Bar, type Clock, type Net } from '#base';
import { systemSchema } from '#config';
import { providerContract } from '../../../tests/contracts/provider.ts';
import {
  candleFile,
  type FakeQuotes,
  fakeDukascopy,
  isQuotedWeek,
  quotedCandle,
} from '../../../tests/support/fake-dukascopy.ts';
import {
  type Answer,
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import type { BarRequest } from '../provider.ts';
import { ForexProvider } from './forex-provider.ts';
import { refusalOfLater } from '../../../tests/support/refusal.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Friday noon. */
const NOW = Date.UTC(2026, 10, 20, 12, 20);

const QUOTES: FakeQuotes = { begins: Date.UTC(2003, 4, 4, 19), newest: NOW };

function providerOf(baseUrl: string, now = NOW, net: Net = fetch): ForexProvider {
  const clock: Clock = { now: () => now, sleep: async () => undefined };
  const settings = systemSchema.parse({ data: { forex: { baseUrl } } }).data;
  return new ForexProvider({ net, clock, settings });
}

async function serve(answer: Answer): Promise<ScriptedServer> {
  const server = await startScriptedServer(answer);
  afterAll(() => server.close());
  return server;
}

const text = (time: number) => new Date(time).toISOString().slice(0, 16);

/** Midway between the sides, by whole steps. */
function midOf(time: number, unitMs: number): Bar {
  const bid = quotedCandle(time, unitMs, 'BID');
  const ask = quotedCandle(time, unitMs, 'ASK');
  const mid = (name: 'open' | 'high' | 'low' | 'close') => (bid[name] + ask[name]) / 200_000;
  const volume = bid.volume + ask.volume;
  return {
    time,
    open: mid('open'),
    high: mid('high'),
    low: mid('low'),
    close: mid('close'),
    volume,
  };
}

/** One bar of all hours of a stretch. */
function ofHours(stamp: number, from: number, until: number): Bar {
  const hours: Bar[] = [];
  for (let time = from; time < until; time += HOUR_MS) {
    if (isQuotedWeek(time)) hours.push(midOf(time, HOUR_MS));
  }
  return {
    time: stamp,
    open: hours[0].open,
    high: Math.max(...hours.map(({ high }) => high)),
    low: Math.min(...hours.map(({ low }) => low)),
    close: hours[hours.length - 1].close,
    volume: hours.reduce((sum, { volume }) => sum + volume, 0),
  };
}

const server = await serve(fakeDukascopy(QUOTES));
const eurusd = (change: Partial<BarRequest>): BarRequest => ({
  ...{ symbol: 'EURUSD', interval: '1h', start: NOW - DAY_MS, end: NOW },
  ...change,
});

describe.each([
  ['1h', Date.UTC(2026, 9, 28), Date.UTC(2026, 10, 4)],
  ['15m', Date.UTC(2026, 9, 29, 12), Date.UTC(2026, 10, 2, 3)],
  ['1d', Date.UTC(2026, 9, 1), Date.UTC(2026, 10, 20)],
  ['1w', Date.UTC(2026, 7, 1), Date.UTC(2026, 10, 20)],
] as const)('currencies at %s', (interval, start, end) => {
  providerContract({
    make: () => providerOf(server.url),
    symbol: 'EURUSD',
    unknownSymbol: 'EURUSX',
    ...{ interval, start, end },
  });
});

describe('ForexProvider', () => {
  it('gives bars midway between bid and ask, none of the weekend', async () => {
    // Over a weekend and the end of a month.
    const start = Date.UTC(2026, 9, 30, 12, 30);
    const { bars, quarantine, caveats } = await providerOf(server.url).fetchBars(
      eurusd({ start, end: Date.UTC(2026, 10, 2, 12) }),
    );
    const expected: Bar[] = [];
    for (let time = Date.UTC(2026, 9, 30, 13); time < Date.UTC(2026, 10, 2, 12); time += HOUR_MS) {
      if (isQuotedWeek(time)) expected.push(midOf(time, HOUR_MS));
    }
    expect([...bars.time].map(text)).toEqual(expected.map(({ time }) => text(time)));
    expect([...bars.open]).toEqual(expected.map(({ open }) => open));
    expect([...bars.high]).toEqual(expected.map(({ high }) => high));
    expect([...bars.low]).toEqual(expected.map(({ low }) => low));
    expect([...bars.close]).toEqual(expected.map(({ close }) => close));
    bars.volume.forEach((volume, row) => expect(volume).toBeCloseTo(expected[row].volume, 8));
    expect(quarantine).toEqual([]);
    expect(caveats).toEqual(['mid-of-bid-and-ask', 'quoted-volume']);
  });

  it('makes days of the hours from 17:00 in New York to 17:00, over a change of the clock', async () => {
    const { bars } = await providerOf(server.url).fetchBars(
      eurusd({ interval: '1d', start: Date.UTC(2026, 9, 29), end: Date.UTC(2026, 10, 4) }),
    );
    const days = [
      ofHours(Date.UTC(2026, 9, 29), Date.UTC(2026, 9, 28, 21), Date.UTC(2026, 9, 29, 21)),
      ofHours(Date.UTC(2026, 9, 30), Date.UTC(2026, 9, 29, 21), Date.UTC(2026, 9, 30, 21)),
      ofHours(Date.UTC(2026, 10, 2), Date.UTC(2026, 10, 1, 22), Date.UTC(2026, 10, 2, 22)),
      ofHours(Date.UTC(2026, 10, 3), Date.UTC(2026, 10, 2, 22), Date.UTC(2026, 10, 3, 22)),
    ];
    expect([...bars.time]).toEqual(days.map(({ time }) => time));
    for (const name of ['open', 'high', 'low', 'close'] as const) {
      expect([...bars[name]]).toEqual(days.map((day) => day[name]));
    }
    bars.volume.forEach((volume, row) => expect(volume).toBeCloseTo(days[row].volume, 6));
  });

  it('makes weeks of their five days, stamped by the Monday', async () => {
    const { bars } = await providerOf(server.url).fetchBars(
      eurusd({ interval: '1w', start: Date.UTC(2026, 9, 20), end: NOW }),
    );
    const week = (monday: number) => ofHours(monday, monday - 3 * HOUR_MS, monday + 5 * DAY_MS);
    const weeks = [Date.UTC(2026, 9, 26), Date.UTC(2026, 10, 2), Date.UTC(2026, 10, 9)].map(week);
    expect([...bars.time]).toEqual(weeks.map(({ time }) => time));
    expect([...bars.open]).toEqual(weeks.map(({ open }) => open));
    expect([...bars.high]).toEqual(weeks.map(({ high }) => high));
    expect([...bars.close]).toEqual(weeks.map(({ close }) => close));
  });

  it('makes quarters of an hour of minutes', async () => {
    const start = Date.UTC(2026, 10, 19, 12);
    const { bars } = await providerOf(server.url).fetchBars(
      eurusd({ interval: '15m', start, end: start + HOUR_MS }),
    );
    const minutes = Array.from({ length: 15 }, (_, minute) =>
      midOf(start + minute * MINUTE_MS, MINUTE_MS),
    );
    expect(bars.time.length).toBe(4);
    expect(bars.open[0]).toBe(minutes[0].open);
    expect(bars.high[0]).toBe(Math.max(...minutes.map(({ high }) => high)));
    expect(bars.close[0]).toBe(minutes[14].close);
  });

  it.each([
    ['1h', Date.UTC(2026, 10, 20, 11)],
    ['4h', Date.UTC(2026, 10, 20, 8)],
    ['1m', Date.UTC(2026, 10, 20, 12, 19)],
    ['1d', Date.UTC(2026, 10, 19)],
    ['1w', Date.UTC(2026, 10, 9)],
  ] as const)('gives %s bars up to the last that has closed', async (interval, last) => {
    const { bars } = await providerOf(server.url).fetchBars(
      eurusd({ interval, start: NOW - 14 * DAY_MS, end: NOW + DAY_MS }),
    );
    expect(text(bars.time.at(-1) ?? 0)).toBe(text(last));
  });

  it('gives a day when its session has closed, not at midnight', async () => {
    const close = Date.UTC(2026, 10, 19, 22);
    const lastDay = async (now: number) => {
      const provider = providerOf(server.url, now);
      const { bars } = await provider.fetchBars(
        eurusd({ interval: '1d', start: NOW - 9 * DAY_MS }),
      );
      return text(bars.time.at(-1) ?? 0).slice(0, 10);
    };
    expect([await lastDay(close - 1), await lastDay(close)]).toEqual(['2026-11-18', '2026-11-19']);
  });

  it('gives no bar before both sides have reached its end', async () => {
    const close = Date.UTC(2026, 10, 19, 22);
    const bids = fakeDukascopy({ ...QUOTES, newest: close });
    const asks = fakeDukascopy({ ...QUOTES, newest: close - HOUR_MS - MINUTE_MS });
    const own = await serve((request, response) => {
      (request.url.pathname.includes('ASK') ? asks : bids)(request, response);
    });
    const last = async (interval: BarRequest['interval']) => {
      const request = eurusd({ interval, start: NOW - 9 * DAY_MS });
      const { bars, quarantine } = await providerOf(own.url, close + 5000).fetchBars(request);
      expect(quarantine).toEqual([]);
      return text(bars.time.at(-1) ?? 0);
    };
    expect(await last('1h')).toBe('2026-11-19T20:00');
    expect(await last('15m')).toBe('2026-11-19T20:45');
    expect(await last('1d')).toBe('2026-11-18T00:00');
  });

  it('asks for a file a period and side, what is over by its path, what is not by its start', async () => {
    const own = await serve(fakeDukascopy(QUOTES));
    await providerOf(own.url).fetchBars(
      eurusd({ start: Date.UTC(2026, 9, 31), end: NOW + 60 * DAY_MS }),
    );
    expect(own.requests.map(({ target }) => target)).toEqual([
      '/v1/candles/hour/EUR-USD/BID/2026/10',
      '/v1/candles/hour/EUR-USD/ASK/2026/10',
      '/v1/candles/hour/EUR-USD/BID?from=1793491200000',
      '/v1/candles/hour/EUR-USD/ASK?from=1793491200000',
    ]);
  });

  it('asks for no Saturday', async () => {
    const own = await serve(fakeDukascopy(QUOTES));
    const request = {
      interval: '5m',
      start: Date.UTC(2026, 10, 13, 23),
      end: Date.UTC(2026, 10, 16),
    };
    const { bars } = await providerOf(own.url).fetchBars(eurusd(request as Partial<BarRequest>));
    expect(own.requests.map(({ url }) => url.pathname.slice(-10))).toEqual([
      ...['2026/11/13', '2026/11/13', '2026/11/15', '2026/11/15'],
    ]);
    expect(text(bars.time[0])).toBe('2026-11-15T22:00');
  });

  it('reads a period that is just over where it was before, while its file is not there yet', async () => {
    const midnight = Date.UTC(2026, 10, 20);
    const own = await serve(fakeDukascopy({ ...QUOTES, newest: midnight - MINUTE_MS }));
    const request = eurusd({ interval: '1m', start: midnight - 10 * MINUTE_MS, end: midnight });
    const { bars } = await providerOf(own.url, midnight + 5000).fetchBars(request);
    expect(bars.time.length).toBe(10);
    expect(own.requests.map(({ target }) => target)).toEqual([
      '/v1/candles/minute/EUR-USD/BID/2026/11/19',
      `/v1/candles/minute/EUR-USD/BID?from=${midnight - DAY_MS}`,
      '/v1/candles/minute/EUR-USD/ASK/2026/11/19',
      `/v1/candles/minute/EUR-USD/ASK?from=${midnight - DAY_MS}`,
    ]);
    const late = providerOf(own.url, midnight + 2 * DAY_MS);
    expect((await refusalOfLater(late.fetchBars(request))).message).toContain('with status 400');
  });

  it('takes from what goes on after a period that is just over its own candles only', async () => {
    const midnight = Date.UTC(2026, 10, 20);
    const usual = fakeDukascopy({ ...QUOTES, newest: midnight + 3 * MINUTE_MS });
    const own = await serve((request, response) => {
      if (!request.url.pathname.endsWith('/2026/11/19')) return usual(request, response);
      return response.writeHead(400).end('{"message":"Not completed"}');
    });
    const { bars, quarantine } = await providerOf(own.url, midnight + 3 * MINUTE_MS).fetchBars(
      eurusd({ interval: '1m', start: midnight - 3 * MINUTE_MS, end: midnight + HOUR_MS }),
    );
    const minutes = [-3, -2, -1, 0, 1, 2].map((minute) => midnight + minute * MINUTE_MS);
    expect([...bars.time]).toEqual(minutes);
    expect(quarantine).toEqual([]);
  });

  it('gives no bar that a period that is just over may lack a part of', async () => {
    const midnight = Date.UTC(2026, 10, 21);
    const halfPast = midnight - 2.5 * HOUR_MS;
    const bids = fakeDukascopy({ ...QUOTES, newest: midnight - MINUTE_MS });
    const asks = fakeDukascopy({ ...QUOTES, newest: halfPast });
    const own = await serve((request, response) => {
      (request.url.pathname.includes('ASK') ? asks : bids)(request, response);
    });
    const { bars } = await providerOf(own.url, midnight + 5000).fetchBars(
      eurusd({ interval: '15m', start: midnight - DAY_MS, end: midnight + DAY_MS }),
    );
    expect(text(bars.time.at(-1) ?? 0)).toBe('2026-11-20T21:15');
  });

  it('leaves out what nobody quoted, in the week too', async () => {
    const silence = [Date.UTC(2026, 10, 19, 3), Date.UTC(2026, 10, 19, 6)] as const;
    const own = await serve(fakeDukascopy({ ...QUOTES, silence }));
    const { bars } = await providerOf(own.url).fetchBars(
      eurusd({ start: Date.UTC(2026, 10, 19, 1), end: Date.UTC(2026, 10, 19, 8) }),
    );
    expect([...bars.time].map((time) => text(time).slice(11))).toEqual([
      ...['01:00', '02:00', '06:00', '07:00'],
    ]);
  });

  it('takes every spelling of a pair, and metals', async () => {
    const request = eurusd({});
    const closes = await Promise.all(
      ['EURUSD', 'EUR/USD', 'EUR-USD', 'EURUSD=X'].map(async (symbol) =>
        [...(await providerOf(server.url).fetchBars({ ...request, symbol })).bars.close].join(),
      ),
    );
    expect(new Set(closes).size).toBe(1);
    const symbols = await providerOf(server.url).symbols();
    expect(symbols).toEqual([...symbols].sort());
    expect(symbols).toEqual(expect.arrayContaining(['EURUSD', 'USDJPY', 'XAUUSD', 'XAGUSD']));
    expect(symbols).not.toContain('BTCUSD');
  });

  it.each([
    ['USDEUR', 'EURUSD'],
    ['EURUSX', 'EURUSD'],
    ['AAPL', 'AUD'],
    ['BTC/USD', 'USD'],
    ['EURUSD=Y', 'EURUSD'],
  ])('names the pairs near %s, asking nobody', async (symbol, near) => {
    const net: Net = async () => {
      throw new Error('asked');
    };
    const error = await refusalOfLater(
      providerOf(server.url, NOW, net).fetchBars(eurusd({ symbol })),
    );
    expect(error.code).toBe('data/unknown-symbol');
    expect(error.message).toContain(`no pair ${symbol} among its`);
    expect(error.message).toContain(near);
  });

  it('says since when it has bars when asked for older ones', async () => {
    const range = { start: Date.UTC(2001, 0, 1), end: Date.UTC(2003, 4, 4, 19) };
    const error = await refusalOfLater(providerOf(server.url).fetchBars(eurusd(range)));
    expect(error.code).toBe('data/too-old');
    expect(error.message).toContain('has EURUSD at 1h since 2003-05-04T19:00Z');
    const own = await serve(fakeDukascopy(QUOTES));
    const { bars } = await providerOf(own.url).fetchBars(
      eurusd({ ...range, end: Date.UTC(2003, 4, 5) }),
    );
    expect(own.requests.length).toBe(2);
    // Sunday 17:00 in New York, when the week opens.
    expect([...bars.time].map(text)).toEqual([
      ...['2003-05-04T21:00', '2003-05-04T22:00', '2003-05-04T23:00'],
    ]);
  });

  it.each([
    [403, '<html>Forbidden</html>', 'data/not-allowed'],
    [404, '{"message":"Not Found"}', 'data/bad-answer'],
    [200, '{"times":[]}', 'data/bad-answer'],
    [200, '[]', 'data/bad-answer'],
    [200, 'null', 'data/bad-answer'],
  ])('makes of status %i and %s one sentence', async (status, body, code) => {
    const own = await serve((_, response) => response.writeHead(status).end(body));
    const error = await refusalOfLater(providerOf(own.url).fetchBars(eurusd({})));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^Dukascopy [^\n]+\.$/);
  });

  it('quarantines the candles that cannot be true, and the bars that are made of them', async () => {
    const from = Date.UTC(2026, 10, 1);
    const bad = Date.UTC(2026, 10, 18, 15);
    const usual = fakeDukascopy(QUOTES);
    const spoil: Answer = ({ url }, response) => {
      const side = url.pathname.endsWith('BID') ? 'BID' : 'ASK';
      const candles: Bar[] = [];
      for (let time = from; time <= NOW; time += HOUR_MS) {
        const candle = quotedCandle(time, HOUR_MS, side);
        if (isQuotedWeek(time))
          candles.push(time === bad ? { ...candle, low: candle.high + 50 } : candle);
      }
      response.end(JSON.stringify(candleFile(candles, from, HOUR_MS)));
    };
    const own = await serve(usual);
    own.always(spoil);
    const range = { start: Date.UTC(2026, 10, 18), end: Date.UTC(2026, 10, 20) };
    const hours = await providerOf(own.url).fetchBars(eurusd(range));
    expect(hours.quarantine).toMatchObject([
      { time: bad, code: 'high-low', place: 'Dukascopy EURUSD hour 2026-11-18T15:00Z' },
    ]);
    expect(hours.bars.time.length).toBe(47);
    const days = await providerOf(own.url).fetchBars(eurusd({ ...range, interval: '1d' }));
    expect(days.quarantine).toMatchObject([
      { time: Date.UTC(2026, 10, 18), place: 'Dukascopy EURUSD hour 2026-11-18T15:00Z' },
    ]);
    expect([...days.bars.time]).toEqual([Date.UTC(2026, 10, 19)]);
    const later = eurusd({ ...range, start: Date.UTC(2026, 10, 19), interval: '1d' });
    expect((await providerOf(own.url).fetchBars(later)).quarantine).toEqual([]);
  });
});
