import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber, parseTime } from './parse-cell.ts';

const numberOf = (text: string) => {
  const bytes = new TextEncoder().encode(`,${text},`);
  return parseNumber(bytes, 1, bytes.length - 1);
};
const timeOf = (text: string) => {
  const bytes = new TextEncoder().encode(`${text},`);
  return parseTime(bytes, 0, bytes.length - 1);
};

describe('a number cell', () => {
  it('reads to the last bit what Number reads', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberOf(String(value))).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{1,19}(\.\d{0,19})?$/), (text) => {
        expect(numberOf(text)).toBe(Number(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is missing when empty or a word for it, and no number otherwise', () => {
    for (const text of ['', 'NaN', 'nan', 'inf', '-Infinity', 'null', 'NA', 'n/a']) {
      expect(numberOf(text), text).toBeNaN();
    }
    for (const text of ['abc', '1,0', '1.2.3', '-', '.', '1e', '0x10', '12a', '--1', '$5', '1 2']) {
      expect(numberOf(text), text).toBeUndefined();
    }
  });
});

describe('a time cell', () => {
  it('reads what the calendar says', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2262-01-01'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString();
          expect(timeOf(iso)).toBe(date.getTime());
          expect(timeOf(`${iso.slice(0, 19)}Z`)).toBe(Date.parse(`${iso.slice(0, 19)}Z`));
          expect(timeOf(iso.slice(0, 10))).toBe(Date.parse(iso.slice(0, 10)));
        },
      ),
    );
    expect(timeOf('1969-02-28T23:59:59Z')).toBe(Date.UTC(1969, 1, 28, 23, 59, 59));
    expect(timeOf('2004-08-19 14:30+00:00')).toBe(Date.UTC(2004, 7, 19, 14, 30));
  });

  it('is a count since 1970 whose digits tell its unit', () => {
    const time = Date.UTC(2004, 7, 19, 14, 30);
    for (const text of ['1092925800', '1092925800000', '1092925800000999']) {
      expect(timeOf(text), text).toBe(time);
    }
    expect(timeOf('123456789')).toBe(123_456_789_000);
    expect(timeOf('123456789012345')).toBe(123_456_789_012);
    const others = ['12345678', '12345678901', '0123456789', '-123456789', '1092925800.5'];
    for (const text of others) expect(timeOf(text), text).toBeUndefined();
  });

  it('is refused when no calendar has it, without a zone, or in another form', () => {
    const bad = [
      '2021-02-29T00:00:00Z',
      '2020-13-01',
      '2020-00-10',
      '2020-01-01T24:00:00Z',
      '20200101',
    ];
    const zones = [
      '2020-01-01T00:00:00',
      '2020-01-01T00:00:00+02:00',
      '2020-01-01T0a:00:00Z',
      '',
      'x',
    ];
    for (const text of [...bad, ...zones]) expect(timeOf(text), text).toBeUndefined();
  });
});
