import { describe, expect, it } from 'vitest';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { emptySlice } from '#base';
import {
  deskFor,
  filled,
  nextDay,
  type ScriptedBar,
  trade,
} from '../../tests/support/scripted-desk.ts';

/** Up by 2 % and down by 1 % in turn. */
const rising: (readonly ScriptedBar[])[] = Array.from({ length: 60 }, (_, day) => [
  10 * 1.02 ** Math.ceil(day / 2) * 0.99 ** Math.floor(day / 2),
]);

const kelly = (changes: object = {}) => ({
  sizing: { method: 'kelly', kelly: { leastBars: 20, ...changes } },
});

describe('a desk that sizes by Kelly', () => {
  it('holds nothing until its signals have shown an edge, and then at once', () => {
    const reports = trade(deskFor({ 1: 1 }, kelly({ leastBars: 30 })), rising);
    const days = filled(reports).flatMap((fills, day) => fills.map(() => day));
    expect(days, 'held from the second day on it would have 31 bars of record').toEqual([33]);
  });

  it('never holds anything where signals lose', () => {
    const reports = trade(deskFor({ 1: -1 }, kelly()), rising);
    expect(reports.flatMap(({ orders }) => orders)).toEqual([]);
  });

  it('gives up what it holds at the next wish once the edge is gone', () => {
    const falling = rising.slice(1).map((_, day) => [30 * 0.98 ** day]);
    const desk = deskFor(
      { 1: 1, 90: 0.9 },
      { ...kelly({ halfLifeBars: 10 }), risk: { enabled: false } },
    );
    trade(desk, [...rising, ...falling]);
    expect(desk.book.quantity[0]).toBe(0);
  });
});

describe('a desk that sizes by the average true range', () => {
  const sizing = { method: 'atr', atr: { bars: 5, multiple: 2, riskFraction: 0.01 } };

  it('risks its fraction of equity over that many ranges', () => {
    const days = Array.from({ length: 12 }, (): [ScriptedBar] => [[10, 10.5, 9.5, 10]]);
    const reports = trade(deskFor({ 8: 1 }, { sizing }), days);
    expect(filled(reports)[9]).toEqual([expect.closeTo((1000 * 0.01) / (2 * 1), 9)]);
  });

  it('sizes in the prices after a split', () => {
    const desk = deskFor({ 9: 1 }, { sizing });
    const slice = emptySlice(1);
    for (let day = 0; day < 9; day++) desk.step(nextDay(slice, [70, 73.5, 66.5, 70]), []);
    slice.splitRatio[0] = 7;
    slice.factor[0] = 7;
    desk.step(nextDay(slice, [10, 10.5, 9.5, 10]), []);
    slice.splitRatio[0] = 1;
    const [order] = desk.saveState().executor.openOrders;
    expect(order.quantity).toBeCloseTo((1000 * 0.01) / (2 * 1), 9);
  });
});

for (const sizing of [{ method: 'atr', atr: { bars: 3 } }, kelly({ leastBars: 2 }).sizing]) {
  statefulContract(`TradingDesk sizing by ${sizing.method}`, {
    make: () =>
      deskFor(
        [
          { 2: 1, 9: 0.5, 14: 1 },
          { 3: 1, 11: 0 },
        ],
        { sizing },
      ),
    step: (desk, at) => {
      const slice = emptySlice(2);
      slice.barIndex = at - 1;
      const price = 10 + at + Math.sin(at);
      const bar: ScriptedBar = [price, price + 1, price - 1, price];
      const { fills, orders } = desk.step(nextDay(slice, bar, at % 5 === 0 ? null : bar), []);
      return { fills, orders, equity: desk.book.equity };
    },
    steps: 18,
  });
}
