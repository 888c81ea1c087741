import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import {
  deskFor,
  filled,
  NO_LIMITS,
  nextDay,
  type Script,
  type ScriptedBar,
  trade,
} from '../../tests/support/scripted-desk.ts';
import type { TradingDesk } from './trading-desk.ts';

const LOOKBACK = 20;

/** Both assets wander between 9.9 and 10.1, by turns alike and apart, up to the bar that is traded. */
const wander: (readonly ScriptedBar[])[] = Array.from({ length: LOOKBACK }, (_, day) => [
  day % 2 === 0 ? 10 : 10.1,
  day % 4 < 2 ? 10 : 9.9,
]);

/** A desk that weighs two assets, both wanted from the last wandering day on. */
function weighing(
  trading: object = {},
  portfolio: object = {},
  scripts?: readonly Script[],
): TradingDesk {
  return deskFor(
    scripts ?? [{ 19: 1 }, { 19: 1 }],
    { sizing: { method: 'portfolio' }, risk: NO_LIMITS, ...trading },
    undefined,
    { method: 'equal-weight', lookbackBars: LOOKBACK, noTradeBand: 0, ...portfolio },
  );
}

const weightsOf = ({ book }: TradingDesk) =>
  [...book.quantity].map((units, asset) => (units * book.lastPrice[asset]) / book.equity);

describe('TradingDesk that weighs its assets together', () => {
  it('buys the weights at the next open', () => {
    const desk = weighing();
    const reports = trade(desk, [...wander, [10, 20]]);
    expect(reports[19].orders.map(({ reason }) => reason)).toEqual(['rebalance', 'rebalance']);
    expect(reports[20].fills.map(({ asset, price }) => [asset, price])).toEqual([
      [0, 10],
      [1, 20],
    ]);
    expect(filled(reports)[20][0], 'half of 1,000 at the close of 10.1').toBeCloseTo(500 / 10.1, 9);
  });

  it('lets weights drift until the month is over, and brings them back then', () => {
    const desk = weighing();
    // What is bought waits until what is sold has made room in the limit on gross exposure.
    const days = Array.from({ length: 13 }, () => [10, 20] as const);
    const reports = trade(desk, [...wander, [10, 10], ...days]);
    expect(filled(reports).slice(21, 32).flat(), 'to the end of January').toEqual([]);
    expect(weightsOf(desk)[0]).toBeCloseTo(0.5, 12);
    expect(weightsOf(desk)[1]).toBeCloseTo(0.5, 12);
    expect(reports[32].fills).toMatchObject([{ asset: 1, reason: 'rebalance' }]);
    expect(reports[33].fills).toMatchObject([{ asset: 0, reason: 'rebalance' }]);
  });

  it('sells what a signal no longer wants at once, and gives the other its share', () => {
    const desk = weighing({}, {}, [{ 19: 1 }, { 19: 1, 21: 0 }]);
    trade(desk, [...wander, [10, 10], [10, 10], [10, 10], [10, 10]]);
    expect(desk.book.quantity[1]).toBe(0);
    expect(weightsOf(desk)[0]).toBeCloseTo(1, 12);
  });

  it.each(['max-sharpe', 'mean-variance', 'black-litterman'])(
    'sells what signals have turned against, though %s has no weights within the limits',
    (method) => {
      const script = { 19: 1, 24: -1 };
      const limits = { method, maxTurnover: method === 'max-sharpe' ? null : 0.6 };
      const desk = weighing({}, { ...limits, rebalance: 'bar' }, [script, script]);
      const reports = trade(desk, [...wander, ...wander.slice(0, 8)]);
      expect(reports.slice(0, 24).flatMap(({ fills }) => fills)).not.toEqual([]);
      expect(desk.book.grossExposure).toBe(0);
    },
  );

  it('invests by max-sharpe in steps of the turnover allowed', () => {
    const desk = weighing({}, { method: 'max-sharpe', maxTurnover: 0.4, rebalance: 'bar' });
    trade(desk, [...wander, wander[19]]);
    expect(desk.book.grossExposure / desk.book.equity).toBeCloseTo(0.4, 9);
  });

  it('holds shorts beside longs by the signals’ strengths', () => {
    const desk = weighing({}, {}, [{ 19: 1 }, { 19: -0.5 }]);
    trade(desk, [...wander, wander[19]]);
    const [long, short] = weightsOf(desk);
    expect(long).toBeCloseTo(0.5, 9);
    expect(short).toBeCloseTo(-0.25, 9);
  });

  it('trades weights at the market whatever entries say, and closes them at a signal’s stop', () => {
    const entry = { kind: 'stop', price: 50 } as const;
    const lives = (later: number) => {
      const desk = weighing({}, {}, [
        { 19: { share: 1, entry, timeInForce: 'day', stop: { price: 9 } } },
        { 19: 1 },
      ]);
      const days = Array.from({ length: 13 }, () => [later, 10] as const);
      const fall: ScriptedBar = [10, 10, 8.5, 8.6];
      return trade(desk, [...wander, [10, 10], [fall, 10], ...days]).map(({ fills }) =>
        fills
          .filter(({ asset }) => asset === 0)
          .map(({ quantity, price, reason }) => [Math.sign(quantity), price, reason]),
      );
    };
    const below = lives(8.6);
    expect(below[20]).toEqual([[1, 10, 'rebalance']]);
    expect(below[21]).toEqual([[-1, 9, 'stop-loss']]);
    expect(below.slice(22).flat(), 'nothing is bought below its stop').toEqual([]);
    const above = lives(10);
    expect(above.slice(22, 32).flat()).toEqual([]);
    const [again] = above.slice(32).flat();
    expect(again, 'a new month').toEqual([1, 10, 'rebalance']);
  });

  it('has one stop for all of a weight that is bought bit by bit while it is moved', () => {
    const said = (price: number) => ({ share: 1, stop: { price } });
    const desk = weighing({ maxVolumeFraction: 0.1 }, {}, [{ 19: said(5), 21: said(6) }, {}]);
    const thin: ScriptedBar = [10, 10, 10, 10, 100];
    trade(desk, [...wander, ...Array.from({ length: 4 }, () => [thin, 10])]);
    const stops = desk.saveState().executor.openOrders.filter(({ kind }) => kind === 'stop');
    expect(desk.book.quantity[0]).toBeGreaterThan(30);
    expect(stops).toMatchObject([{ price: 6, quantity: -desk.book.quantity[0] }]);
  });

  it('covers all of a weight with one stop, whenever it was bought', () => {
    const stop = { price: 5 };
    const desk = weighing({}, {}, [{ 19: { share: 1, stop } }, { 19: 1, 21: 0 }]);
    trade(desk, [...wander, [10, 10], [10, 10], [10, 10], [10, 10], [10, 10]]);
    const { openOrders } = desk.saveState().executor;
    expect(openOrders.map(({ kind, price }) => [kind, price])).toEqual([['stop', 5]]);
    expect(openOrders[0].quantity).toBeCloseTo(-desk.book.quantity[0], 9);
  });

  it('caps a weight at the largest position, and gives whole lots', () => {
    const desk = weighing({ lotSize: 10, risk: { ...NO_LIMITS, maxPositionFraction: 0.35 } });
    trade(desk, [...wander, wander[19]]);
    expect([...desk.book.quantity]).toEqual([30, 30]);
  });

  it('is held to the limit on the account’s exposure by the risk gate', () => {
    const desk = weighing({ risk: { ...NO_LIMITS, maxGrossFraction: 0.6 } });
    trade(desk, [...wander, wander[19], wander[19]]);
    const [first, second] = weightsOf(desk);
    expect(first).toBeCloseTo(0.5, 9);
    expect(second).toBeCloseTo(0.1, 9);
  });

  it('counts what is on its way: no order is made twice', () => {
    const desk = weighing({ maxVolumeFraction: 0.1 }, { rebalance: 'bar' });
    const thin = (price: number): ScriptedBar => [price, price, price, price, 100];
    const reports = trade(desk, [...wander, [thin(10.1), thin(9.9)], [thin(10.1), thin(9.9)]]);
    expect(reports[19].orders).toHaveLength(2);
    expect(filled(reports)[20], 'a tenth of 100').toEqual([10]);
    expect(reports[20].orders).toEqual([]);
    expect(filled(reports)[21]).toEqual([10]);
  });

  it('knows returns from before it trades', () => {
    const desk = weighing({}, {}, [{ 20: 1 }, { 20: 1 }]);
    const slice = emptySlice(2);
    for (const bars of wander) desk.warmUp(nextDay(slice, ...bars));
    expect(desk.step(nextDay(slice, 10, 10), []).orders).toHaveLength(2);
  });

  it('does not open again before the next weights what a stop closed', () => {
    const desk = weighing({ risk: { ...NO_LIMITS, timeStopBars: 3 } });
    const reports = trade(desk, [...wander, ...Array.from({ length: 8 }, () => [10, 10] as const)]);
    const units = filled(reports).map((fills) => fills.length);
    expect(units.slice(20)).toEqual([1, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('never holds more than its limits, however prices jump and signals turn', () => {
    const share = fc.constantFrom(-1, -0.4, 0, 0.3, 1);
    const price = fc.constantFrom(5, 9.9, 10, 10.1, 20);
    const day = fc.record({ wishes: fc.tuple(share, share), prices: fc.tuple(price, price) });
    const portfolio = fc.record({
      method: fc.constantFrom('equal-weight', 'risk-parity', 'mean-variance', 'max-sharpe', 'hrp'),
      rebalance: fc.constantFrom('bar', 'week', 'month'),
      longShort: fc.boolean(),
      noTradeBand: fc.constantFrom(null, 0, 0.1),
    });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 12 }), portfolio, (days, settings) => {
        const scripts = [0, 1].map((asset) =>
          Object.fromEntries(days.map(({ wishes }, at) => [LOOKBACK + at, wishes[asset]])),
        );
        const desk = weighing(
          { risk: { ...NO_LIMITS, maxPositionFraction: 0.4 } },
          settings,
          scripts,
        );
        const slice = emptySlice(2);
        for (const bars of wander) desk.step(nextDay(slice, ...bars), []);
        for (const { prices } of days) {
          const { orders } = desk.step(nextDay(slice, ...prices), []);
          for (const { asset, quantity: ordered } of orders) {
            const held = desk.book.quantity[asset];
            const value = Math.abs(held + ordered) * desk.book.lastPrice[asset];
            const isExit = Math.abs(held + ordered) < Math.abs(held);
            expect(isExit || value <= 0.4 * desk.book.equity * (1 + 1e-12)).toBe(true);
          }
          const { cash, quantity, lastPrice, equity } = desk.book;
          const value = quantity.reduce((sum, units, at) => sum + units * lastPrice[at], 0);
          expect(cash + value).toBeCloseTo(equity, 9);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const random = { prices: [10, 10.1, 9.9, 10.3, 9.7, 10.05, 9.95] };

statefulContract('TradingDesk that weighs its assets together', {
  make: () =>
    weighing({}, { method: 'risk-parity', rebalance: 'week' }, [
      { 11: 1, 20: -1, 25: 1 },
      { 11: 1, 17: 0, 22: 0.5 },
    ]),
  step: (desk, at) => {
    const slice = emptySlice(2);
    slice.barIndex = at - 1;
    const { prices } = random;
    nextDay(slice, prices[at % 7], prices[(at * 3) % 7]);
    return { ...desk.step(slice, []) };
  },
  steps: 34,
});

const stopped: Script = { 11: 1, 20: { share: 1, entry: { kind: 'stop', price: 60 } } };

statefulContract('TradingDesk that weighs signals with entries, whose orders fill in parts', {
  make: () => weighing({ maxVolumeFraction: 0.1 }, { rebalance: 'week' }, [stopped, { 11: -1 }]),
  step: (desk, at) => {
    const slice = emptySlice(2);
    slice.barIndex = at - 1;
    const [one, other] = [random.prices[at % 7], random.prices[(at * 3) % 7]];
    nextDay(slice, [one, one, one, one, 20], [other, other, other, other, 20]);
    const { fills, orders } = desk.step(slice, []);
    return { fills, orders };
  },
  steps: 34,
});
