import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BarTable, barAt, type Interval, type Net, QuantError } from '#base';
import { systemClock } from '#base/node';
import { systemSchema } from '#config';
import { quarantineBars } from '../checks/quarantine.ts';
import type { FetchedBars } from '../provider.ts';
import { YahooProvider } from './yahoo-provider.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string) => Date.parse(`${text}Z`);

type Row = readonly [stamp: string, ...values: (number | null)[]];

/** An answer of Yahoo's with rows of open, high, low, close and volume. */
function chart(rows: readonly Row[], meta: object = {}, events: object = {}): object {
  const column = (index: number) => rows.map(([, ...values]) => values[index]);
  const [open, high, low, close, volume] = [0, 1, 2, 3, 4].map(column);
  const result = {
    meta: {
      currency: 'USD',
      instrumentType: 'EQUITY',
      exchangeTimezoneName: 'America/New_York',
      dataGranularity: '1d',
      ...meta,
    },
    timestamp: rows.map(([stamp]) => at(stamp) / 1000),
    events,
    indicators: { quote: [{ open, high, low, close, volume }] },
  };
  return { chart: { result: [result], error: null } };
}

const good = (stamp: string, price = 10): Row => [stamp, price, price + 1, price - 1, price, 100];
const blank = (stamp: string): Row => [stamp, null, null, null, null, null];

/** A provider over answers by granularity; what it asked is listed. */
function stage(
  now: string,
  answers: Readonly<Record<string, unknown>>,
  baseUrl = 'https://yahoo.test',
) {
  const asked: URL[] = [];
  const net: Net = async (address) => {
    const url = new URL(address);
    asked.push(url);
    const answer = answers[url.searchParams.get('interval') ?? ''];
    return answer instanceof Response ? answer.clone() : new Response(JSON.stringify(answer));
  };
  const settings = systemSchema.parse({ data: { yahoo: { baseUrl } } }).data;
  const provider = new YahooProvider({
    net,
    clock: { ...systemClock, now: () => at(now) },
    settings,
  });
  const fetch = (interval: Interval, start: string, end: string, symbol = 'TEST') =>
    provider.fetchBars({ symbol, interval, start: at(start), end: at(end) });
  return { provider, asked, fetch };
}

const stamps = ({ time }: BarTable) =>
  Array.from(time, (stamp) => new Date(stamp).toISOString().slice(0, 16));

async function failure(work: Promise<unknown>): Promise<QuantError> {
  const thrown: unknown = await work.then(
    () => 'an answer',
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(QuantError);
  expect((thrown as QuantError).message).not.toContain('\n');
  return thrown as QuantError;
}

describe('a day', () => {
  const open = '2024-06-11T13:30';
  const period = { start: at(open) / 1000, end: at('2024-06-11T20:00') / 1000 };
  const meta = (lastTrade: string) => ({
    regularMarketTime: at(lastTrade) / 1000,
    currentTradingPeriod: { regular: period },
  });
  const before = good('2024-06-10T13:30', 9);
  const fetchAt = async (now: string, rows: readonly Row[], more: object = {}) =>
    (await stage(now, { '1d': chart(rows, more) }).fetch('1d', '2024-06-01', '2024-07-01')).bars;

  it('under way is not given, however it is stamped', async () => {
    for (const running of [open, '2024-06-11T19:42:10']) {
      const rows = [before, good(running)];
      const bars = await fetchAt('2024-06-11T19:42:11', rows, meta('2024-06-11T19:42:10'));
      expect(stamps(bars)).toEqual(['2024-06-10T00:00']);
    }
  });

  it('that comes twice is the one of the newest trade', async () => {
    const rows = [before, good(open, 20), good('2024-06-11T20:00:01', 30)];
    const bars = await fetchAt('2024-06-11T20:00:05', rows, meta('2024-06-11T20:00:01'));
    expect(stamps(bars)).toEqual(['2024-06-10T00:00', '2024-06-11T00:00']);
    expect(bars.close[1]).toBe(30);
    const blanked = [before, good(open, 20), blank('2024-06-11T20:00:01')];
    const kept = await fetchAt('2024-06-11T20:00:05', blanked, meta('2024-06-11T20:00:01'));
    expect(kept.close[1]).toBe(20);
  });

  it('is given when a trade after its close is known, or half an hour later', async () => {
    const given = async (now: string, lastTrade: string) =>
      (await fetchAt(now, [before, good(open)], meta(lastTrade))).time.length === 2;
    expect(await given('2024-06-11T20:00', '2024-06-11T20:00')).toBe(true);
    expect(await given('2024-06-11T20:05', '2024-06-11T19:50')).toBe(false);
    expect(await given('2024-06-11T20:29:59', '2024-06-11T19:50')).toBe(false);
    expect(await given('2024-06-11T20:30', '2024-06-11T19:50')).toBe(true);
  });

  it('of currencies ends at midnight in London, whose days they are', async () => {
    const london = {
      instrumentType: 'CURRENCY',
      exchangeTimezoneName: 'Europe/London',
      currentTradingPeriod: {
        regular: { start: at('2024-06-10T23:00') / 1000, end: at('2024-06-11T22:59') / 1000 },
      },
    };
    const rows = [good('2024-06-09T23:00'), good('2024-06-10T23:00')];
    const fetched = async (now: string) =>
      stage(now, { '1d': chart(rows, london) }).fetch('1d', '2024-06-01', '2024-07-01', 'EURUSD');
    expect(stamps((await fetched('2024-06-11T22:59:30')).bars)).toEqual(['2024-06-10T00:00']);
    const { bars, caveats } = await fetched('2024-06-11T23:00');
    expect(stamps(bars)).toEqual(['2024-06-10T00:00', '2024-06-11T00:00']);
    expect(caveats).toEqual(['london-days']);
  });

  it('is the one on the wall of its exchange, summer and winter', async () => {
    const dates = async (zone: string, ...rows: readonly string[]) => {
      const exchange = { exchangeTimezoneName: zone, currency: 'EUR' };
      const { fetch } = stage('2025-01-01', {
        '1d': chart(
          rows.map((stamp) => good(stamp)),
          exchange,
        ),
      });
      const { bars, caveats } = await fetch('1d', '2024-01-01', '2024-12-31');
      expect(caveats).toEqual(['prices-in-EUR']);
      return stamps(bars).map((stamp) => stamp.slice(5, 10));
    };
    expect(await dates('Europe/Berlin', '2024-02-05T08:00', '2024-07-01T07:00')).toEqual([
      '02-05',
      '07-01',
    ]);
    expect(await dates('Asia/Tokyo', '2024-02-05T00:00', '2024-02-06T00:00')).toEqual([
      '02-05',
      '02-06',
    ]);
    expect(await dates('Australia/Sydney', '2024-02-04T23:00', '2024-07-01T00:00')).toEqual([
      '02-05',
      '07-01',
    ]);
    expect(await dates('America/Sao_Paulo', '2024-02-05T02:00', '2024-02-06T03:00')).toEqual([
      '02-05',
      '02-06',
    ]);
  });
});

describe('rows', () => {
  it('without any price are holidays, with some they are quarantined', async () => {
    const half: Row = ['2024-06-05T13:30', 10, null, 9, 10, 100];
    const low: Row = ['2024-06-06T13:30', 10, 11, 12, 10, 100];
    const rows = [good('2024-06-03T13:30'), blank('2024-06-04T13:30'), half, low];
    const { fetch } = stage('2024-07-01', { '1d': chart(rows) });
    const { bars, quarantine } = await fetch('1d', '2024-06-01', '2024-07-01');
    expect(stamps(bars)).toEqual(['2024-06-03T00:00']);
    expect(quarantine.map(({ place, code }) => [place, code])).toEqual([
      ['yahoo TEST row 3', 'not-finite'],
      ['yahoo TEST row 4', 'high-low'],
    ]);
    const other = await fetch('1d', '2024-06-06', '2024-07-01');
    expect(other.quarantine.map(({ place }) => place)).toEqual(['yahoo TEST row 4']);
  });

  it('of a week or half hour that lacks a part leave no bar', async () => {
    const broken: Row = ['2024-06-12T13:30', 10, null, 9, 10, 100];
    const rows = [
      good('2024-06-04T13:30', 5),
      good('2024-06-07T13:30', 7),
      good('2024-06-11T13:30'),
      broken,
      good('2024-06-18T13:30'),
    ];
    const weeks = stage('2024-07-01', { '1d': chart(rows) });
    const { bars, quarantine } = await weeks.fetch('1w', '2024-06-01', '2024-07-01');
    expect(barAt(bars, 0)).toEqual({
      time: at('2024-06-03'),
      open: 5,
      high: 8,
      low: 4,
      close: 7,
      volume: 200,
    });
    expect(stamps(bars)).toEqual(['2024-06-03T00:00', '2024-06-17T00:00']);
    expect(quarantine.length).toBe(1);
    const twice = [
      good('2024-06-04T13:30', 5),
      good('2024-06-04T13:30', 6),
      good('2024-06-05T13:30', 7),
    ];
    const again = await stage('2024-07-01', { '1d': chart(twice) }).fetch(
      '1w',
      '2024-06-01',
      '2024-07-01',
    );
    expect(barAt(again.bars, 0)).toMatchObject({ open: 6, close: 7, volume: 200 });
    expect(again.quarantine.map(({ code }) => code)).toEqual(['duplicate']);
  });

  it('of a week count once its last session has closed', async () => {
    const rows = ['03', '04', '05', '06', '07'].map((day) => good(`2024-06-${day}T13:30`));
    const weekAt = async (now: string, days = rows) =>
      (await stage(now, { '1d': chart(days) }).fetch('1w', '2024-06-01', '2024-07-01')).bars.time
        .length;
    expect(await weekAt('2024-06-07T19:59')).toBe(0);
    expect(await weekAt('2024-06-07T20:00')).toBe(1);
    const waiting = [...rows.slice(0, 4), blank('2024-06-07T13:30')];
    const meta = { regularMarketTime: at('2024-06-06T20:00') / 1000 };
    const { fetch } = stage('2024-06-07T20:01', { '1d': chart(waiting, meta) });
    expect((await fetch('1w', '2024-06-01', '2024-07-01')).bars.time.length).toBe(0);
  });
});

describe('minutes', () => {
  const session = (day: string, close = '20:00') => [
    { start: at(`${day}T13:30`) / 1000, end: at(`${day}T${close}`) / 1000 },
  ];
  const daily = chart([good('2024-07-02T13:30')]);
  const fetchRows = async (rows: readonly Row[], meta: object, now = '2024-07-05T12:00') => {
    const answers = { '1d': daily, '5m': chart(rows, { dataGranularity: '5m', ...meta }) };
    const { bars } = await stage(now, answers).fetch('5m', '2024-07-02', '2024-07-04');
    return stamps(bars).map((stamp) => stamp.slice(8));
  };

  it('outside the sessions, of the auction and of the newest trade are left out', async () => {
    const tradingPeriods = [session('2024-07-02'), session('2024-07-03', '17:00')];
    const rows = [
      good('2024-07-02T13:25'),
      good('2024-07-02T13:30'),
      good('2024-07-02T19:55'),
      good('2024-07-02T20:00'),
      good('2024-07-03T16:55'),
      good('2024-07-03T17:00'),
      good('2024-07-03T17:05'),
    ];
    expect(await fetchRows(rows, { tradingPeriods })).toEqual(['02T13:30', '02T19:55', '03T16:55']);
    const running = [
      good('2024-07-02T13:30'),
      good('2024-07-02T13:37:12'),
      good('2024-07-02T13:38'),
    ];
    expect(await fetchRows(running, { tradingPeriods })).toEqual(['02T13:30']);
  });

  it('count by the clock where an answer names no sessions', async () => {
    const rows = [good('2024-07-02T13:30'), good('2024-07-02T13:37:12'), good('2024-07-02T20:00')];
    expect(await fetchRows(rows, {})).toEqual(['02T13:30', '02T20:00']);
    expect(await fetchRows(rows, { tradingPeriods: 'none' })).toEqual(['02T13:30', '02T20:00']);
  });

  it('are given once closed, late quotes half an hour later', async () => {
    const rows = [good('2024-07-02T14:00'), good('2024-07-02T14:05')];
    const given = async (now: string, lastTrade: string) =>
      (await fetchRows(rows, { regularMarketTime: at(lastTrade) / 1000 }, now)).length;
    expect(await given('2024-07-02T14:09:59', '2024-07-02T14:09:58')).toBe(1);
    expect(await given('2024-07-02T14:10:01', '2024-07-02T14:10:00')).toBe(2);
    expect(await given('2024-07-02T14:20', '2024-07-02T14:06')).toBe(1);
    expect(await given('2024-07-02T14:40', '2024-07-02T14:06')).toBe(2);
  });

  it('of a market that never closes count to its last minute', async () => {
    const meta = {
      exchangeTimezoneName: 'UTC',
      tradingPeriods: [[{ start: at('2024-07-02') / 1000, end: at('2024-07-02T23:59') / 1000 }]],
      dataGranularity: '1m',
    };
    const answers = { '1d': daily, '1m': chart([good('2024-07-02T23:59')], meta) };
    const { fetch } = stage('2024-07-05', answers);
    const { bars } = await fetch('1m', '2024-07-02', '2024-07-03', 'BTC-USD');
    expect(stamps(bars)).toEqual(['2024-07-02T23:59']);
  });

  it('that nobody asked for are left out', async () => {
    expect(await fetchRows([good('2024-07-02T15:00'), good('2024-07-05T11:00')], {})).toEqual([
      '02T15:00',
    ]);
  });

  it('are asked for in weeks without gap or overlap, up to now', async () => {
    const answers = { '1d': daily, '1m': chart([], { dataGranularity: '1m' }) };
    const { fetch, asked } = stage('2024-07-20T12:00', answers);
    await fetch('1m', '2024-06-25', '2024-08-01');
    const spans = asked
      .slice(1)
      .map(({ searchParams }) => [
        Number(searchParams.get('period1')) * 1000,
        Number(searchParams.get('period2')) * 1000,
      ]);
    expect(spans[0][0]).toBe(at('2024-06-25'));
    expect(spans.at(-1)?.[1]).toBe(at('2024-07-20T12:00'));
    for (const [index, [from, to]] of spans.entries()) {
      expect(to - from).toBeLessThanOrEqual(7 * DAY_MS);
      if (index > 0) expect(from).toBe(spans[index - 1][1]);
    }
  });
});

describe('what Yahoo has no more', () => {
  it.each([
    ['1m', '2024-06-06'],
    ['5m', '2024-05-07'],
    ['30m', '2024-05-07'],
    ['1h', '2022-07-07'],
  ] as const)('of %s bars is told with the day from which it has them', async (interval, since) => {
    const granularity = interval === '30m' ? '15m' : interval;
    const rows = chart([], { dataGranularity: granularity });
    const { fetch, asked } = stage('2024-07-04T12:00', { '1d': chart([]), [granularity]: rows });
    const day = at(since);
    await fetch(interval, new Date(day).toISOString().slice(0, -1), '2024-07-01');
    const before = new Date(day - 1).toISOString().slice(0, -1);
    const count = asked.length;
    const error = await failure(fetch(interval, before, '2024-07-01'));
    expect(error.code).toBe('data/too-old');
    expect(error.message).toContain(`from ${since} on`);
    expect(asked.length).toBe(count);
  });

  it('is told as well when Yahoo is the one to say it', async () => {
    const description =
      '5m data not available for startTime=1 and endTime=2. The requested range must be within the last 60 days.';
    const refusal = {
      chart: { result: null, error: { code: 'Unprocessable Entity', description } },
    };
    const answers = { '1d': chart([]), '5m': Response.json(refusal, { status: 422 }) };
    const { fetch } = stage('2024-07-04T12:00', answers);
    expect((await failure(fetch('5m', '2024-06-20', '2024-07-01'))).code).toBe('data/too-old');
  });
});

describe('a refusal', () => {
  const refusing = async (body: unknown, status: number) => {
    const answer =
      typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status });
    return stage('2024-07-04', { '1d': answer }).fetch('1d', '2024-06-01', '2024-07-01');
  };
  const error = (code: string, description: string) => ({
    chart: { result: null, error: { code, description } },
  });

  it('says what it is about', async () => {
    const gone = await failure(
      refusing(error('Not Found', 'No data found, symbol may be delisted'), 404),
    );
    expect(gone.code).toBe('data/unknown-symbol');
    const crumb = {
      finance: { result: null, error: { code: 'Unauthorized', description: 'Invalid Crumb' } },
    };
    expect((await failure(refusing(crumb, 401))).code).toBe('data/not-allowed');
    expect((await failure(refusing('<html>', 403))).code).toBe('data/not-allowed');
    expect((await failure(refusing('<html>', 404))).code).toBe('data/bad-answer');
    expect((await failure(refusing(error('Bad Request', 'Invalid input'), 400))).code).toBe(
      'data/bad-answer',
    );
  });

  it('because there are no rows is no failure', async () => {
    const none = error('Bad Request', "Data doesn't exist for startDate = 1, endDate = 2");
    expect((await refusing(none, 400)).bars.time.length).toBe(0);
    const bare = {
      meta: { exchangeTimezoneName: 'America/New_York', dataGranularity: '1d' },
      indicators: { quote: [{}] },
    };
    expect((await refusing({ chart: { result: [bare], error: null } }, 200)).bars.time.length).toBe(
      0,
    );
  });
});

describe('an answer that cannot be', () => {
  const rows = [good('2024-06-03T13:30'), good('2024-06-04T13:30')];

  it.each([
    ['of another granularity', { dataGranularity: '1mo' }],
    ['of no known zone', { exchangeTimezoneName: 'Mars/Olympus' }],
    ['of no zone', { exchangeTimezoneName: null }],
  ])('%s is refused', async (_, meta) => {
    const { fetch } = stage('2024-07-04', { '1d': chart(rows, meta) });
    expect((await failure(fetch('1d', '2024-06-01', '2024-07-01'))).code).toBe('data/bad-answer');
  });

  it('with columns of other lengths, or a split into nothing, is refused', async () => {
    const short = structuredClone(chart(rows)) as { chart: { result: { timestamp: number[] }[] } };
    short.chart.result[0].timestamp.push(1);
    const { fetch } = stage('2024-07-04', { '1d': short });
    expect((await failure(fetch('1d', '2024-06-01', '2024-07-01'))).message).toContain(
      '2 values of open for 3 rows',
    );
    const split = { date: at('2024-06-04T13:30') / 1000, numerator: 0, denominator: 1 };
    const nothing = stage('2024-07-04', { '1d': chart(rows, {}, { splits: { a: split } }) });
    expect((await failure(nothing.fetch('1d', '2024-06-01', '2024-07-01'))).code).toBe(
      'data/bad-answer',
    );
  });

  it('ends in a QuantError or in sound bars, whatever is wrong with it', async () => {
    const split = { date: at('2024-06-04T13:30') / 1000, numerator: 4, denominator: 1 };
    const dividend = { date: at('2024-06-04T13:30') / 1000, amount: 0.2 };
    const whole = chart(
      rows,
      {
        regularMarketTime: 1,
        tradingPeriods: [[{ start: 1, end: 2 }]],
        currentTradingPeriod: { regular: { start: 1, end: 2 } },
      },
      { splits: { a: split }, dividends: { a: dividend } },
    );
    const paths = pathsOf(whole);
    const junk = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        undefined,
        {},
        [],
        [[]],
        '',
        'NaN',
        true,
        -1,
        0,
        1e308,
        7e9,
        8.64e12,
        -1e308,
        7e9,
        8.64e12,
        5e-324,
        1e15,
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), junk, async (path, value) => {
        const { fetch, provider } = stage('2024-07-04', { '1d': replaced(whole, path, value) });
        for (const work of [
          fetch('1d', '2024-06-01', '2024-07-01'),
          provider.actionHistory('TEST'),
        ]) {
          const outcome: unknown = await work.catch((thrown: unknown) => thrown);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(QuantError);
          else if (!Array.isArray(outcome)) {
            const { bars } = outcome as FetchedBars;
            expect(quarantineBars(bars, String).clean).toBe(bars);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(whole: object, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(whole);
  let inner = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) inner = inner[key] as Record<string, unknown>;
  inner[path.at(-1) as string] = value;
  return copy;
}

describe('a symbol', () => {
  it.each([
    ['AAPL', 'AAPL'],
    ['BRK.B', 'BRK-B'],
    ['BRK-B', 'BRK-B'],
    ['VOD.L', 'VOD.L'],
    ['^GSPC', '%5EGSPC'],
    ['EURUSD', 'EURUSD%3DX'],
    ['EURUSD=X', 'EURUSD%3DX'],
    ['EUR/USD', 'EURUSD%3DX'],
    ['BTC/USD', 'BTC-USD'],
    ['BTC-USD', 'BTC-USD'],
    ['GC=F', 'GC%3DF'],
  ])('%s is asked for as %s', async (symbol, wire) => {
    const { fetch, asked } = stage('2024-07-04', { '1d': chart([]) }, 'https://proxy.test/yahoo/');
    await fetch('1d', '2024-06-01', '2024-07-01', symbol);
    expect(asked[0].pathname).toBe(`/yahoo/v8/finance/chart/${wire}`);
    expect(Object.fromEntries(asked[0].searchParams)).toMatchObject({
      interval: '1d',
      events: 'div,splits',
      includePrePost: 'false',
    });
  });

  it.each([
    ['PANEL/GOOG', 'data/unknown-symbol'],
    ['A/B/C', 'data/unknown-symbol'],
    ['../../x', 'data/bad-symbol'],
    ['A?x=1', 'data/bad-symbol'],
    ['aapl', 'data/bad-symbol'],
    ['', 'data/bad-symbol'],
  ])('%j is refused before anything is asked', async (symbol, code) => {
    const { fetch, provider, asked } = stage('2024-07-04', {});
    expect((await failure(fetch('1d', '2024-06-01', '2024-07-01', symbol))).code).toBe(code);
    expect((await failure(provider.actionHistory(symbol))).code).toBe(code);
    expect(asked).toEqual([]);
  });
});

it('a range that has not begun has no bars', async () => {
  const { fetch } = stage('2024-07-04', {
    '1d': chart([good('2024-07-03T13:30')]),
    '5m': chart([]),
  });
  for (const interval of ['1d', '1w', '5m'] as const) {
    expect((await fetch(interval, '2024-08-01', '2024-09-01')).bars.time.length).toBe(0);
  }
});
