import { describe, expect, it } from 'vitest';
import { emptySlice, type MarketSlice } from '#base';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { DAY_MS, deskFor, nextDay } from '../../tests/support/scripted-desk.ts';

const flat = (slice: MarketSlice, price: number) => nextDay(slice, price);

describe('TradingDesk', () => {
  it('fills at the open after the signal, never on the signal’s own bar', () => {
    const desk = deskFor({ 0: 1 });
    const slice = emptySlice(1);
    expect(desk.step(flat(slice, 10), []).fills).toEqual([]);
    const report = desk.step(nextDay(slice, [11, 12, 9, 10]), []);
    expect(report.fills).toMatchObject([{ price: 11, time: DAY_MS }]);
    expect(report.fills[0].orderId).toBe('q2-scripted-A-0-signal');
  });

  it('fills on the signal’s own close under same-close only', () => {
    const desk = deskFor({ 0: 1 }, { fillRule: 'same-close' });
    const slice = emptySlice(1);
    expect(desk.step(nextDay(slice, [8, 12, 8, 10]), []).fills).toMatchObject([{ price: 10 }]);
  });

  it('sizes on the close it knows, so a higher open is cut to the cash at hand', () => {
    const desk = deskFor({ 0: 1 });
    const slice = emptySlice(1);
    desk.step(flat(slice, 10), []);
    const [fill] = desk.step(flat(slice, 20), []).fills;
    expect(fill.quantity).toBe(50);
    expect(desk.book.cash).toBe(0);
  });

  it('sizes once for each wanted share: moves of price alone are not traded', () => {
    const desk = deskFor({ 0: 0.5, 1: 0.5, 2: 0.5, 3: 0.9, 4: 0 }, { risk: { dailyLossLimit: 1 } });
    const slice = emptySlice(1);
    const quantities: number[] = [];
    for (const price of [10, 10, 12, 10, 10, 10]) {
      quantities.push(...desk.step(flat(slice, price), []).fills.map((fill) => fill.quantity));
    }
    expect(quantities).toEqual([50, 40, -90]);
  });

  it('asks again for what the risk gate denied', () => {
    const desk = deskFor({ 0: 0.5, 2: 1, 3: 1 }, { risk: { dailyLossLimit: 0.05 } });
    const slice = emptySlice(1);
    const quantities: number[] = [];
    for (const price of [10, 10, 8, 8, 8]) {
      quantities.push(...desk.step(flat(slice, price), []).fills.map((fill) => fill.quantity));
    }
    expect(quantities[0]).toBe(50);
    expect(quantities.slice(1), 'denied on the day of the loss, let through on the next').toEqual([
      900 / 8 - 50,
    ]);
  });

  it('trades a repeated wish as soon as it can be sized', () => {
    const always = Object.fromEntries(Array.from({ length: 40 }, (_, bar) => [bar, 1]));
    const desk = deskFor(always, { sizing: { method: 'volatility-target' } });
    const slice = emptySlice(1);
    const times = Array.from({ length: 40 }, (_, bar) => (bar % 2 === 0 ? 10 : 10.1)).flatMap(
      (price) => desk.step(flat(slice, price), []).fills.map((fill) => fill.time),
    );
    expect(times, 'the bar after the twentieth return, and never again').toEqual([21 * DAY_MS]);
  });

  it('re-bases positions and waiting orders on a split, and books dividends', () => {
    const desk = deskFor({ 0: 1 });
    const slice = emptySlice(1);
    desk.step(flat(slice, 70), []);
    slice.splitRatio[0] = 7;
    const [fill] = desk.step(flat(slice, 10), []).fills;
    expect(fill.quantity, '1000 / 70 old units are 100 new ones').toBeCloseTo(100, 9);
    slice.splitRatio[0] = 2;
    desk.step(flat(slice, 5), []);
    expect(desk.book.equity).toBeCloseTo(1000, 9);
    slice.splitRatio[0] = 1;
    slice.dividend[0] = 0.5;
    desk.step(flat(slice, 4.5), []);
    expect(desk.book.equity).toBeCloseTo(1000, 9);
  });

  it('closes at the stop inside the bar after entry, at the open when it gaps', () => {
    const prices = Array.from({ length: 40 }, (_, bar) => (bar % 2 === 0 ? 10 : 10.1));
    const run = (last: [number, number, number, number]) => {
      const desk = deskFor({ 30: 1 }, { risk: { stopLossSigma: 3 } });
      const slice = emptySlice(1);
      for (const price of prices) desk.step(flat(slice, price), []);
      return desk.step(nextDay(slice, last), []).fills;
    };
    const inside = run([10, 10, 9, 9.5]);
    expect(inside).toMatchObject([{ reason: 'stop-loss' }]);
    expect(inside[0].price).toBeGreaterThan(9.5);
    expect(inside[0].price).toBeLessThan(10);
    expect(run([9, 9.2, 8.5, 9])).toMatchObject([{ price: 9, reason: 'stop-loss' }]);
  });

  it('refuses new risk after a drawdown but lets the position be closed', () => {
    const desk = deskFor({ 0: 1, 3: -1, 5: 1 }, { risk: { maxDrawdown: 0.1 } });
    const slice = emptySlice(1);
    const quantities: number[] = [];
    const breaches: string[] = [];
    for (const price of [10, 10, 8, 8, 8, 8, 8, 8]) {
      const report = desk.step(flat(slice, price), []);
      quantities.push(...report.fills.map((fill) => fill.quantity));
      if (report.breach !== null) breaches.push(report.breach.code);
    }
    expect(breaches).toEqual(['MAX_DRAWDOWN']);
    expect(quantities, 'in, out, and neither short nor in again').toEqual([100, -100]);
  });

  it('closes everything at the last close when asked to', () => {
    const desk = deskFor({ 0: 1 });
    const slice = emptySlice(1);
    desk.step(flat(slice, 10), []);
    desk.step(nextDay(slice, [10, 12, 9, 11]), []);
    expect(desk.closeAll(slice).fills).toMatchObject([{ quantity: -100, price: 11 }]);
    expect(desk.book.quantity[0]).toBe(0);
    expect(desk.book.equity).toBe(1100);
  });
});

const changes = {
  commissionBps: 7,
  slippageBps: 3,
  maxVolumeFraction: 1e-5,
  sizing: { method: 'volatility-target', targetVolatility: 5 },
  risk: { stopLossSigma: 3, takeProfitSigma: 4, dailyLossLimit: 0.02 },
};

statefulContract('TradingDesk', {
  make: () => deskFor([{ 2: 1, 28: -0.5, 33: 1, 36: 0 }, { 25: 1 }], changes),
  step: (desk, at) => {
    const slice = emptySlice(2);
    slice.barIndex = at - 1;
    const price = 10 + Math.sin(at);
    const { fills, orders, breach } = desk.step(
      nextDay(slice, price, at % 7 === 0 ? null : 20 - price),
      [],
    );
    return { fills, orders, breach, equity: desk.book.equity, state: desk.risk.state };
  },
  steps: 44,
});
