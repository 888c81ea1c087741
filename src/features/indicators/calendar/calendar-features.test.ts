import { describe, expect, it } from 'vitest';
import { type Interval, barTableOf } from '#base';
import { systemSchema } from '#config';
import { featureSet } from '../../catalog/feature-set.ts';
import { FeatureStream } from '../../pipeline/feature-stream.ts';
import { computeFeatures } from '../../pipeline/feature-table.ts';
import { CALENDAR_FEATURES } from './calendar-features.ts';

const { features, data } = systemSchema.parse({});
const PAIRS = ['hour', 'session', 'weekday', 'monthday', 'yearday'] as const;

type Turns = Readonly<Record<(typeof PAIRS)[number], number>>;

const setAt = (interval: Interval) =>
  featureSet({ features, data: { ...data, interval } }, CALENDAR_FEATURES);
const barAtTime = (time: number) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 });

/** The angles of bars that start then, in turns 0 ≤ t < 1, read back from sine and cosine. */
function turnsOf(symbol: string, interval: Interval, ...starts: readonly string[]): Turns[] {
  const adjusted = barTableOf(starts.map((start) => barAtTime(Date.parse(start))));
  const [columns] = computeFeatures(setAt(interval), [{ symbol, adjusted }]);
  return starts.map((_, row) => {
    const turns = PAIRS.map((name, pair) => {
      const [sine, cosine] = [columns[2 * pair][row], columns[2 * pair + 1][row]];
      expect(sine * sine + cosine * cosine).toBeCloseTo(1, 12);
      const part = Math.atan2(sine, cosine) / (2 * Math.PI);
      return [name, rounded(part < -1e-12 ? part + 1 : part)];
    });
    return Object.fromEntries(turns) as Turns;
  });
}

const hours = (symbol: string, ...starts: readonly string[]) =>
  turnsOf(symbol, '1h', ...starts).map(({ hour }) => Number((24 * hour).toFixed(6)));
const progress = (symbol: string, ...starts: readonly string[]) =>
  turnsOf(symbol, '1m', ...starts).map(({ session }) => Number((2 * session).toFixed(6)));

const rounded = (value: number) => Number(value.toFixed(9));

/** Angles of weekday, day of the month and day of the year, in turns. */
const dates = (symbol: string, interval: Interval, ...starts: readonly string[]) =>
  turnsOf(symbol, interval, ...starts).map((turns) => [
    turns.weekday,
    turns.monthday,
    turns.yearday,
  ]);

/** The same, from parts of a week, a month and a year. */
const turns = (...rows: readonly (readonly number[])[]) => rows.map((row) => row.map(rounded));

describe('calendar features', () => {
  it('are five pairs of sine and cosine', () => {
    const names = PAIRS.flatMap((pair) => [`${pair}_sin`, `${pair}_cos`]);
    expect(CALENDAR_FEATURES.map(({ name }) => name)).toEqual(names);
  });

  it('see the open of stocks at one angle in January and July, and through every change of the clock', () => {
    const opens = [
      ...['2024-01-02T14:30Z', '2024-07-02T13:30Z', '2024-03-08T14:30Z', '2024-03-11T13:30Z'],
      ...['2024-11-01T13:30Z', '2024-11-04T14:30Z'],
    ];
    expect(new Set(hours('SPY', ...opens))).toEqual(new Set([9.5]));
    expect(new Set(progress('SPY', ...opens))).toEqual(new Set([0]));
  });

  it('jump with the wall clock in spring and repeat an hour in autumn', () => {
    expect(hours('SPY', '2024-03-10T06:00Z', '2024-03-10T07:00Z')).toEqual([1, 3]);
    expect(hours('SPY', '2024-11-03T05:00Z', '2024-11-03T06:00Z')).toEqual([1, 1]);
    expect(hours('EURUSD', '2024-03-10T21:00Z', '2024-11-03T22:00Z')).toEqual([17, 17]);
    expect(hours('BTC/USDT', '2024-11-03T05:00Z', '2024-11-03T06:00Z')).toEqual([5, 6]);
  });

  it('go half a turn from open to close, half days included, and stay put outside', () => {
    expect(progress('SPY', '2024-07-02T13:30Z', '2024-07-02T16:45Z', '2024-07-02T20:00Z')).toEqual([
      0, 0.5, 1,
    ]);
    expect(progress('SPY', '2024-07-03T13:30Z', '2024-07-03T15:15Z', '2024-07-03T17:00Z')).toEqual([
      0, 0.5, 1,
    ]);
    expect(progress('SPY', '2024-07-02T08:00Z', '2024-07-02T23:59Z', '2024-07-04T15:00Z')).toEqual([
      0, 1, 0,
    ]);
    expect(progress('SIM1', '2024-07-02T14:30Z', '2024-07-02T17:45Z')).toEqual([0, 0.5]);
    expect(progress('EURUSD', '2024-07-01T21:00Z', '2024-07-02T09:00Z')).toEqual([0, 0.5]);
    expect(progress('ETHBTC', '2024-07-02T00:00Z', '2024-07-02T12:00Z')).toEqual([0, 0.5]);
  });

  it('count Sunday evening in forex to Monday, of a new month and year if need be', () => {
    expect(dates('EURUSD', '1h', '2023-12-29T21:00Z', '2023-12-31T22:00Z')).toEqual(
      turns([4 / 7, 28 / 31, 362 / 365], [0, 0, 0]),
    );
  });

  it('count an evening in New York to its date, and a coin’s to the date in UTC', () => {
    const evening = '2024-02-29T01:00Z';
    expect(dates('SPY', '1h', evening)).toEqual(turns([2 / 7, 27 / 29, 58 / 366]));
    expect(dates('BTC/USDT', '1h', evening)).toEqual(turns([3 / 7, 28 / 29, 59 / 366]));
  });

  it.each(['1d', '1w'] as const)(
    'take the date of a bar of %s from its stamp, and no time of day',
    (interval) => {
      const stamps = [
        '2024-01-01T00:00Z',
        '2023-12-31T00:00Z',
        '2024-12-31T00:00Z',
        '2024-07-02T13:30Z',
      ];
      for (const symbol of ['SPY', 'EURUSD', 'BTC/USDT', 'SIM1']) {
        expect(dates(symbol, interval, ...stamps)).toEqual(
          turns(
            [0, 0, 0],
            [6 / 7, 30 / 31, 364 / 365],
            [1 / 7, 30 / 31, 365 / 366],
            [1 / 7, 1 / 31, 183 / 366],
          ),
        );
        for (const { hour, session } of turnsOf(symbol, interval, ...stamps)) {
          expect([hour, session]).toEqual([0, 0]);
        }
      }
    },
  );

  it('depend on no bar before', () => {
    const [first, second, third] = ['2024-07-02T19:00Z', '2024-07-03T13:30Z', '2024-07-03T15:30Z'];
    const set = setAt('1h');
    const stream = new FeatureStream(set, 'SPY');
    stream.advance(barAtTime(Date.parse(first)));
    stream.advance(barAtTime(Date.parse(second)));
    const resumed = new FeatureStream(set, 'SPY');
    resumed.loadState(stream.saveState());
    for (const one of [stream, resumed]) one.advance(barAtTime(Date.parse(third)));
    expect(resumed.raw).toEqual(stream.raw);
    expect(turnsOf('SPY', '1h', third)).toEqual(
      turnsOf('SPY', '1h', first, second, third).slice(2),
    );
  });
});

it('market hours are part of what a column means', () => {
  const markets = { SPY: 'continuous' } as const;
  const other = featureSet({ features, data: { ...data, markets } }, CALENDAR_FEATURES);
  expect(other.hash).not.toBe(featureSet({ features, data }, CALENDAR_FEATURES).hash);
});
