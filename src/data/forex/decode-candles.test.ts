import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import { candleFile } from '../../../tests/support/fake-dukascopy.ts';
import { type CandleFile, decodeCandles } from './decode-candles.ts';
import { loadDukascopy } from './dukascopy.ts';

const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2023, 0, 1);
const library = await loadDukascopy();

/** Two candles, three hours apart, with a silence before the first. */
const WHOLE = {
  timestamp: FROM,
  multiplier: 1e-5,
  ...{ open: 1.07, high: 1.0712, low: 1.0698, close: 1.0705, shift: HOUR_MS },
  times: [22, 3],
  ...{ opens: [0, 50], highs: [0, 10], lows: [0, 40], closes: [0, -3] },
  volumes: [104.85, 72.9],
};

function file(content: unknown): CandleFile {
  const url = `${library.URL_ROOT}/candles/hour/EUR-USD/BID/2023/1`;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const until = Date.UTC(2023, 1, 1);
  return { url, instrument: 'eurusd', unit: 'hour', from: FROM, until, text };
}

describe('decodeCandles', () => {
  it('adds up differences, and fills the time between with flat candles of volume 0', () => {
    const rows = decodeCandles(library, file(WHOLE)).filter(({ volume }) => volume > 0);
    const at = (hour: number) => FROM + hour * HOUR_MS;
    expect(rows).toEqual([
      { time: at(22), open: 1.07, high: 1.0712, low: 1.0698, close: 1.0705, volume: 104.85 },
      { time: at(25), open: 1.0705, high: 1.0713, low: 1.0702, close: 1.07047, volume: 72.9 },
    ]);
    const flat = decodeCandles(library, file(WHOLE)).find(({ time }) => time === at(23));
    expect(flat).toEqual({
      ...{ time: at(23), open: 1.0705, high: 1.0705, low: 1.0705, close: 1.0705, volume: 0 },
    });
  });

  it('gives back every candle that was written, to the last digit', () => {
    const column = fc.array(fc.integer({ min: 1, max: 9_999_999 }), { minLength: 5, maxLength: 5 });
    const rows = fc.array(fc.tuple(column, fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, (drawn) => {
        let time = FROM - HOUR_MS;
        const candles = drawn.map(([[open, high, low, close, volume], step]) => {
          time += step * HOUR_MS;
          return { time, open, high, low, close, volume: volume / 100 };
        });
        const read = decodeCandles(library, file(candleFile(candles, FROM, HOUR_MS)));
        const real = read.filter(({ volume }) => volume > 0);
        expect(real).toEqual(
          candles.map(({ open, high, low, close, ...rest }) => ({
            ...rest,
            ...{ open: open / 1e5, high: high / 1e5, low: low / 1e5, close: close / 1e5 },
          })),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('takes a file without candles for what it is', () => {
    const none = { open: null, high: null, low: null, close: null, times: [], opens: [] };
    const empty = { ...WHOLE, ...none, highs: [], lows: [], closes: [], volumes: [] };
    expect(decodeCandles(library, file(empty))).toEqual([]);
  });

  it.each([
    ['a page', '<html></html>'],
    ['an object of nonsense', { chart: 1, times: 'x', timestamp: {} }],
    ['columns of different lengths', { ...WHOLE, closes: [0] }],
    ['a price that is none', { ...WHOLE, opens: [0, null] }],
    ['no price to begin with', { ...WHOLE, open: null }],
    ['a multiplier of 0', { ...WHOLE, multiplier: 0 }],
    ['a volume below 0', { ...WHOLE, volumes: [1, -1] }],
    ['half an hour', { ...WHOLE, times: [22, 0.5] }],
    ['time that goes back', { ...WHOLE, times: [22, -1] }],
    ['a candle that stands twice', { ...WHOLE, times: [22, 0] }],
    ['candles of another length', { ...WHOLE, shift: 60_000 }],
    ['candles of another month', { ...WHOLE, timestamp: Date.UTC(2022, 11, 1) }],
    ['candles that go on after the month', { ...WHOLE, times: [22, 800] }],
    ['a gap of more candles than fit into memory', { ...WHOLE, times: [22, 1e14] }],
  ])('refuses %s', (_, content) => {
    const thrown = caught(() => decodeCandles(library, file(content)));
    expect(thrown).toBeInstanceOf(QuantError);
    expect((thrown as QuantError).code).toBe('data/bad-answer');
    expect((thrown as QuantError).message).toMatch(
      /^Dukascopy answered \/v1\/candles\/hour\/EUR-USD\/BID\/2023\/1 [^\n]+$/,
    );
  });

  it('refuses a gap without an end in a period that has none', () => {
    const bomb = { ...file({ ...WHOLE, times: [22, 60_000] }), until: Number.POSITIVE_INFINITY };
    expect(caught(() => decodeCandles(library, bomb))).toMatchObject({ code: 'data/bad-answer' });
  });
});

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    return thrown;
  }
}
