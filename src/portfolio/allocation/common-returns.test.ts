import { describe, expect, it } from 'vitest';
import { commonReturns } from './common-returns.ts';

const asset = (times: readonly number[], closes: readonly number[]) => ({
  time: Float64Array.from(times),
  close: Float64Array.from(closes),
});

describe('commonReturns', () => {
  it('spans the bars that one of the assets lacks', () => {
    const coin = asset([1, 2, 3, 4], [100, 110, 121, 242]);
    const stock = asset([1, 2, 4], [10, 20, 30]);
    const { times, returns } = commonReturns([coin, stock]);
    expect([...times]).toEqual([1, 2, 4]);
    expect(returns.bars).toBe(2);
    [0.1, 1, 1.2, 0.5].forEach((value, at) => expect(returns.values[at]).toBeCloseTo(value, 12));
  });

  it('is not narrowed down by an asset with a short history, which has NaN before it', () => {
    const old = asset([1, 2, 3, 4, 5], [1, 2, 4, 8, 16]);
    const young = asset([4, 5], [1, 3]);
    const { times, returns } = commonReturns([old, young]);
    expect(times).toHaveLength(5);
    expect([...returns.values]).toEqual([1, Number.NaN, 1, Number.NaN, 1, Number.NaN, 1, 2]);
  });

  it('is empty for no assets and for one bar', () => {
    expect(commonReturns([]).returns.bars).toBe(0);
    expect(commonReturns([asset([1], [1])]).returns).toEqual({
      bars: 0,
      assets: 1,
      values: new Float64Array(0),
    });
  });
});
