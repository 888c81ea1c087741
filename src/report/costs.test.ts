import type { FillRecord, RunRecord } from '#base';
import { describe, expect, it } from 'vitest';
import { costCurves, costRows } from './costs.ts';

const time = Float64Array.of(
  Date.UTC(2020, 0, 1),
  Date.UTC(2020, 6, 1),
  Date.UTC(2021, 0, 1),
  Date.UTC(2021, 6, 1),
);

function fill(at: number, fee: number, slippageCost: number): FillRecord {
  return {
    orderId: '1',
    time: time[at],
    symbol: 'A',
    quantity: -10,
    price: 50,
    fee,
    slippageCost,
    reason: '',
  };
}

const flow = {
  time: time[2],
  dividends: 9,
  interest: -3,
  borrowFees: 5,
  exchangeCosts: 1,
  exchangeGains: 0,
};

const record = {
  equity: { time, equity: Float64Array.of(100, 300, 400, 400) },
  // Fills may be recorded in another order than they happened in.
  fills: [{ ...fill(3, 4, 2), rate: 2, spreadCost: 1.5, impactCost: 0.5 }, fill(0, 1, 1)],
  flows: [flow],
} as unknown as RunRecord;

describe('costs', () => {
  it('are summed by year, and as a share of mean equity a year', () => {
    const [first, second, whole] = costRows(record);
    expect(first).toMatchObject({ name: '2020', fills: 1, traded: 500, fees: 1, slippage: 1 });
    // 2 of a mean of 200 in 366 of 365.2425 days.
    expect(first.shareAYear).toBeCloseTo(0.01 * (365.2425 / 366), 12);
    expect(second).toMatchObject({
      name: '2021',
      fills: 1,
      traded: 1000,
      fees: 4,
      slippage: 2,
      spread: 1.5,
      impact: 0.5,
      borrowFees: 5,
      exchange: 1,
      all: 12,
      interest: -3,
      dividends: 9,
    });
    expect(whole).toMatchObject({ name: 'Whole run', fills: 2, traded: 1500, all: 14 });
  });

  it('add up bar by bar, one kind on top of the other', () => {
    expect(costCurves(record)).toEqual({
      fees: Float64Array.of(1, 1, 1, 5),
      withSlippage: Float64Array.of(2, 2, 2, 8),
      all: Float64Array.of(2, 2, 8, 14),
    });
  });
});
