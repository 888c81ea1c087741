import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZoneClock } from './zone-clock.ts';

/** Half an hour of summer time, a quarter of an hour off, two changes around Ramadan, no summer time. */
const ZONES = [
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Asia/Tokyo',
  'UTC',
];

/** Local time minus UTC by the parts of a formatted date: another way than the clock's own. */
function offsetByParts(timeZone: string): (time: number) => number {
  const number = 'numeric';
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: number, month: number, day: number },
    ...{ hour: number, minute: number, second: number },
  });
  return (time) => {
    const { year, month, day, hour, minute, second } = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
    );
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  };
}

const instants = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2036, 0, 1) });

describe.each(ZONES)('the wall clock of %s', (timeZone) => {
  const expected = offsetByParts(timeZone);

  it('shows what the tz database says, in whatever order it is asked', () => {
    const clock = new ZoneClock(timeZone);
    fc.assert(
      fc.property(instants, (time) => {
        expect(clock.offsetAt(time)).toBe(expected(time));
      }),
      { numRuns: 300 },
    );
  });

  it('changes at the very millisecond', () => {
    const clock = new ZoneClock(timeZone);
    const wrong: number[] = [];
    for (let time = Date.UTC(2012, 2, 1); time < Date.UTC(2012, 11, 1); time += 1_800_000) {
      for (const instant of [time - 1, time]) {
        if (clock.offsetAt(instant) !== expected(instant)) wrong.push(instant);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('leads back from every local time to an instant that shows it, around each change too', () => {
    const clock = new ZoneClock(timeZone);
    const wrong: number[] = [];
    for (let time = Date.UTC(2012, 2, 1); time < Date.UTC(2012, 11, 1); time += 1_800_000) {
      const local = time + expected(time);
      const back = clock.timeOf(local);
      if (back + expected(back) !== local) wrong.push(time);
    }
    expect(wrong).toEqual([]);
  });
});

it('knows when New York changed its rules', () => {
  const clock = new ZoneClock('America/New_York');
  const hours = (text: string) => clock.offsetAt(Date.parse(text)) / 3_600_000;
  expect(['2006-03-20T12:00Z', '2007-03-20T12:00Z'].map(hours)).toEqual([-5, -4]);
  expect(['2006-10-31T12:00Z', '2007-10-31T12:00Z'].map(hours)).toEqual([-5, -4]);
});

it('refuses a time that is none', () => {
  expect(() => new ZoneClock('America/New_York').offsetAt(Number.NaN)).toThrow('wall clock');
  expect(() => new ZoneClock('UTC').offsetAt(Number.NaN)).toThrow('wall clock');
});
