import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extremeRows, pick } from './downsample.ts';
import { encodeJson } from './encode.ts';
import { formatNumber, formatPercent, formatTime, formatUnit } from './format.ts';
import { html } from './html.ts';

describe('extremeRows', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
    minLength: 1,
    maxLength: 500,
  });

  it('keeps both extremes and both ends, in order and within the limit', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 60 }), (series, most) => {
        const rows = extremeRows([series], most);
        const kept = pick(series, rows);
        expect(rows.length).toBeLessThanOrEqual(Math.max(most, 4));
        expect(rows.every((row, at) => at === 0 || row > rows[at - 1])).toBe(true);
        expect([kept[0], kept.at(-1)]).toEqual([series[0], series.at(-1)]);
        expect(Math.max(...kept)).toBe(Math.max(...series));
        expect(Math.min(...kept)).toBe(Math.min(...series));
      }),
    );
  });

  it('passes over values that are not known', () => {
    const series = Array.from({ length: 100 }, (_, row) => (row < 60 ? Number.NaN : row));
    expect(extremeRows([series], 20)).toContain(60);
  });
});

describe('html', () => {
  it('escapes what is inserted, in text and in attributes, and nests what is markup already', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${'"x" & \'y\''}">${[inner, inner]}${3}</p>`.markup).toBe(
      '<p title="&quot;x&quot; &amp; &#39;y&#39;"><b>&lt;i&gt;</b><b>&lt;i&gt;</b>3</p>',
    );
  });
});

describe('encodeJson', () => {
  it('cannot end its element or open a comment, and reads back the same', () => {
    const value = { name: '</script><!--' };
    expect(encodeJson(value)).not.toContain('<');
    expect(JSON.parse(encodeJson(value))).toEqual(value);
  });
});

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

  it('tell the time of day only when there is one', () => {
    expect(formatTime(Date.UTC(2014, 8, 3))).toBe('3 Sep 2014');
    expect(formatTime(Date.UTC(2014, 8, 3, 14, 30))).toBe('3 Sep 2014 14:30');
  });
});
