import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barAt, INTERVALS } from '#base';
import { nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import { ARCHIVE_SPAN, alpacaArchive } from '../../../tests/support/alpaca-archive.ts';
import { FAKE_KEYS, FakeAlpacaData, wireBar } from '../../../tests/support/fake-alpaca-data.ts';
import { htmlPage, json } from '../../../tests/support/scripted-answers.ts';
import {
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import { MarketHours } from '../sessions/market-hours.ts';
import type { BarRequest } from '../provider.ts';
import type { AlpacaKeys } from './alpaca-keys.ts';
import { AlpacaProvider } from './alpaca-provider.ts';
import { refusalOfLater } from '../../../tests/support/refusal.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2023, 4, 1);
const day = (text: string) => Date.parse(text);

let archive: FakeAlpacaData;
let server: ScriptedServer;

beforeAll(async () => {
  archive = alpacaArchive();
  server = await startScriptedServer((request, response) => archive.serve(request, response));
});

afterAll(() => server.close());

function provider(
  options: { now?: number; keys?: AlpacaKeys | null; alpaca?: object; at?: string } = {},
): AlpacaProvider {
  const { now = NOW, keys = FAKE_KEYS, alpaca, at = server.url } = options;
  const settings = systemSchema.parse({ data: { alpaca: { dataUrl: at, ...alpaca } } }).data;
  return new AlpacaProvider({
    net: nodeNet,
    clock: { ...systemClock, now: () => now },
    settings,
    keys,
  });
}

/** What a server with only this data answers. */
async function fetchFrom(
  fill: (data: FakeAlpacaData) => void,
  request: Partial<BarRequest>,
  options: { now?: number; alpaca?: object } = {},
) {
  const own = new FakeAlpacaData();
  fill(own);
  const host = await startScriptedServer(own.serve);
  try {
    return await provider({ at: host.url, ...options }).fetchBars({
      symbol: 'AAPL',
      interval: '1d',
      ...ARCHIVE_SPAN,
      ...request,
    });
  } finally {
    await host.close();
  }
}

/** The first request for bars from a place in the record on. */
function barsRequest(from: number): URL {
  const request = server.requests.slice(from).find(({ url }) => url.pathname.endsWith('/bars'));
  return request?.url ?? new URL('http://none');
}

const asked = { symbol: 'AAPL', ...ARCHIVE_SPAN };

describe('stamps', () => {
  it('turns midnight in New York into the date, in winter and in summer', async () => {
    const { bars } = await provider().fetchBars({ ...asked, interval: '1d' });
    const times = [...bars.time];
    expect(times.every((time) => time % DAY_MS === 0)).toBe(true);
    expect(times.slice(0, 2)).toEqual([day('2023-02-27'), day('2023-02-28')]);
    expect(times).toContain(day('2023-03-10'));
    expect(times).toContain(day('2023-03-13'));
    expect(times).not.toContain(day('2023-03-12'));
    expect(times).not.toContain(day('2023-04-07'));
  });

  it('stamps a week by its Monday', async () => {
    const { bars } = await provider().fetchBars({ ...asked, interval: '1w' });
    expect([...bars.time].map((time) => new Date(time).toISOString().slice(0, 10))).toEqual([
      '2023-02-27',
      '2023-03-06',
      '2023-03-13',
      '2023-03-20',
      '2023-03-27',
      '2023-04-03',
    ]);
  });

  it.each(INTERVALS.slice(0, 6))(
    'gives %s bars of the session only, from its open on',
    async (interval) => {
      const { bars, caveats } = await provider().fetchBars({ ...asked, interval });
      const hours = new MarketHours('us-stocks');
      expect([...bars.time].every((time) => hours.isOpen(time))).toBe(true);
      expect(bars.time[0]).toBe(day('2023-02-27T14:30:00Z'));
      expect(caveats).toEqual(['iex-only', 'exchange-hours-only']);
    },
  );

  it('makes an hour out of its two halves', async () => {
    const { bars } = await provider().fetchBars({ ...asked, interval: '1h' });
    const [first, second] = [day('2023-03-15T13:30:00Z'), day('2023-03-15T14:00:00Z')].map((time) =>
      wireBar(time),
    );
    const row = bars.time.indexOf(day('2023-03-15T13:30:00Z'));
    expect(barAt(bars, row)).toEqual({
      time: day('2023-03-15T13:30:00Z'),
      open: first.o,
      high: Math.max(Number(first.h), Number(second.h)),
      low: Math.min(Number(first.l), Number(second.l)),
      close: second.c,
      volume: Number(first.v) + Number(second.v),
    });
    // 15:30 to 16:00 is the last, and half as long.
    expect(barAt(bars, row + 6).time).toBe(day('2023-03-15T19:30:00Z'));
    expect(barAt(bars, row + 7).time).toBe(day('2023-03-16T13:30:00Z'));
  });

  it('makes a coin’s day out of its hours from 00:00Z on, whatever day Alpaca means', async () => {
    const { bars } = await provider().fetchBars({ ...asked, symbol: 'BTC/USD', interval: '1d' });
    const first = wireBar(ARCHIVE_SPAN.start);
    const last = wireBar(ARCHIVE_SPAN.start + 23 * HOUR_MS);
    expect(bars.time.length).toBe((ARCHIVE_SPAN.end - ARCHIVE_SPAN.start) / DAY_MS);
    expect([bars.open[0], bars.close[0]]).toEqual([first.o, last.c]);
    const weeks = await provider().fetchBars({ ...asked, symbol: 'BTC/USD', interval: '1w' });
    expect(weeks.bars.time[0]).toBe(day('2023-02-27'));
  });
});

describe('closed bars', () => {
  it('keeps back an hour until it has passed whole', async () => {
    const opened = day('2023-03-15T13:30:00Z');
    const at = async (now: number) => {
      const { bars } = await provider({ now }).fetchBars({ ...asked, interval: '1h' });
      return bars.time.at(-1);
    };
    expect(await at(opened + HOUR_MS - 1)).toBe(day('2023-03-14T19:30:00Z'));
    expect(await at(opened + HOUR_MS)).toBe(opened);
  });

  it('asks for nothing that is less than a quarter of an hour old where all exchanges are free', async () => {
    const now = day('2023-03-15T15:00:00Z');
    const sip = provider({ now, alpaca: { feed: 'delayed_sip' } });
    const from = server.requests.length;
    const { caveats } = await sip.fetchBars({ ...asked, interval: '1m' });
    const { searchParams } = barsRequest(from);
    expect(searchParams.get('feed')).toBe('sip');
    expect(Date.parse(searchParams.get('end') ?? '')).toBe(now - 16 * 60_000);
    expect(caveats).toEqual(['exchange-hours-only']);
    expect(sip.name).toBe('alpaca-delayed-sip');
  });
});

describe('a range of which nothing can be had yet', () => {
  it.each([
    ['the last minutes of a feed that is late', day('2023-03-15T14:59:00Z'), 'delayed_sip'],
    ['a day to come', day('2023-03-20'), 'iex'],
  ])('is empty without asking for it: %s', async (_, start, feed) => {
    const from = server.requests.length;
    const { bars } = await provider({
      now: day('2023-03-15T15:00:00Z'),
      alpaca: { feed },
    }).fetchBars({ symbol: 'AAPL', interval: '1m', start, end: start + HOUR_MS });
    expect(bars.time.length).toBe(0);
    const paths = server.requests.slice(from).map(({ url }) => url.pathname);
    expect(paths).toEqual(['/v1/corporate-actions']);
  });
});

describe('what is asked', () => {
  it('names raw bars, the feed, the order, the largest page and today', async () => {
    const from = server.requests.length;
    await provider().fetchBars({ ...asked, interval: '1d' });
    expect(Object.fromEntries(barsRequest(from).searchParams)).toEqual({
      symbols: 'AAPL',
      timeframe: '1Day',
      start: '2023-02-27T00:00:00.000Z',
      end: '2023-04-09T00:00:00.000Z',
      limit: '10000',
      adjustment: 'raw',
      asof: '2023-04-30',
      feed: 'iex',
      sort: 'asc',
    });
  });

  it('does not pass on keys, answers or settings to whoever prints it', async () => {
    const shown = provider();
    await shown.fetchBars({ ...asked, interval: '1d' });
    const printed = inspect(shown, { depth: 20, showHidden: true }) + JSON.stringify(shown);
    expect(printed).not.toContain(FAKE_KEYS.keyId);
    expect(printed).not.toContain(FAKE_KEYS.secret);
  });
});

describe('pages', () => {
  it('goes through all pages, whatever their size', async () => {
    const whole = await provider().fetchBars({ ...asked, interval: '15m' });
    archive.pageRows = 37;
    const paged = await provider().fetchBars({ ...asked, interval: '15m' });
    archive.pageRows = 10_000;
    expect(paged).toEqual(whole);
  });

  const bars = { AAPL: [wireBar(day('2023-03-01T05:00:00Z'))] };
  const others = { AAPL: [wireBar(day('2023-03-02T05:00:00Z'))] };
  it.each<[string, readonly object[]]>([
    [
      'a token seen before',
      [
        { bars, next_page_token: 'A' },
        { bars: others, next_page_token: 'A' },
      ],
    ],
    [
      'bars seen before',
      [
        { bars, next_page_token: 'A' },
        { bars, next_page_token: 'B' },
      ],
    ],
    [
      'no bars, again and again',
      Array.from({ length: 30 }, (_, at) => ({ bars: {}, next_page_token: `${at}` })),
    ],
  ])('ends with %s', async (_, pages) => {
    const host = await startScriptedServer(json({ bars: {}, next_page_token: null }));
    host.script(...pages.map((page) => json(page)));
    const work = provider({ at: host.url }).fetchBarsAlone({ ...asked, interval: '1d' });
    const error = await refusalOfLater(work);
    await host.close();
    expect(error.code).toBe('data/bad-answer');
    expect(error.message).toMatch(/lead in a circle|ends where the one before ended/);
    expect(host.requests.length).toBeLessThanOrEqual(21);
  });
});

describe('refusals', () => {
  it('names the variables that hold the keys when there are none', async () => {
    const error = await refusalOfLater(
      provider({ keys: null }).fetchBars({ ...asked, interval: '1d' }),
    );
    expect(error.code).toBe('data/not-allowed');
    expect(error.message).toMatch(/APCA_API_KEY_ID and APCA_API_SECRET_KEY/);
  });

  it('says that wrong keys are wrong', async () => {
    const keys = { keyId: 'PKOTHER', secret: 'anotherSecret' };
    const error = await refusalOfLater(provider({ keys }).fetchBars({ ...asked, interval: '1d' }));
    expect(error.code).toBe('data/not-allowed');
    expect(error.message).toMatch(/401.*APCA_API_KEY_ID/);
  });

  it.each([
    ['a page for people', htmlPage(401), 'data/not-allowed', /keys/],
    ['forbidden', json({ message: 'forbidden.' }, 403), 'data/not-allowed', /forbidden/],
    [
      'a plan without the latest bars',
      json({ message: 'subscription does not permit querying recent SIP data' }, 403),
      'data/not-allowed',
      /feed=delayed_sip.*=iex/,
    ],
    [
      'a symbol that is none',
      json({ message: 'code=400, message=invalid symbol: AAPL' }, 400),
      'data/unknown-symbol',
      /BRK\.B/,
    ],
    [
      'a request it cannot process',
      json({ message: 'invalid feed' }, 422),
      'data/bad-answer',
      /422: invalid feed/,
    ],
  ] as const)('gives %s its meaning', async (_, answer, code, message) => {
    server.script(answer);
    const error = await refusalOfLater(provider().fetchBarsAlone({ ...asked, interval: '1d' }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('tells a symbol that nobody has from one that did not trade', async () => {
    const holiday = { start: day('2023-04-07'), end: day('2023-04-08') };
    const { bars } = await provider().fetchBars({ symbol: 'AAPL', interval: '1d', ...holiday });
    expect(bars.time.length).toBe(0);
    const request: BarRequest = { symbol: 'NOSUCH', interval: '1d', ...holiday };
    const error = await refusalOfLater(provider().fetchBars(request));
    expect(error.code).toBe('data/unknown-symbol');
  });

  it('knows a symbol by its bars at another time', async () => {
    const holiday = { start: day('2023-04-07'), end: day('2023-04-08') };
    const bars = [wireBar(day('2023-03-01T05:00:00Z'))];
    const empty = await fetchFrom((data) => data.bars.set('AAPL 1Day', bars), holiday);
    expect(empty.bars.time.length).toBe(0);
  });

  it.each([
    ['a time that is none', { AAPL: [{ ...wireBar(0), t: 'yesterday' }] }],
    ['a price in quotes', { AAPL: [{ ...wireBar(0), o: '100' }] }],
    ['rows that are no list', { AAPL: {} }],
    ['bars that are a list', []],
  ])('refuses %s', async (_, bars) => {
    server.script(json({ bars, next_page_token: null }));
    const error = await refusalOfLater(provider().fetchBarsAlone({ ...asked, interval: '1d' }));
    expect(error.code).toBe('data/bad-answer');
  });

  it('says from when on it has bars', async () => {
    const old = { symbol: 'AAPL', start: day('2015-12-31'), end: day('2020-01-01') };
    const error = await refusalOfLater(provider().fetchBars({ ...old, interval: '1d' }));
    expect(error.code).toBe('data/too-old');
    expect(error.message).toContain('2016-01-01');
  });
});

describe('bars that cannot be true', () => {
  const rows = ['2023-03-01', '2023-03-02', '2023-03-03', '2023-03-06'].map((date) =>
    wireBar(day(`${date}T05:00:00Z`)),
  );

  it('are left out with their place, and days without any number without a word', async () => {
    const [first, second, third, fourth] = rows;
    const holes = [
      first,
      { ...second, o: null },
      { ...third, o: null, h: null, l: null, c: null, v: null },
      { ...fourth, h: 1 },
    ];
    const { bars, quarantine } = await fetchFrom((data) => data.bars.set('AAPL 1Day', holes), {});
    expect([...bars.time]).toEqual([day('2023-03-01')]);
    expect(quarantine.map(({ time, code, place }) => [time, code, place])).toEqual([
      [day('2023-03-02'), 'not-finite', 'alpaca AAPL row 2'],
      [day('2023-03-06'), 'high-low', 'alpaca AAPL row 4'],
    ]);
  });

  it('take the bar with them that they are a part of', async () => {
    const halves = ['14:30', '15:00', '15:30', '16:00'].map((time) =>
      wireBar(day(`2023-03-01T${time}:00Z`)),
    );
    const broken = halves.map((bar, at) => (at === 1 ? { ...bar, l: -1 } : bar));
    const { bars, quarantine } = await fetchFrom((data) => data.bars.set('AAPL 30Min', broken), {
      interval: '1h',
    });
    expect([...bars.time]).toEqual([day('2023-03-01T15:30:00Z')]);
    expect(quarantine.map(({ time }) => time)).toEqual([day('2023-03-01T14:30:00Z')]);
  });

  it('cannot come back as the bar that they are a part of', async () => {
    const halves = ['14:30', '15:00'].map((time) => wireBar(day(`2023-03-01T${time}:00Z`)));
    const broken = [halves[0], { ...halves[1], h: (halves[1].c ?? 0) * 0.999 }];
    const ask = (interval: '30m' | '1h') =>
      fetchFrom((data) => data.bars.set('AAPL 30Min', broken), { interval });
    const [part] = (await ask('30m')).quarantine;
    expect([part.code, part.values?.length]).toEqual(['high-low', 5]);
    const [whole] = (await ask('1h')).quarantine;
    expect([whole.code, whole.values]).toEqual(['high-low', undefined]);
  });
});
