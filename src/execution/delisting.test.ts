import { expect, it } from 'vitest';
import { emptySlice } from '#base';
import { delistingFills } from './delisting.ts';

/** Long 10 at a close of 20 and short 4 at one of 50; nothing of the third. */
const fills = (rate: number, exchangeFee: number) => {
  const slice = { ...emptySlice(3), time: 7, close: Float64Array.of(20, 50, 30) };
  const account = {
    cash: 0,
    quantity: Float64Array.of(10, -4, 0),
    rate: Float64Array.of(rate, rate, rate),
    exchangeFee: Float64Array.of(exchangeFee, exchangeFee, exchangeFee),
  };
  return delistingFills({ slice, account, delistedAt: [7, 7, 7], haircut: 0.1 });
};

it('who holds what is no longer traded loses the haircut, long or short', () => {
  const told = fills(1, 0).map(({ asset, quantity, price, fee, slippageCost }) => [
    ...[asset, quantity, price, fee, slippageCost],
  ]);
  expect(told).toEqual([
    [0, -10, 18, 0, expect.closeTo(20, 9)],
    [1, 4, expect.closeTo(55, 9), 0, expect.closeTo(20, 9)],
  ]);
  for (const fill of fills(1, 0)) {
    expect(fill).not.toHaveProperty('rate');
    expect(fill).not.toHaveProperty('exchangeCost');
  }
});

it('its costs are in the account’s currency', () => {
  expect(fills(1.25, 0.01)).toMatchObject([
    { rate: 1.25, price: 18, slippageCost: 25, exchangeCost: 10 * 18 * 1.25 * 0.01 },
    { rate: 1.25, slippageCost: expect.closeTo(25, 9), exchangeCost: expect.closeTo(2.75, 9) },
  ]);
});
