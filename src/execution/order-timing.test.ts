import { expect, it } from 'vitest';
import { momentOf } from './order-timing.ts';
import type { Order } from './order.ts';
import { WHOLE_SESSIONS } from './sessions.ts';

it('auctions are met in the phase of what rests only', () => {
  const order = { asset: 0, kind: 'market' } as Order;
  const moments = (timeInForce: 'opg' | 'cls') =>
    (['open', 'resting', 'close'] as const).map((phase) =>
      momentOf({ ...order, timeInForce }, phase, 1, WHOLE_SESSIONS),
    );
  expect(moments('opg')).toEqual([null, 'open', null]);
  expect(moments('cls')).toEqual([null, 'close', null]);
});
