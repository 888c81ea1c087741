import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import { readSeries, type SeriesChoice } from './series-file.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(2020, 0, 1);

const OPTION = { option: '--column' };

const read = (text: string, choice: Partial<SeriesChoice> = {}) =>
  readSeries(new TextEncoder().encode(text), 'f.csv', { ...OPTION, ...choice });

describe('a series', () => {
  it.each<[string, string]>([
    ['timestamp,close\n2020-01-01,10\n2020-01-02,11\n', 'close'],
    [
      'Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-01,9,9,9,9,10,1\n2020-01-02,9,9,9,9,11,1\n',
      'Adj Close',
    ],
    ['time,cash,Equity,close\n2020-01-01,1,10,5\n2020-01-02,1,11,6\n', 'Equity'],
    [',portfolio\n2020-01-01T00:00:00Z,10\n2020-01-02T00:00:00Z,11\n', 'portfolio'],
    ['Unnamed: 0,nav\n2020-01-01,10\n2020-01-02,11\n', 'nav'],
    ['SPY,date\n10,2020-01-01\n11,2020-01-02\n', 'SPY'],
    ['Datum,Schlusskurs\n2020-01-01,10\n2020-01-02,11\n', 'Schlusskurs'],
    ['"日期","收盘价"\r\n"2020-01-01",10\r\n"2020-01-02",11\r\n', '收盘价'],
  ])('is found in %j', (text, column) => {
    expect(read(text)).toEqual({
      column,
      kind: 'values',
      time: Float64Array.of(FIRST, FIRST + DAY),
      values: Float64Array.of(10, 11),
      before: 10,
    });
  });

  it('is the column that is named, whatever the others', () => {
    const text = 'date,close,My Fund\n2020-01-01,1,10\n2020-01-02,1,11\n';
    expect(read(text, { column: 'my_fund' }).values).toEqual(Float64Array.of(10, 11));
  });

  it('of returns grows from 1, with the first of them or from a first row without one', () => {
    const all = read('date,returns\n2020-01-01,0.5\n2020-01-02,-0.5\n');
    expect(all).toMatchObject({ kind: 'returns', before: 1, values: Float64Array.of(1.5, 0.75) });
    const later = read('date,x\n2020-01-01,\n2020-01-02,0.5\n', { returns: true });
    expect(later).toMatchObject({ kind: 'returns', before: 1, values: Float64Array.of(1, 1.5) });
  });

  it('prefers values to returns of the same file, unless told', () => {
    const text = 'date,return,close\n2020-01-01,0.5,10\n2020-01-02,0,11\n';
    expect(read(text).column).toBe('close');
    expect(read(text, { returns: true })).toMatchObject({ column: 'return', kind: 'returns' });
  });

  it.each<[string, RegExp, Partial<SeriesChoice>?]>([
    ['2020-01-01,10\n2020-01-02,11\n', /line 1: the first line is a row and no header; put/],
    ['day,close\n1,2\n', /no column is timestamp, datetime or date in "day,close"\.$/],
    ['date,time,close\n2020-01-01,09:30,1\n', /date and time stand in two columns/],
    [
      'date,a,b\n2020-01-01,1,2\n',
      /has no column equity, value, .*; name one with --column: "a", "b"\.$/,
    ],
    ['date,a,b\n2020-01-01,1,2\n', /has no column of returns; name one/, { returns: true }],
    ['date,a\n2020-01-01,1\n', /has no column "b" beside its time; .*: "a"\.$/, { column: 'b' }],
    ['date,a\n2020-01-01,1\n', /has no column "date" beside its time/, { column: 'date' }],
    [
      'timestamp,kind,value\n2020-01-01,dividend,0.5\n',
      /line 1: these are splits and dividends, and no values by time; name a file of prices/,
    ],
    ['date\n2020-01-01\n', /close or price; it has no other column\.$/],
    ['date,close,Close\n2020-01-01,1,2\n', /the column close stands there twice\.$/],
    [
      'date,close\n2020-01-01,0\n',
      /line 2: column close: the first value is 0, and must be above 0\.$/,
    ],
    ['date,close\n2020-01-01,-3\n', /the first value is -3/],
    ['date,close\n2020-01-01,1\n2020-01-02,\n', /line 3: column close has no value; fill it/],
    ['date,close\n2020-01-01,1\n2020-01-02,1e999\n', /line 3: column close is infinite/],
    ['date,return\n2020-01-01,\n2020-01-02,\n', /line 3: column return has no value/],
    [
      'date,return\n2020-01-01,1e200\n2020-01-02,1e200\n',
      /line 3: column return: the returns up to here grow beyond all numbers; they must be fractions/,
    ],
    [
      'date,return\n2020-01-01,0.5\n2020-01-02,-1.2\n',
      /line 3: column return: the return -1.2 loses more than there is; write fractions, 0\.01 for 1%\.$/,
    ],
    [
      'date,return\n2020-01-01,-1.2%\n',
      /column return: "-1.2%" is not a number; write 0\.01 for 1%\.$/,
    ],
    [
      'date,a,b\n2020-01-01,1,2\n',
      /name one with --benchmark-column: "a"/,
      { option: '--benchmark-column' },
    ],
    ['date,close\n2020-01-01,1\n2020-01-01,1\n', /line 3: the time 2020-01-01T\S+ stands twice/],
    [
      'date,close\n2020-01-02,1\n2020-01-01,1\n',
      /line 3: the rows stand newest first; sort them\.$/,
    ],
    [
      'date,close\n2020-01-02,1\n2020-01-01,1\n2020-01-03,1\n',
      /line 3: the time 2020-01-01T\S+ comes before that of the row above; sort/,
    ],
  ])('%j is refused', (text, says, choice) => {
    expect(() => read(text, choice)).toThrow(says);
  });

  it('is a series or refused in one sentence, whatever was done to its bytes', () => {
    const rows = Array.from({ length: 30 }, (_, day) => {
      const date = new Date(FIRST + day * DAY).toISOString().slice(0, 10);
      return `${date},${10 + (day % 4)},0.0${day % 9}`;
    });
    const good = new TextEncoder().encode(`date,close,returns\n${rows.join('\n')}\n`);
    const change = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    const choice = fc.record({ returns: fc.constantFrom(undefined, true) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), choice, (changes, wish) => {
        let bytes = good.slice();
        for (const { at, byte, cut } of changes) {
          if (at >= bytes.length) continue;
          bytes[at] = byte;
          if (cut && byte < 30) bytes = bytes.slice(0, at);
        }
        try {
          const { time, values } = readSeries(bytes, 'f.csv', { ...OPTION, ...wish });
          expect(values.every(Number.isFinite)).toBe(true);
          expect(time.every((each, row) => row === 0 || each > time[row - 1])).toBe(true);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(QuantError);
          expect((thrown as QuantError).message).toMatch(/^f\.csv .*\.$/s);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('names a few of many columns', () => {
    const names = Array.from({ length: 30 }, (_, at) => `c${at}`);
    const text = `date,${names.join(',')}\n2020-01-01,${names.map(() => 1).join(',')}\n`;
    expect(() => read(text)).toThrow(/"c0", .*"c7" and 22 more\.$/);
  });
});
