import { expect, it } from 'vitest';
import { systemSchema } from '#config';
import { sideCost } from './side-cost.ts';

it('a side costs what is known of it beforehand', () => {
  const cost = (costs: object) => {
    const { trading } = systemSchema.parse({
      trading: { commissionBps: 4, slippageBps: 3, costs },
    });
    return sideCost(trading) * 1e4;
  };
  expect(cost({})).toBeCloseTo(7, 12);
  expect(cost({ spread: { halfBps: 2 } })).toBeCloseTo(9, 12);
  expect(cost({ spread: { method: 'high-low', halfBps: 2 } }), 'depends on the bar').toBeCloseTo(
    7,
    12,
  );
  expect(cost({ commission: 'per-share' }), 'depends on the price').toBeCloseTo(3, 12);
});
