import { expect, it } from 'vitest';
import { fillRecord, tradeRecord } from './run-recorder.ts';

it('a fill says what its exchange cost also at a rate of 1', () => {
  const fill = {
    ...{ orderId: 'x', time: 1, asset: 0, quantity: 2, price: 3, fee: 0, slippageCost: 0 },
    reason: 'signal',
  };
  expect(fillRecord(fill, ['A'])).not.toHaveProperty('exchangeCost');
  expect(fillRecord({ ...fill, exchangeCost: 5 }, ['A'])).toMatchObject({ exchangeCost: 5 });
});

it('a short that gained has a return above 0, and no less than no units', () => {
  const trade = {
    ...{ asset: 0, quantity: -4, entryTime: 1, entryPrice: 10, exitTime: 2, exitPrice: 8 },
    ...{ netPnl: 8, fees: 0, unitCost: 10, exitReason: 'signal' },
  };
  expect(tradeRecord(trade, ['A'])).toMatchObject({
    side: 'short',
    quantity: 4,
    returnFraction: 0.2,
  });
});
