import type { FillRecord } from '#base';
import { describe, expect, it } from 'vitest';
import { assetResults } from './asset-results.ts';

const DAY = 86_400_000;
const time = Float64Array.of(0, DAY, 2 * DAY, 3 * DAY);

function asset(symbol: string, closes: readonly number[], days: readonly number[] = [0, 1, 2, 3]) {
  const close = Float64Array.from(closes);
  const ones = new Float64Array(closes.length).fill(1);
  const stamps = Float64Array.from(days, (day) => day * DAY);
  return {
    symbol,
    rate: null,
    keeps: false,
    bars: { time: stamps, open: close, high: close, low: close, close, volume: ones },
    factors: { factor: ones, splitRatio: ones.slice(), dividend: new Float64Array(closes.length) },
  };
}

const fill = (day: number, symbol: string, quantity: number, price: number): FillRecord => ({
  orderId: '',
  time: day * DAY,
  symbol,
  quantity,
  price,
  fee: 1,
  slippageCost: 0,
  reason: 'signal',
});

describe('assetResults', () => {
  it('follows a position bought, split, paid on and sold', () => {
    const share = asset('A', [100, 102, 51, 50]);
    share.factors.splitRatio[2] = 2;
    share.factors.dividend[3] = 0.5;
    const fills = [fill(1, 'A', 10, 101), fill(3, 'A', -20, 49)];
    // Bought at 101 and worth 102, less the fee; 20 at 51 are what 10 at 102 were; 10 of dividends, then sold
    // for 980 what was worth 1020.
    expect(assetResults([share], fills, time)[0]).toEqual(Float64Array.of(0, 9, 0, -31));
  });

  it('keeps assets apart, and lets one without a bar stand still', () => {
    const late = asset('B', [10, 12], [1, 3]);
    const fills = [fill(1, 'B', -5, 10), fill(1, 'A', 1, 100)];
    expect(assetResults([asset('A', [100, 101, 102, 90]), late], fills, time)).toEqual([
      Float64Array.of(0, 0, 1, -12),
      Float64Array.of(0, -1, 0, -10),
    ]);
  });

  it('counts in the account’s currency, and follows its rate where there is no bar', () => {
    const foreign = { ...asset('A', [10, 10, 10], [0, 1, 3]), rate: Float64Array.of(1, 2, 3, 4) };
    const bought = { ...fill(1, 'A', 5, 10), rate: 2, exchangeCost: 4 };
    const other = asset('B', [1, 1, 1, 1]);
    const [results] = assetResults([foreign, other], [bought], time);
    expect(results).toEqual(Float64Array.of(0, -5, 50, 50));
  });

  it('gives a forex pair the move of its own price, as its trades', () => {
    const rate = Float64Array.of(1 / 150, 1 / 150, 1 / 153, 1 / 150);
    const pair = { ...asset('USDJPY', [150, 150, 153, 150]), rate, keeps: true };
    const fills = [
      { ...fill(1, 'USDJPY', 5000, 150), rate: 1 / 150 },
      { ...fill(3, 'USDJPY', -7500, 153), rate: 1 / 153 },
    ];
    // A trade that gained 15,000 yen at 153, and a short of 2,500 that is 7,500 yen ahead at 150.
    const [results] = assetResults([pair], fills, time);
    expect(results[2]).toBeCloseTo(15_000 / 153, 9);
    expect(results.reduce((sum, each) => sum + each, 0)).toBeCloseTo(
      15_000 / 153 + 7500 / 150 - 2,
      9,
    );
  });

  it('counts a dividend at the rate of its day', () => {
    const foreign = { ...asset('A', [10, 10, 10, 10]), rate: Float64Array.of(1, 1, 2, 2) };
    foreign.factors.dividend[2] = 0.5;
    const bought = { ...fill(1, 'A', 4, 10), rate: 1, fee: 0 };
    expect(assetResults([foreign], [bought], time)[0]).toEqual(Float64Array.of(0, 0, 44, 0));
  });

  it('begins with the run, after bars that came before it', () => {
    const results = assetResults([asset('A', [1, 2, 3, 4])], [fill(2, 'A', 1, 3)], time.slice(2));
    expect(results[0]).toEqual(Float64Array.of(-1, 1));
  });
});
