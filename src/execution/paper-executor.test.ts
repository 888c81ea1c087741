import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import type { Fill } from '#portfolio';
import { executorContract } from '../../tests/contracts/executor.ts';
import type { MatchPhase } from './order-timing.ts';
import type { Order, OrderKind } from './order.ts';
import { PaperExecutor } from './paper-executor.ts';

let bars = 0;

const bar = (open: number, high: number, low: number, close: number, volume = 1e6) => {
  const slice = emptySlice(1);
  slice.time = ++bars;
  slice.present[0] = 1;
  slice.open[0] = open;
  slice.high[0] = high;
  slice.low[0] = low;
  slice.close[0] = close;
  slice.volume[0] = volume;
  return slice;
};

const order = (kind: OrderKind, quantity: number, price = Number.NaN): Order => ({
  id: `${kind}${quantity}`,
  asset: 0,
  kind,
  quantity,
  price,
  reason: kind,
  decidedAt: 0,
});

const executor = (changes: Record<string, unknown> = {}, volumeKnown = true) =>
  new PaperExecutor(
    systemSchema.parse({ trading: { commissionBps: 0, slippageBps: 0, ...changes } }).trading,
    [volumeKnown],
  );

const account = (cash = 1e9, held = 0) => ({ cash, quantity: Float64Array.of(held) });

const settle = (
  broker: PaperExecutor,
  slice: ReturnType<typeof bar>,
  phase: MatchPhase = 'open',
  holder = account(),
): Fill[] => {
  const fills: Fill[] = [];
  broker.settle(slice, phase, holder, (fill) => fills.push(fill));
  return fills;
};

executorContract('paper', (trading) => new PaperExecutor(trading, [true, true]));

describe('costs and caps', () => {
  it('does not trade a bar without volume, unless the feed never reports any', () => {
    const broker = executor({ maxVolumeFraction: 0.1 });
    broker.submit(order('market', 25));
    expect(settle(broker, bar(10, 10, 10, 10, 0))).toEqual([]);
    const blind = executor({ maxVolumeFraction: 0.1 }, false);
    blind.submit(order('market', 25));
    expect(settle(blind, bar(10, 10, 10, 10, 0))[0].quantity).toBe(25);
  });

  it('re-bases open orders on a split', () => {
    const broker = executor();
    broker.submit(order('stop', -5, 70));
    broker.applySplit(0, 7);
    expect(broker.saveState().openOrders[0]).toMatchObject({ quantity: -35, price: 10 });
  });
});
