import { expect, it } from 'vitest';
import { nonNegative, wholeNumber } from './numbers.ts';

it('reads numbers of 0 or more', () => {
  expect(nonNegative('0', '--speed')).toBe(0);
  expect(nonNegative('2.5', '--speed')).toBe(2.5);
  expect(wholeNumber('1e3', '--days', 1)).toBe(1000);
});

it.each(['', ' ', '-1', 'NaN', 'Infinity', '1e999', 'abc', '5 days', '1,5'])('%o is none', (text) =>
  expect(() => nonNegative(text, '--speed')).toThrow(/^--speed ".*" is not a number of/),
);

it.each(['', '0', '-1', '1.5', '9007199254740993', '1e999', 'abc'])(
  '%o is no whole number above 0',
  (text) =>
    expect(() => wholeNumber(text, '--days', 1)).toThrow(/^--days ".*" is not a whole number of 1/),
);
