import { describe, expect, it } from 'vitest';
import type { Bar, Interval } from '#base';
import { MarketHours } from '#data';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { BarAggregator } from './bar-aggregator.ts';
import { BucketClock } from './bucket-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Kind = MarketHours['kind'];

function barOf(time: number, close: number): Bar {
  return { time, open: close - 1, high: close + 2, low: close - 3, close, volume: 10 };
}

/** The closed bars and the base bar each came with, over base bars of those stamps, their closes 1, 2, … */
function closedOver(kind: Kind, base: Interval, higher: Interval, stamps: readonly number[]) {
  const given: { readonly at: string; readonly bar: Bar }[] = [];
  let now = Number.NaN;
  const clock = new BucketClock(new MarketHours(kind), base, higher);
  const aggregator = new BarAggregator(clock, (bar) => {
    given.push({ at: new Date(now).toISOString(), bar: { ...bar } });
  });
  stamps.forEach((stamp, at) => {
    now = stamp;
    aggregator.update(barOf(stamp, at + 1));
  });
  return given;
}

const hours = (from: string, count: number) =>
  Array.from({ length: count }, (_, at) => Date.parse(from) + at * HOUR_MS);

describe('BarAggregator', () => {
  it('gives a bar with the base bar that reaches its end, not before', () => {
    const given = closedOver('continuous', '1h', '4h', hours('2024-01-01T00:00Z', 9));
    expect(given.map(({ at }) => at.slice(11, 13))).toEqual(['03', '07']);
    expect(given[1].bar).toEqual({
      time: Date.parse('2024-01-01T04:00Z'),
      open: 4,
      high: 10,
      low: 2,
      close: 8,
      volume: 40,
    });
  });

  it('gives a bar whose last base bar is missing with the next one that comes', () => {
    const stamps = hours('2024-01-01T00:00Z', 12).filter((_, at) => at !== 3 && at !== 5);
    const given = closedOver('continuous', '1h', '4h', stamps);
    expect(given.map(({ at }) => at.slice(11, 13))).toEqual(['04', '07', '11']);
    expect(given[0].bar.close).toBe(3);
  });

  it('gives two bars at once where one base bar ends the one before and its own', () => {
    const given = closedOver('continuous', '1h', '4h', [
      Date.parse('2024-01-01T00:00Z'),
      Date.parse('2024-01-01T07:00Z'),
    ]);
    expect(given.map(({ at }) => at.slice(11, 13))).toEqual(['07', '07']);
    expect(given.map(({ bar }) => bar.close)).toEqual([1, 2]);
  });

  it.each([
    ['in winter', '2024-03-07', '14:30', '20:30'],
    ['in summer', '2024-03-14', '13:30', '19:30'],
  ])(
    'ends a stock’s day at its close, %s, and leaves out the hours around it',
    (_, day, open, last) => {
      const stamps = Array.from(
        { length: 40 },
        (__, at) => Date.parse(`${day}T08:00Z`) + at * (HOUR_MS / 2),
      );
      const given = closedOver('us-stocks', '30m', '1d', stamps);
      expect(given).toHaveLength(1);
      expect(given[0].at).toBe(new Date(Date.parse(`${day}T${last}Z`)).toISOString());
      const first = stamps.indexOf(Date.parse(`${day}T${open}Z`));
      expect(given[0].bar).toMatchObject({
        time: Date.parse(`${day}T00:00Z`),
        open: first,
        close: first + 13,
        volume: 130,
      });
    },
  );

  it('ends a stock’s longer bars with the session', () => {
    const stamps = hours('2024-01-03T14:30Z', 7);
    const given = closedOver('us-stocks', '1h', '4h', stamps);
    // The seventh hour would end half an hour after the session.
    expect(given.map(({ at }) => at.slice(11, 16))).toEqual(['17:30', '20:30']);
  });

  it('ends a week of daily bars with its last trading day, the Thursday before Good Friday', () => {
    const days = ['2024-03-25', '2024-03-26', '2024-03-27', '2024-03-28', '2024-04-01'];
    const given = closedOver(
      'us-stocks',
      '1d',
      '1w',
      days.map((day) => Date.parse(`${day}T00:00Z`)),
    );
    expect(given.map(({ at }) => at.slice(0, 10))).toEqual(['2024-03-28']);
    expect(given[0].bar).toMatchObject({
      time: Date.parse('2024-03-25T00:00Z'),
      open: 0,
      close: 4,
    });
  });

  it('keeps a week of hours open over what trades between its sessions', () => {
    const stamps = hours('2024-01-08T14:30Z', 4 * 24 + 7);
    const given = closedOver('us-stocks', '1h', '1w', stamps);
    expect(given.map(({ at }) => at)).toEqual(['2024-01-12T20:30:00.000Z']);
    // Seven hours of each of five sessions.
    expect(given[0].bar).toMatchObject({ time: Date.parse('2024-01-08T00:00Z'), volume: 350 });
  });

  it('ends a week of a market that never closes on Sunday', () => {
    const stamps = Array.from(
      { length: 8 },
      (_, at) => Date.parse('2024-01-01T00:00Z') + at * DAY_MS,
    );
    const given = closedOver('continuous', '1d', '1w', stamps);
    expect(given.map(({ at }) => at.slice(0, 10))).toEqual(['2024-01-07']);
  });

  it('counts Sunday evening in forex to Monday', () => {
    const given = closedOver('forex', '1h', '1d', hours('2024-01-07T22:00Z', 26));
    expect(given).toHaveLength(1);
    expect(given[0].at).toBe('2024-01-08T21:00:00.000Z');
    expect(given[0].bar).toMatchObject({ time: Date.parse('2024-01-08T00:00Z'), close: 24 });
  });
});

class Recorded extends BarAggregator {
  readonly given: Bar[];

  constructor(given: Bar[]) {
    super(new BucketClock(new MarketHours('continuous'), '1h', '4h'), (bar) => given.push(bar));
    this.given = given;
  }
}

statefulContract('BarAggregator', {
  make: () => new Recorded([]),
  step: (aggregator, at) => {
    aggregator.given.length = 0;
    if (at % 7 !== 3) aggregator.update(barOf(at * HOUR_MS, 100 + Math.sin(at)));
    return aggregator.given;
  },
  steps: 20,
});
