import { describe, expect, it } from 'vitest';
import { valueText } from './metrics-table.ts';

describe('a figure in a table', () => {
  it.each([
    [0.0558, '5.58%'],
    [-0.3522, '-35.22%'],
    [0.001, '0.10%'],
    [0.00044, '0.044%'],
    [-0.0000321, '-0.0032%'],
    [2e-8, '0.0000020%'],
    [-1e-17, '0.00%'],
    [0, '0.00%'],
    [null, 'n/a'],
  ])('%f as a fraction is %s', (value, text) => {
    expect(valueText(value, 'fraction')).toBe(text);
  });

  it('has no minus before a zero', () => {
    expect(valueText(-0.001, 'ratio')).toBe('0.00');
    expect(valueText(-0.01, 'ratio')).toBe('-0.01');
  });
});
