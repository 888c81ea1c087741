import { describe, expect, it } from 'vitest';
import { formatColumn, formatNumber, formatPercent, formatTime, formatUnit } from './format.ts';

describe('figures in words', () => {
  it('carry a real minus sign, and none on a rounded zero', () => {
    expect(formatNumber(-1234.5, 1)).toBe('−1,234.5');
    expect(formatNumber(-0.001, 2)).toBe('0.00');
  });

  it('turn fractions into percent, finer where they are small', () => {
    expect(formatPercent(0.1234)).toBe('12.3%');
    expect(formatPercent(0.00012)).toBe('0.012%');
    expect(formatPercent(12.3456)).toBe('1,235%');
    expect(formatPercent(0)).toBe('0.0%');
  });

  it('name their unit where it is one of time', () => {
    expect(formatUnit(1784, 'days')).toBe('1,784 days');
    expect(formatUnit(2.5, 'days')).toBe('2.5 days');
    expect(formatUnit(32, 'count')).toBe('32');
    expect(formatUnit(12.345, 'money')).toBe('12.35');
  });

  it('have the same digits down a column', () => {
    expect(formatColumn([12.345, 1234.5, null], 'money')).toEqual(['12', '1,235', '–']);
    expect(formatColumn([12.345, -0.5], 'money')).toEqual(['12.35', '−0.50']);
    expect(formatColumn([0.00012, 0.2], 'fraction')).toEqual(['0.0%', '20.0%']);
    expect(formatColumn([0.00012, 0], 'fraction')).toEqual(['0.012%', '0.000%']);
    expect(formatColumn([3, 1200], 'count')).toEqual(['3', '1,200']);
  });

  it('tell the time of day only when there is one', () => {
    expect(formatTime(Date.UTC(2014, 8, 3))).toBe('3 Sep 2014');
    expect(formatTime(Date.UTC(2014, 8, 3, 14, 30))).toBe('3 Sep 2014 14:30');
  });
});
