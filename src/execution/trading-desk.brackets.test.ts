import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import type { SignalStop } from '#strategies';
import {
  deskFor,
  filled,
  nextDay,
  NO_LIMITS,
  restless,
  type Script,
  type ScriptedBar,
  still,
  stillDays,
  told,
  trade,
  type Wanted,
} from '../../tests/support/scripted-desk.ts';
import type { Order } from './order.ts';
import type { StepReport } from './step-report.ts';

const LOOSE = { risk: NO_LIMITS };

const waits = (price: number): Wanted => ({ share: 0.5, entry: { kind: 'limit', price } });

describe('a signal with a stop and a target', () => {
  const bracket = { stop: { price: 9 }, target: { price: 12 } };

  it('protects from the fill on, in the same bar', () => {
    const reports = trade(deskFor({ 0: { share: 0.5, ...bracket } }, LOOSE), [
      still,
      [[10, 10, 8.5, 9.5]],
      still,
    ]);
    expect(told(reports)).toEqual([[], ['buy 50 at 10, script', 'sell 50 at 9, stop-loss'], []]);
  });

  it('names its orders as brokers can tell apart', () => {
    const [{ orders }] = trade(deskFor({ 0: { share: 0.5, ...bracket } }, LOOSE), stillDays(1));
    expect(orders[0].exits?.map(({ id }) => id)).toEqual([
      'q2-scripted-A-0-bracket-stop',
      'q2-scripted-A-0-bracket-target',
    ]);
  });

  it('is not entered again after one is met, until something else is wanted', () => {
    const wanted = { share: 0.5, ...bracket };
    const desk = deskFor({ 0: wanted, 2: wanted, 3: wanted, 4: { ...wanted, share: 0.4 } }, LOOSE);
    const reports = trade(desk, [still, still, [[10, 12, 10, 10]], still, still, still]);
    expect(filled(reports)).toEqual([[], [50], [-50], [], [], [44]]);
    const [stop] = reports[4].orders[0].exits ?? [];
    expect(stop.id, 'another position’s').toBe('q2-scripted-A-4g0-bracket-stop');
  });

  it('is not entered where its stop or target is met already', () => {
    for (const wrong of [{ stop: { price: 10 } }, { target: { price: 10 } }]) {
      const reports = trade(deskFor({ 0: { share: 0.5, ...wrong } }, LOOSE), stillDays(3));
      expect(reports.flatMap(({ orders }) => orders)).toEqual([]);
    }
  });

  it('moves them as the newest signal says, without trading', () => {
    const wanted = { share: 0.5, ...bracket };
    const desk = deskFor({ 0: wanted, 1: { ...wanted, stop: { price: 9.5 } } }, LOOSE);
    const reports = trade(desk, [still, still, [[10, 10, 9.2, 9.6]]]);
    expect(told(reports)[2]).toEqual(['sell 50 at 9.5, stop-loss']);
  });

  it('drops them where the newest signal on that side asks for none', () => {
    const desk = deskFor({ 0: { share: 0.5, ...bracket }, 1: 0.5 }, LOOSE);
    trade(desk, stillDays(3));
    expect(desk.saveState().executor.openOrders).toEqual([]);
    expect(desk.saveState().brackets).toBeUndefined();
    expect(desk.book.quantity[0]).toBe(50);
  });

  it('keeps them until a position that is no longer wanted is closed', () => {
    const thin: ScriptedBar = [10, 10, 10, 10, 300];
    const desk = deskFor(
      { 0: { share: 0.5, ...bracket }, 2: 0 },
      { ...LOOSE, maxVolumeFraction: 0.1 },
    );
    const crash: ScriptedBar = [10, 10, 8, 8, 1000];
    const reports = trade(desk, [[thin], [thin], [thin], [thin], [crash], [thin]]);
    expect(told(reports)).toEqual([
      [],
      ['buy 30 at 10, script'],
      ['buy 20 at 10, script'],
      ['sell 30 at 10, script'],
      ['sell 20 at 10, script'],
      [],
    ]);
    const halted = deskFor({ 0: { share: 0.5, ...bracket }, 2: 0 }, LOOSE);
    const gone = trade(halted, [still, still, still, [null], [[10, 10, 8, 8]]]);
    expect(told(gone)[4], 'closed at the open, before its stop').toEqual(['sell 50 at 10, script']);
    const atClose = deskFor(
      { 0: { share: 0.5, ...bracket }, 2: 0 },
      { ...LOOSE, fillRule: 'next-close' },
    );
    const stopped = trade(atClose, [still, still, still, [[10, 10, 8, 8]]]);
    expect(told(stopped)[3]).toEqual(['sell 50 at 9, stop-loss']);
  });

  it('covers what is added under the same names, as one stop and one target', () => {
    const wanted = { share: 0.3, ...bracket };
    const desk = deskFor({ 0: wanted, 2: { ...wanted, share: 0.5 } }, LOOSE);
    const reports = trade(desk, [...stillDays(4), [[10, 10, 9, 9.5]]]);
    expect(told(reports)[4]).toEqual(['sell 50 at 9, stop-loss']);
    expect(desk.saveState().executor.openOrders).toEqual([]);
  });

  it.each<[string, Partial<Wanted>]>([
    ['at the open', {}],
    ['at once', { entry: { kind: 'limit', price: 10 }, timeInForce: 'ioc' }],
    ['by a limit', { entry: { kind: 'limit', price: 9.5 } }],
    ['by a stop', { entry: { kind: 'stop', price: 11 } }],
  ])(
    'a bar in which something is added %s raises a trailing stop after its low only',
    (_, terms) => {
      const stop = { trailAmount: 2 };
      const desk = deskFor({ 0: { share: 0.3, stop }, 1: { share: 0.5, stop, ...terms } }, LOOSE);
      const reports = trade(desk, [still, still, [[10, 12, 9, 11]]]);
      expect(filled(reports)[2]).toEqual([expect.any(Number)]);
      const held = desk.book.quantity[0];
      expect(held).toBeGreaterThan(30);
      expect(desk.saveState().executor.openOrders).toMatchObject([{ quantity: -held, price: 10 }]);
    },
  );

  it('ends the rest of an entry when its exit fills, also of what is added later', () => {
    const thin: ScriptedBar = [10, 10, 10, 10, 300];
    const wanted = { share: 0.3, ...bracket };
    const more: Wanted = { ...wanted, share: 0.9, entry: { kind: 'limit', price: 10 } };
    const desk = deskFor({ 0: wanted, 2: more }, { ...LOOSE, maxVolumeFraction: 0.1 });
    const reports = trade(desk, [[thin], [thin], [thin], [thin], [[12, 12, 12, 12]], [thin]]);
    expect(filled(reports)).toEqual([[], [30], [], [30], [-60], []]);
  });

  it.each<[SignalStop, number]>([
    [{ trailAmount: 1 }, 11],
    [{ trailFraction: 0.25 }, 9],
    [{ price: 9.5, limitPrice: 9.4 }, 9.5],
  ])('may trail, or have a limit: %j', (stop, at) => {
    const desk = deskFor({ 0: { share: 0.5, stop } }, LOOSE);
    const reports = trade(desk, [still, still, [[10, 12, 10, 12]], [[12, 12, 8, 8]]]);
    expect(told(reports)[3]).toEqual([
      `sell 50 at ${at}, ${'price' in stop ? 'stop-loss' : 'trailing-stop'}`,
    ]);
  });

  it('follows a split, waiting or held', () => {
    const split = (desk: ReturnType<typeof deskFor>) => {
      const slice = emptySlice(1);
      const reports = [desk.step(nextDay(slice, 10), [])];
      for (let day = 0; day < 2; day++) reports.push({ ...desk.step(nextDay(slice, 10), []) });
      slice.splitRatio[0] = 2;
      reports.push({ ...desk.step(nextDay(slice, [5, 5, 5, 5]), []) });
      slice.splitRatio[0] = 1;
      return { reports, next: { ...desk.step(nextDay(slice, [5, 5, 4.5, 4.8]), []) } };
    };
    const held = split(deskFor({ 0: { share: 0.5, ...bracket } }, LOOSE));
    expect(told([held.next])).toEqual([['sell 100 at 4.5, stop-loss']]);
    const waiting = split(deskFor({ 0: { ...waits(9.2), ...bracket } }, LOOSE));
    expect(told([waiting.next])).toEqual([
      ['buy 100 at 4.6, script', 'sell 100 at 4.5, stop-loss'],
    ]);
    const repeated = split(deskFor({ 0: waits(9.2), 3: waits(4.6) }, LOOSE));
    expect(repeated.reports[3].orders, 'the same said in new prices').toEqual([]);
  });

  it('follows a split that comes before its entry can be sized', () => {
    const sizing = { method: 'atr', atr: { bars: 5, multiple: 2, riskFraction: 0.01 } };
    const desk = deskFor({ 0: { share: 0.5, ...bracket } }, { ...LOOSE, sizing });
    const slice = emptySlice(1);
    for (let day = 0; day < 3; day++) desk.step(nextDay(slice, [10, 10.5, 9.5, 10]), []);
    slice.splitRatio[0] = 2;
    slice.factor[0] = 2;
    const orders = Array.from({ length: 5 }, () => {
      const made = desk.step(nextDay(slice, [5, 5.25, 4.75, 5]), []).orders.slice();
      slice.splitRatio[0] = 1;
      return made;
    });
    expect(orders.flat().map(({ exits }) => exits?.map(({ price }) => price))).toEqual([[4.5, 6]]);
  });
});

it('a stop that is met while its position is to be turned does not end the turn', () => {
  const short: Wanted = { share: -0.5, entry: { kind: 'limit', price: 12 } };
  const script = { 0: { share: 0.5, stop: { price: 9 } }, 2: short };
  const desk = deskFor(script, { ...LOOSE, fillRule: 'next-close' });
  const reports = trade(desk, [still, still, still, [[10, 10, 8, 8]], [12]]);
  expect(reports[3].fills.map(({ reason }) => reason)).toEqual(['stop-loss']);
  expect(reports[3].orders).toMatchObject([{ kind: 'limit', price: 12 }]);
});

describe('what a stop that was met has yet to close', () => {
  const stop = { price: 9 };
  const waiting = (desk: ReturnType<typeof deskFor>) =>
    desk
      .saveState()
      .executor.openOrders.map(({ kind, quantity, price }) => [kind, quantity, price]);
  const met = (volume: number): ScriptedBar => [10, 10, 8.9, 9.5, volume];
  const changes = { ...LOOSE, maxVolumeFraction: 0.1, lotSize: 1 };

  it('is protected again where the newest signal wants to keep it', () => {
    const desk = deskFor({ 0: { share: 0.5, stop }, 2: { share: 0.2, stop } }, changes);
    const reports = trade(desk, [still, still, [met(300)]]);
    expect(filled(reports)).toEqual([[], [50], [-30]]);
    expect(waiting(desk)).toEqual([['stop', -20, 9]]);
  });

  it('also where it was to be sold anyway', () => {
    const wanted = { share: 0.5, stop };
    const desk = deskFor({ 0: wanted, 2: 0, 3: wanted }, changes);
    const reports = trade(desk, [still, still, still, [met(100)]]);
    expect(filled(reports)).toEqual([[], [50], [], [-10]]);
    expect(waiting(desk)).toEqual([
      ['stop', -40, 9],
      ['market', 11, null],
    ]);
  });

  it('is all that waits of a bar without volume', () => {
    const more: Wanted = { share: 0.9, stop };
    const desk = deskFor({ 0: { share: 0.5, stop }, 2: more }, changes);
    const reports = trade(desk, [still, still, still, [met(0)]]);
    expect(filled(reports)).toEqual([[], [50], [], []]);
    expect(waiting(desk)).toEqual([['market', -50, null]]);
  });
});

describe('beside stops by volatility', () => {
  const both = { ...NO_LIMITS, stopLossSigma: 3, takeProfitSigma: 3 };
  const kinds = (reports: readonly StepReport[]) =>
    reports.map(({ orders }) =>
      orders.map(({ kind, price }: Order) => `${kind} ${Number(price.toFixed(3))}`),
    );

  it('a signal’s own stop and target take the place of theirs, each by itself', () => {
    const script = (terms: Partial<Wanted>): Script => ({ 30: { share: 0.5, ...terms } });
    const placed = (terms: Partial<Wanted>) => {
      const desk = deskFor(script(terms), { risk: both });
      trade(desk, [...restless, [10]]);
      return desk.saveState().executor.openOrders.map(({ kind, price }) => {
        return `${kind} ${price?.toFixed(2)}`;
      });
    };
    expect(placed({})).toEqual(['stop 9.70', 'limit 10.30']);
    expect(placed({ stop: { price: 9 } })).toEqual(['stop 9.00', 'limit 10.30']);
    expect(placed({ target: { price: 11 } })).toEqual(['limit 11.00', 'stop 9.70']);
    expect(placed({ stop: { price: 9 }, target: { price: 11 } })).toEqual([
      'stop 9.00',
      'limit 11.00',
    ]);
  });

  it('stay where they are while an exit closes a part', () => {
    const desk = deskFor({ 30: 0.5 }, { risk: both, maxVolumeFraction: 0.1 });
    const target: ScriptedBar = [10, 11, 10, 11, 300];
    const stopAt = () =>
      desk.saveState().executor.openOrders.find(({ kind }) => kind === 'stop')?.price;
    trade(desk, [...restless, [10]]);
    const before = stopAt();
    const slice = emptySlice(1);
    slice.barIndex = restless.length;
    desk.step(nextDay(slice, target), []);
    expect(desk.book.quantity[0]).toBe(20);
    expect(before).toBeLessThan(9.8);
    expect(stopAt()).toBe(before);
  });

  it('a signal with both needs no volatility', () => {
    const wanted = { share: 0.5, stop: { price: 9 }, target: { price: 11 } };
    expect(filled(trade(deskFor({ 0: wanted }, { risk: both }), stillDays(2)))).toEqual([[], [50]]);
    const open = { share: 0.5, stop: { price: 9 } };
    expect(filled(trade(deskFor({ 0: open }, { risk: both }), stillDays(2)))).toEqual([[], []]);
  });

  it('are back when the newest signal asks for none', () => {
    const desk = deskFor(
      { 30: { share: 0.5, stop: { price: 9 }, target: { price: 11 } }, 32: 0.5 },
      { risk: both },
    );
    const reports = trade(desk, [...restless, [10], [10]]);
    expect(kinds(reports)[32]).toEqual(['stop 9.701', 'limit 10.299']);
    expect(desk.saveState().executor.openOrders.length).toBe(2);
  });

  it('leave a signal’s own alone also while its position is turned', () => {
    const thin: ScriptedBar = [10, 10, 10, 10, 200];
    const own = { share: 0.5, stop: { price: 9 } };
    const script = { 30: own, 32: -0.5, 34: { ...own, target: { price: 12 } } };
    const desk = deskFor(script, { risk: both, maxVolumeFraction: 0.1 });
    const slice = emptySlice(1);
    const waiting = [...restless, [10], [10], [thin], [thin], [10], [10]].map((bars) => {
      desk.step(nextDay(slice, ...bars), []);
      const { openOrders } = desk.saveState().executor;
      const exits = openOrders.filter(({ kind }) => kind !== 'market');
      return exits.map(({ kind, price }) => `${kind} ${price?.toFixed(2)}`);
    });
    expect(waiting.slice(31)).toEqual([
      ['stop 9.00', 'limit 10.30'],
      ['stop 9.00', 'limit 10.30'],
      ['stop 9.00', 'limit 10.28'],
      ['stop 9.00', 'limit 12.00'],
      ['stop 9.00', 'limit 12.00'],
      ['stop 9.00', 'limit 12.00'],
    ]);
    expect(desk.saveState().brackets, 'nothing of the other side').toHaveLength(1);
  });

  it('are where they were when a signal moves its own after the run was stopped', () => {
    const script = [11, 12].map((price, at) => [30 + 2 * at, { share: 0.5, target: { price } }]);
    const make = () => deskFor(Object.fromEntries(script) as Script, { risk: both });
    const first = make();
    trade(first, [...restless, [10]]);
    const after = (state: object) => {
      const second = make();
      second.loadState(JSON.parse(JSON.stringify(state)));
      const slice = emptySlice(1);
      slice.barIndex = restless.length;
      second.step(nextDay(slice, 10), []);
      return second.saveState().executor.openOrders.map(({ kind, price }) => {
        return `${kind} ${price?.toFixed(2)}`;
      });
    };
    expect(after(first.saveState())).toEqual(['limit 12.00', 'stop 9.70']);
    const { guard: _, ...older } = first.saveState();
    expect(after(older), 'of a state that did not keep it').toEqual(['limit 12.00', 'stop 9.72']);
  });

  it('stops that trail by volatility leave a signal’s own alone', () => {
    const desk = deskFor(
      { 30: { share: 0.5, stop: { price: 9 } } },
      { risk: { ...NO_LIMITS, trailingStopSigma: 3 } },
    );
    trade(desk, [...restless, [10], [10.2], [10.4]]);
    expect(desk.saveState().executor.openOrders).toMatchObject([{ kind: 'stop', price: 9 }]);
  });

  it.each<[string, Partial<Wanted>]>([
    ['limit entry', { entry: { kind: 'limit', price: 9.9 } }],
    ['opening auction', { timeInForce: 'opg' }],
    ['closing auction', { timeInForce: 'cls' }],
  ])('they are placed after a fill of a %s, too', (_, terms) => {
    const desk = deskFor({ 30: { share: 0.5, ...terms } }, { risk: both });
    const reports = trade(desk, [...restless, [[10, 10.05, 9.9, 10]]]);
    expect(filled(reports)[31].length).toBe(1);
    expect(kinds(reports)[31].map((order) => order.split(' ')[0])).toEqual(['stop', 'limit']);
  });
});
