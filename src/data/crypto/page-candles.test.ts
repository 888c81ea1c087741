import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, intervalMs } from '#base';
import { type AskPage, type Candle, type Paging, pageCandles } from './page-candles.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 20, 12, 20);
const START = Date.UTC(2026, 9, 1);

const candle = (time: number): Candle => [time, 10, 11, 9, 10.5, 1];
const everyHour = (from: number, until: number, step = HOUR_MS): Candle[] => {
  const candles: Candle[] = [];
  for (let time = from; time < until; time += step) candles.push(candle(time));
  return candles;
};
const timesOf = (candles: readonly Candle[]) => candles.map(([time]) => time);
const startOf = ([time = Number.NaN]: Candle) => time;

function paging(change: Partial<Paging['request']> = {}, pageLimit: number | null = 100): Paging {
  const request = { symbol: 'BTC/USDT', interval: '1h' as Interval, start: START, end: NOW };
  return { exchange: 'fake', request: { ...request, ...change }, pageLimit, now: NOW };
}

/** The first candles since a time. */
const since =
  (all: readonly Candle[]): AskPage =>
  async (time, limit = 500) =>
    all.filter((one) => startOf(one) >= time).slice(0, limit);

/** The candles of the window that a page spans, newest first, and the one before it. */
const windowed =
  (all: readonly Candle[], length = HOUR_MS): AskPage =>
  async (time, limit = 100) =>
    all
      .filter((one) => startOf(one) >= time - length && startOf(one) < time + limit * length)
      .reverse();

describe('pageCandles', () => {
  it('gives each candle once and in order, however the exchange cuts its pages', async () => {
    const holes = fc.array(fc.tuple(fc.nat(1200), fc.nat(300)), { maxLength: 3 });
    const limits = fc.integer({ min: 1, max: 400 });
    await fc.assert(
      fc.asyncProperty(holes, limits, fc.boolean(), async (gaps, pageLimit, isWindowed) => {
        const all = everyHour(START, NOW).filter((one) =>
          gaps.every(([from, hours]) => {
            const hour = (startOf(one) - START) / HOUR_MS;
            // The hours before the first candle are another test's.
            return hour < 2 || hour < from || hour >= from + hours;
          }),
        );
        const ask = isWindowed ? windowed(all) : since(all);
        const got = await pageCandles(ask, paging({}, pageLimit));
        expect(timesOf(got)).toEqual(timesOf(all));
      }),
      { numRuns: 60 },
    );
  });

  it('asks for no more than is wanted', async () => {
    const asked: (number | undefined)[] = [];
    const all = everyHour(START, NOW);
    const ask: AskPage = (time, limit) => {
      asked.push(limit);
      return since(all)(time, limit);
    };
    await pageCandles(ask, paging({ end: START + 250 * HOUR_MS }));
    expect(asked).toEqual([100, 100, 50]);
  });

  it('asks nothing of the future nor of the time before exchanges', async () => {
    const ask: AskPage = () => Promise.reject(new Error('asked'));
    const future = paging({ start: NOW + DAY_MS, end: NOW + 2 * DAY_MS });
    expect(await pageCandles(ask, future)).toEqual([]);
    const past = paging({ start: 0, end: Date.UTC(2009, 0, 1) });
    expect(await pageCandles(ask, past)).toEqual([]);
  });

  it('refuses pages that never come to what was asked', async () => {
    const old = everyHour(START - 50 * HOUR_MS, START - 2 * HOUR_MS);
    await expect(pageCandles(async () => old, paging())).rejects.toMatchObject({
      code: 'data/bad-answer',
    });
    const first = everyHour(START, START + 100 * HOUR_MS);
    await expect(pageCandles(async () => first, paging())).rejects.toMatchObject({
      code: 'data/bad-answer',
    });
  });

  it('refuses times in other units', async () => {
    const all = everyHour(START, NOW);
    for (const factor of [1e-3, 1e3]) {
      const other = all.map(([time = 0, ...rest]) => [time * factor, ...rest]);
      const ask: AskPage = async () => other;
      await expect(pageCandles(ask, paging())).rejects.toMatchObject({ code: 'data/bad-answer' });
    }
  });

  it('refuses a first page that is full, begins late and reaches the present', async () => {
    const all = everyHour(START, NOW);
    const newest: AskPage = async () => all.slice(-100);
    await expect(pageCandles(newest, paging())).rejects.toMatchObject({
      code: 'data/too-old',
      message: expect.stringContaining('since 2026-11-16T09:00Z') as string,
    });
    const kept = paging({ start: NOW - 90 * HOUR_MS });
    expect((await pageCandles(newest, kept)).length).toBe(90);
  });

  it('takes a young coin for what it is', async () => {
    const young = everyHour(NOW - (NOW % HOUR_MS) - 60 * HOUR_MS, NOW);
    const full = everyHour(NOW - (NOW % HOUR_MS) - 300 * HOUR_MS, NOW);
    expect((await pageCandles(since(young), paging())).length).toBe(61);
    expect((await pageCandles(since(full), paging())).length).toBe(301);
  });

  it('refuses bars that overlap, and days that begin elsewhere than at 00:00Z', async () => {
    const cases: [Interval, Candle[]][] = [
      ['1h', everyHour(START, NOW, HOUR_MS / 2)],
      ['1h', everyHour(START + 60_000, NOW)],
      ['1d', everyHour(START + 16 * HOUR_MS, NOW, DAY_MS)],
      ['1w', everyHour(START, NOW, 3 * DAY_MS)],
    ];
    for (const [interval, all] of cases) {
      await expect(pageCandles(since(all), paging({ interval }))).rejects.toMatchObject({
        code: 'data/unknown-interval',
      });
    }
    const thursdays = everyHour(START, NOW, intervalMs('1w'));
    expect((await pageCandles(since(thursdays), paging({ interval: '1w' }))).length).toBe(8);
  });

  it('keeps a candle without a time, for it to be told of', async () => {
    const lost: Candle = [undefined, 10, 11, 9, 10.5, 1];
    const ask: AskPage = async (time) => [
      lost,
      ...(await since(everyHour(START, NOW))(time, 2000)),
    ];
    const got = await pageCandles(ask, paging({}, 2000));
    expect(got.length).toBe(1214);
    expect(got.at(-1)).toBe(lost);
  });
});
