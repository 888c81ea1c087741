import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import { at, failure, good, yahooChart, yahooStage } from '../../../tests/support/yahoo-answers.ts';
import { quarantineBars } from '../checks/quarantine.ts';
import type { FetchedBars } from '../provider.ts';

describe('what Yahoo has no more', () => {
  it.each([
    ['1m', '2024-06-06'],
    ['5m', '2024-05-07'],
    ['30m', '2024-05-07'],
    ['1h', '2022-07-07'],
  ] as const)('of %s bars is told with the day from which it has them', async (interval, since) => {
    const granularity = interval === '30m' ? '15m' : interval;
    const rows = yahooChart([], { dataGranularity: granularity });
    const { fetch, asked } = yahooStage('2024-07-04T12:00', {
      '1d': yahooChart([]),
      [granularity]: rows,
    });
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
    const answers = { '1d': yahooChart([]), '5m': Response.json(refusal, { status: 422 }) };
    const { fetch } = yahooStage('2024-07-04T12:00', answers);
    expect((await failure(fetch('5m', '2024-06-20', '2024-07-01'))).code).toBe('data/too-old');
  });
});

describe('a refusal', () => {
  const refusing = async (body: unknown, status: number) => {
    const answer =
      typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status });
    return yahooStage('2024-07-04', { '1d': answer }).fetch('1d', '2024-06-01', '2024-07-01');
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
    ['of another symbol', { symbol: 'MSFT' }],
    ['of no known zone', { exchangeTimezoneName: 'Mars/Olympus' }],
    ['of no zone', { exchangeTimezoneName: null }],
  ])('%s is refused', async (_, meta) => {
    const { fetch } = yahooStage('2024-07-04', { '1d': yahooChart(rows, meta) });
    expect((await failure(fetch('1d', '2024-06-01', '2024-07-01'))).code).toBe('data/bad-answer');
  });

  it('for another spelling of a pair of currencies is taken', async () => {
    const answer = yahooChart(rows, { symbol: 'JPY=X' });
    const { fetch } = yahooStage('2024-07-04', { '1d': answer });
    const { bars } = await fetch('1d', '2024-06-01', '2024-07-01', 'USDJPY=X');
    expect(bars.time.length).toBe(2);
  });

  it('in a place with a name of its own is refused in one line', async () => {
    const answer = yahooChart(rows, {}, { dividends: { 'a\nb': { amount: 'x', date: 1 } } });
    const { fetch } = yahooStage('2024-07-04', { '1d': answer });
    const error = await failure(fetch('1d', '2024-06-01', '2024-07-01'));
    expect(error.message).toContain('events.dividends.a?b.amount');
  });

  it('that lists dividends of nothing is none of these', async () => {
    const nothing = { date: at('2024-06-04T13:30') / 1000, amount: 0 };
    const answer = yahooChart(rows, { currency: 'a\nb' }, { dividends: { a: nothing } });
    const { fetch } = yahooStage('2024-07-04', { '1d': answer });
    const { bars, actions, caveats } = await fetch('1d', '2024-06-01', '2024-07-01');
    expect([bars.time.length, actions, caveats]).toEqual([2, [], []]);
  });

  it('with columns of other lengths, or a split into nothing, is refused', async () => {
    const short = structuredClone(yahooChart(rows)) as {
      chart: { result: { timestamp: number[] }[] };
    };
    short.chart.result[0].timestamp.push(1);
    const { fetch } = yahooStage('2024-07-04', { '1d': short });
    expect((await failure(fetch('1d', '2024-06-01', '2024-07-01'))).message).toContain(
      '2 values of open for 3 rows',
    );
    const split = { date: at('2024-06-04T13:30') / 1000, numerator: 0, denominator: 1 };
    const nothing = yahooStage('2024-07-04', {
      '1d': yahooChart(rows, {}, { splits: { a: split } }),
    });
    expect((await failure(nothing.fetch('1d', '2024-06-01', '2024-07-01'))).code).toBe(
      'data/bad-answer',
    );
  });

  it('ends in a QuantError or in sound bars, whatever is wrong with it', async () => {
    const split = { date: at('2024-06-04T13:30') / 1000, numerator: 4, denominator: 1 };
    const dividend = { date: at('2024-06-04T13:30') / 1000, amount: 0.2 };
    const whole = yahooChart(
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
        const { fetch, provider } = yahooStage('2024-07-04', {
          '1d': replaced(whole, path, value),
        });
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
    const { fetch, asked } = yahooStage(
      '2024-07-04',
      { '1d': yahooChart([]) },
      'https://proxy.test/yahoo/',
    );
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
    const { fetch, provider, asked } = yahooStage('2024-07-04', {});
    expect((await failure(fetch('1d', '2024-06-01', '2024-07-01', symbol))).code).toBe(code);
    expect((await failure(provider.actionHistory(symbol))).code).toBe(code);
    expect(asked).toEqual([]);
  });
});

it('a range that has not begun has no bars', async () => {
  const { fetch, asked } = yahooStage('2024-07-04', {
    '1d': yahooChart([good('2024-07-03T13:30')]),
    '5m': yahooChart([]),
  });
  for (const interval of ['1d', '1w', '5m'] as const) {
    expect((await fetch(interval, '2024-08-01', '2024-09-01')).bars.time.length).toBe(0);
  }
  for (const { searchParams } of asked) {
    expect(Number(searchParams.get('period1'))).toBeLessThan(Number(searchParams.get('period2')));
  }
});

it('nothing older than a hundred years is asked for, which Yahoo would refuse', async () => {
  const { fetch, provider, asked } = yahooStage('2024-07-04', { '1d': yahooChart([]) });
  await fetch('1d', '1850-01-01', '2024-07-01');
  await provider.actionHistory('^GSPC');
  for (const { searchParams } of asked) {
    const [from, to] = ['period1', 'period2'].map((name) => Number(searchParams.get(name)));
    expect(to - from).toBeLessThanOrEqual(36_525 * 86_400);
    expect(from * 1000).toBeLessThan(at('1927-12-30'));
  }
});
