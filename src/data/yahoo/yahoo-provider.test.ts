import { describe, expect, it } from 'vitest';
import { type BarTable, barAt } from '#base';
import {
  at,
  blank,
  good,
  type YahooAnswerRow,
  yahooChart,
  yahooStage,
} from '../../../tests/support/yahoo-answers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const stamps = ({ time }: BarTable) =>
  Array.from(time, (stamp) => new Date(stamp).toISOString().slice(0, 16));

describe('a day', () => {
  const open = '2024-06-11T13:30';
  const period = { start: at(open) / 1000, end: at('2024-06-11T20:00') / 1000 };
  const meta = (lastTrade: string) => ({
    regularMarketTime: at(lastTrade) / 1000,
    currentTradingPeriod: { regular: period },
  });
  const before = good('2024-06-10T13:30', 9);
  const answerAt = (now: string, rows: readonly YahooAnswerRow[], more: object = {}) =>
    yahooStage(now, { '1d': yahooChart(rows, more) }).fetch('1d', '2024-06-01', '2024-07-01');
  const fetchAt = async (now: string, rows: readonly YahooAnswerRow[], more: object = {}) =>
    (await answerAt(now, rows, more)).bars;

  it('under way is not given, however it is stamped', async () => {
    for (const running of [open, '2024-06-11T19:42:10']) {
      const rows = [before, good(running)];
      const bars = await fetchAt('2024-06-11T19:42:11', rows, meta('2024-06-11T19:42:10'));
      expect(stamps(bars)).toEqual(['2024-06-10T00:00']);
    }
  });

  it('that comes twice is the one of the newest trade', async () => {
    const rows = [before, good(open, 20), good('2024-06-11T20:00:01', 30)];
    const newest = meta('2024-06-11T20:00:01');
    const { bars, quarantine } = await answerAt('2024-06-11T20:00:05', rows, newest);
    expect(stamps(bars)).toEqual(['2024-06-10T00:00', '2024-06-11T00:00']);
    expect([bars.close[1], quarantine]).toEqual([30, []]);
    const repeated = [before, good(open, 20), good(open, 30)];
    const told = await answerAt('2024-06-11T20:00:05', repeated, newest);
    expect(told.quarantine.map(({ code }) => code)).toEqual(['revised']);
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
      yahooStage(now, { '1d': yahooChart(rows, london) }).fetch(
        '1d',
        '2024-06-01',
        '2024-07-01',
        'EURUSD',
      );
    expect(stamps((await fetched('2024-06-11T22:59:30')).bars)).toEqual(['2024-06-10T00:00']);
    const { bars, caveats } = await fetched('2024-06-11T23:00');
    expect(stamps(bars)).toEqual(['2024-06-10T00:00', '2024-06-11T00:00']);
    expect(caveats).toEqual(['london-days']);
  });

  it('stays its own when the newest trade of it is late in the evening', async () => {
    const berlin = { exchangeTimezoneName: 'Europe/Berlin' };
    const rows = [good('2024-06-10T07:00', 20), good('2024-06-10T20:17:05', 30)];
    const { bars, quarantine } = await answerAt('2024-06-12T12:00', rows, berlin);
    expect(stamps(bars)).toEqual(['2024-06-10T00:00']);
    expect([bars.close[0], quarantine]).toEqual([30, []]);
  });

  it('that begins before midnight in Greenwich is asked for', async () => {
    const { fetch, asked } = yahooStage('2025-01-01', { '1d': yahooChart([]) });
    await fetch('1d', '2024-02-05', '2024-12-31');
    const from = Number(asked[0].searchParams.get('period1')) * 1000;
    expect(from).toBeLessThanOrEqual(at('2024-02-05') - 14 * HOUR_MS);
  });

  it('is the one on the wall of its exchange, summer and winter', async () => {
    const dates = async (zone: string, ...rows: readonly string[]) => {
      const exchange = { exchangeTimezoneName: zone, currency: 'EUR' };
      const { fetch } = yahooStage('2025-01-01', {
        '1d': yahooChart(
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
    const half: YahooAnswerRow = ['2024-06-05T13:30', 10, null, 9, 10, 100];
    const low: YahooAnswerRow = ['2024-06-06T13:30', 10, 11, 12, 10, 100];
    const rows = [good('2024-06-03T13:30'), blank('2024-06-04T13:30'), half, low];
    const { fetch } = yahooStage('2024-07-01', { '1d': yahooChart(rows) });
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
    const broken: YahooAnswerRow = ['2024-06-12T13:30', 10, null, 9, 10, 100];
    const rows = [
      good('2024-06-04T13:30', 5),
      good('2024-06-07T13:30', 7),
      good('2024-06-11T13:30'),
      broken,
      good('2024-06-18T13:30'),
    ];
    const weeks = yahooStage('2024-07-01', { '1d': yahooChart(rows) });
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
    const again = await yahooStage('2024-07-01', { '1d': yahooChart(twice) }).fetch(
      '1w',
      '2024-06-01',
      '2024-07-01',
    );
    expect(barAt(again.bars, 0)).toMatchObject({ open: 6, close: 7, volume: 200 });
    expect(again.quarantine.map(({ code }) => code)).toEqual(['revised']);
  });

  it('of a week count once its last session has closed', async () => {
    const rows = ['03', '04', '05', '06', '07'].map((day) => good(`2024-06-${day}T13:30`));
    const weekAt = async (now: string, days = rows) =>
      (await yahooStage(now, { '1d': yahooChart(days) }).fetch('1w', '2024-06-01', '2024-07-01'))
        .bars.time.length;
    expect(await weekAt('2024-06-06T22:00', rows.slice(0, 4))).toBe(0);
    expect(await weekAt('2024-06-07T19:59')).toBe(0);
    expect(await weekAt('2024-06-07T20:00')).toBe(1);
    const waiting = [...rows.slice(0, 4), blank('2024-06-07T13:30')];
    const meta = { regularMarketTime: at('2024-06-06T20:00') / 1000 };
    const { fetch } = yahooStage('2024-06-07T20:01', { '1d': yahooChart(waiting, meta) });
    expect((await fetch('1w', '2024-06-01', '2024-07-01')).bars.time.length).toBe(0);
  });
});

describe('minutes', () => {
  const session = (day: string, close = '20:00') => [
    { start: at(`${day}T13:30`) / 1000, end: at(`${day}T${close}`) / 1000 },
  ];
  const daily = yahooChart([good('2024-07-02T13:30')]);
  const fetchRows = async (
    rows: readonly YahooAnswerRow[],
    meta: object,
    now = '2024-07-05T12:00',
  ) => {
    const answers = { '1d': daily, '5m': yahooChart(rows, { dataGranularity: '5m', ...meta }) };
    const { bars } = await yahooStage(now, answers).fetch('5m', '2024-07-02', '2024-07-04');
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
    const answers = { '1d': daily, '1m': yahooChart([good('2024-07-02T23:59')], meta) };
    const { fetch } = yahooStage('2024-07-05', answers);
    const { bars } = await fetch('1m', '2024-07-02', '2024-07-03', 'BTC-USD');
    expect(stamps(bars)).toEqual(['2024-07-02T23:59']);
  });

  it('that nobody asked for are left out', async () => {
    expect(await fetchRows([good('2024-07-02T15:00'), good('2024-07-05T11:00')], {})).toEqual([
      '02T15:00',
    ]);
  });

  it('that come with two pages are not there twice', async () => {
    const rows = [good('2024-07-02T14:00'), good('2024-07-11T14:00'), good('2024-07-02T14:01')];
    const answers = { '1d': daily, '1m': yahooChart(rows, { dataGranularity: '1m' }) };
    const { fetch } = yahooStage('2024-07-20T12:00', answers);
    const { bars, quarantine } = await fetch('1m', '2024-07-01', '2024-07-12');
    expect(stamps(bars)).toEqual(['2024-07-02T14:00', '2024-07-02T14:01', '2024-07-11T14:00']);
    expect(quarantine).toEqual([]);
  });

  it('of the last half hour are an hour’s bar, known once the session is over', async () => {
    const tradingPeriods = [session('2024-07-02')];
    const last = yahooChart([good('2024-07-02T19:30')], {
      dataGranularity: '60m',
      tradingPeriods,
      regularMarketTime: at('2024-07-02T20:00:01') / 1000,
    });
    const given = async (now: string) => {
      const { fetch } = yahooStage(now, { '1d': daily, '1h': last });
      return (await fetch('1h', '2024-07-02', '2024-07-03')).bars.time.length;
    };
    expect(await given('2024-07-02T20:29')).toBe(0);
    expect(await given('2024-07-02T20:30')).toBe(1);
  });

  it('of the day of a split are at its terms, also where it begins before Greenwich’s', async () => {
    const sydney = { exchangeTimezoneName: 'Australia/Sydney', currency: 'AUD' };
    const date = at('2024-02-04T23:00') / 1000;
    const splits = { a: { date, numerator: 4, denominator: 1 } };
    const rows = [good('2024-02-02T04:00'), good('2024-02-04T23:00'), good('2024-02-05T00:00')];
    const answers = {
      '1d': yahooChart([good('2024-02-04T23:00')], sydney, { splits }),
      '1h': yahooChart(rows, { ...sydney, dataGranularity: '1h' }),
    };
    const { fetch } = yahooStage('2024-03-01', answers);
    const { bars, actions } = await fetch('1h', '2024-02-01', '2024-02-06');
    expect([...bars.close]).toEqual([40, 10, 10]);
    expect(actions).toEqual([{ time: at('2024-02-05'), kind: 'split', value: 4 }]);
  });

  it('are asked for in weeks without gap or overlap, up to now', async () => {
    const answers = { '1d': daily, '1m': yahooChart([], { dataGranularity: '1m' }) };
    const { fetch, asked } = yahooStage('2024-07-20T12:00', answers);
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
