import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import { parseDate, parseEnd } from './dates.ts';

describe('a date on the command line', () => {
  it.each([
    ['2020-02-29', Date.UTC(2020, 1, 29)],
    ['2020-01-31T14:30Z', Date.UTC(2020, 0, 31, 14, 30)],
    ['2020-01-31T14:30:05Z', Date.UTC(2020, 0, 31, 14, 30, 5)],
    ['2020-01-31T14:30:05.250Z', Date.UTC(2020, 0, 31, 14, 30, 5, 250)],
    ['1929-10-29', Date.UTC(1929, 9, 29)],
  ])('%s is UTC', (text, time) => expect(parseDate(text, '--start')).toBe(time));

  it.each([
    ...['', ' ', 'today', '2020', '2020-1-1', '01/31/2020', '2020-01-31 ', '20200131'],
    ...['2020-02-30', '2021-02-29', '2020-13-01', '2020-00-10', '2020-01-00', '2020-04-31'],
    ...['2020-01-31T24:00Z', '2020-01-31T25:00Z', '2020-01-31T14:60Z', '2020-01-31T14Z'],
    ...[
      '2020-01-31T14:30',
      '2020-01-31T14:30+01:00',
      '2020-01-31T14:30:00.0001Z',
      '１９９９-01-01',
    ],
  ])('%o is none', (text) => {
    expect(() => parseDate(text, '--start')).toThrow(QuantError);
    expect(() => parseDate(text, '--start')).toThrow(/^--start ".*" is not a date; write/);
  });

  it('reads back every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), (day) => {
        const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect(parseDate(text, '--start')).toBe(day * 86_400_000);
      }),
    );
  });
});

it('an end is the end of its day, or the time it names', () => {
  expect(parseEnd('2020-02-29', '--end')).toBe(Date.UTC(2020, 2, 1));
  expect(parseEnd('2020-02-29T12:00Z', '--end')).toBe(Date.UTC(2020, 1, 29, 12));
});
