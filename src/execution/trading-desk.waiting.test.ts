import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import {
  deskFor,
  filled,
  NO_LIMITS,
  nextDay,
  restless,
  type Script,
  type ScriptedBar,
  trade,
} from '../../tests/support/scripted-desk.ts';

describe('wishes that cannot be met at once', () => {
  it('are kept while the risk gate denies them, though the strategy says them once', () => {
    const desk = deskFor({ 0: 0.5, 2: 1 }, { risk: { dailyLossLimit: 0.05 } });
    const reports = trade(desk, [[10], [10], [8], [8], [8], [8]]);
    expect(filled(reports)).toEqual([[], [50], [], [], [900 / 8 - 50], []]);
  });

  it('are given up at a halt where they are for a day only, though others wait for its end', () => {
    const forTheDay = { share: 1, timeInForce: 'day' } as const;
    const falling = [10, 10, 8, 6, 6, 6].map((price) => [10, price]);
    const risk = { dailyLossLimit: 0.05, maxDrawdown: 1 };
    const buys = (script: Script) => filled(trade(deskFor([script, { 0: 1 }], { risk }), falling));
    expect(buys({ 2: 1 })[5]).toEqual([40]);
    expect(buys({ 2: 1, 3: forTheDay })[5]).toEqual([]);
    const next = deskFor([{ 2: 1, 3: forTheDay, 4: 1 }, { 0: 1 }], {
      risk: { ...risk, maxDrawdown: 0.1 },
    });
    trade(next, falling.slice(0, 4));
    expect(next.saveState().lapsed).toEqual([0]);
    const slice = nextDay({ ...emptySlice(2), barIndex: 3 }, 10, 6);
    next.step(slice, []);
    expect(next.saveState().lapsed, 'something else is wanted').toBeUndefined();
    const flat = deskFor([{ 2: 1, 4: 0 }, { 0: 1 }], { risk: { ...risk, maxDrawdown: 0.1 } });
    trade(flat, falling);
    expect(flat.saveState().acted[0], 'nothing is wanted, and nothing held').toBe(0);
  });

  it('to sell are met at a halt that refused to buy', () => {
    const risk = { dailyLossLimit: 1, maxDrawdown: 0.1 };
    const desk = deskFor({ 0: 0.5, 2: 1, 4: 0.1, 5: 0 }, { risk });
    const reports = trade(desk, [[10], [10], [5], [5], [5], [5], [5]]);
    expect(filled(reports)).toEqual([[], [50], [], [], [], [-35], [-15]]);
  });

  it('are kept while the volatility is not known', () => {
    const desk = deskFor({ 3: 1 }, { sizing: { method: 'volatility-target' } });
    const days = filled(trade(desk, restless)).flatMap((fills, day) => fills.map(() => day));
    expect(days).toEqual([21]);
  });

  it('are kept while a stop could not be placed', () => {
    const desk = deskFor({ 3: 1 }, { risk: { stopLossSigma: 3 } });
    const reports = trade(desk, restless);
    expect(reports.findIndex(({ fills }) => fills.length > 0)).toBe(21);
    expect(reports[21].orders.map(({ kind }) => kind)).toEqual(['stop']);
    const flat = deskFor({ 0: 0 }, { risk: { stopLossSigma: 3 } });
    trade(flat, [[10]]);
    expect(flat.saveState().acted, 'nothing needs no stop').toEqual([0]);
  });

  it('are met in full where a flip was cut to its exit for a day', () => {
    const desk = deskFor({ 0: 1, 2: -1 }, { risk: { dailyLossLimit: 0.05 } });
    const reports = trade(desk, [[10], [10], [9], [9], [9], [9]]);
    expect(filled(reports)).toEqual([[], [100], [], [-100], [-100], []]);
  });

  it('are met in full where other assets had to be sold first', () => {
    const desk = deskFor([{ 2: 1 }, { 0: 1, 2: 0 }, { 0: 0.5 }], {
      sizing: { method: 'fixed-fraction', fraction: 0.6 },
      cashCheck: false,
    });
    const reports = trade(
      desk,
      Array.from({ length: 6 }, () => [10, 10, 10]),
    );
    expect(filled(reports, 0), 'room for 10 at first, for all once B is sold').toEqual([
      [],
      [],
      [],
      [10],
      [50],
      [],
    ]);
    expect(filled(reports, 1)).toEqual([[], [60], [], [-60], [], []]);
  });

  it('are given up, with what was bought of them, when the wish from before comes back', () => {
    const desk = deskFor([{ 0: 0, 2: 1, 3: 0 }, { 0: 1, 2: 0 }, { 0: 0.5 }], {
      sizing: { method: 'fixed-fraction', fraction: 0.6 },
      cashCheck: false,
    });
    const reports = trade(
      desk,
      Array.from({ length: 6 }, () => [10, 10, 10]),
    );
    expect(filled(reports, 0), 'room for 10, and then nothing is wanted').toEqual([
      [],
      [],
      [],
      [10],
      [-10],
      [],
    ]);
  });

  it('are done with where a limit cut them, though the order that was left turned a position', () => {
    const risk = { ...NO_LIMITS, maxNetFraction: 0.25 };
    const desk = deskFor([{ 0: 0.5, 2: -1 }, {}], { risk });
    const reports = trade(
      desk,
      [10, 10, 10, 10, 8, 8].map((price) => [price, 10]),
    );
    expect(filled(reports)).toEqual([[], [25], [], [-50], [], []]);
  });

  it('are made anew when a flip was cut to its exit and then taken back', () => {
    const desk = deskFor({ 0: 1, 2: -1, 3: 1 }, { risk: { dailyLossLimit: 0.05 } });
    const reports = trade(desk, [[10], [10], [9], [9], [9], [9]]);
    expect(filled(reports)).toEqual([[], [100], [], [-100], [100], []]);
  });

  it('are kept while they are less than a lot, though what was held is sold', () => {
    const desk = deskFor({ 0: 1, 2: 0.5 }, { lotSize: 60 });
    const reports = trade(desk, [[10], [10], [10], [10], [8], [8]]);
    expect(filled(reports)).toEqual([[], [60], [], [-60], [], [60]]);
  });

  it('wait for a bar of their asset', () => {
    const desk = deskFor([{ 1: 1 }, {}]);
    const reports = trade(desk, [
      [10, 10],
      [null, 10],
      [null, 10],
      [20, 10],
      [20, 10],
    ]);
    expect(reports[1].orders, 'a stale price sizes nothing').toEqual([]);
    expect(filled(reports)).toEqual([[], [], [], [], [25]]);
  });

  it('are asked again after everything was flattened', () => {
    const desk = deskFor({ 0: 1 });
    const slice = emptySlice(1);
    desk.step(nextDay(slice, 10), []);
    desk.step(nextDay(slice, 10), []);
    expect(desk.flatten(slice)).toBe(1);
    const again = [
      desk.step(nextDay(slice, 10), []).fills,
      desk.step(nextDay(slice, 10), []).fills,
    ];
    expect(again.map(([fill]) => fill.quantity)).toEqual([-100, 100]);
  });
});

describe('orders that wait', () => {
  it('sell before they buy, so that the cash is there', () => {
    const desk = deskFor([{ 2: 1 }, { 0: 1, 2: 0 }], {
      sizing: { method: 'fixed-fraction', fraction: 1 },
      risk: { enabled: false },
    });
    const reports = trade(
      desk,
      Array.from({ length: 4 }, () => [10, 10]),
    );
    expect(filled(reports, 0)[3]).toEqual([100]);
    expect(desk.book.cash).toBe(0);
  });

  it('stop adding risk at a breach, but go on with exits', () => {
    const thin = (price: number): ScriptedBar => [price, price, price, price, 300];
    const risk = { dailyLossLimit: 1, maxDrawdown: 0.1 };
    const buying = deskFor({ 0: 1 }, { maxVolumeFraction: 0.1, risk });
    const bought = trade(buying, [[thin(10)], [thin(10)], [thin(5)], [thin(5)], [thin(5)]]);
    expect(filled(bought), '30 a day until the halt at the close of the third').toEqual([
      [],
      [30],
      [30],
      [],
      [],
    ]);
    const selling = deskFor({ 0: 1, 4: 0 }, { maxVolumeFraction: 0.1, risk });
    const days = [10, 10, 10, 10, 10, 10, 5, 5, 5].map((price) => [thin(price)]);
    expect(filled(trade(selling, days)).slice(4)).toEqual([[10], [-30], [-30], [-30], [-10]]);
  });

  it('are held to the limits of every close while they wait for volume', () => {
    const thin = (price: number): ScriptedBar => [price, price, price, price, 100];
    const desk = deskFor({ 0: -1 }, { maxVolumeFraction: 0.1, risk: NO_LIMITS });
    const reports = trade(desk, [[thin(10)], [thin(10)], [thin(15)], [15], [15]]);
    expect(filled(reports)).toEqual([[], [-10], [-10], [20 - 950 / 15], []]);
    expect(desk.book.grossExposure).toBeCloseTo(desk.book.equity, 9);
    const halted = deskFor({ 0: -1 }, { maxVolumeFraction: 0.1, risk: { maxDrawdown: 0.01 } });
    expect(filled(trade(halted, [[thin(10)], [thin(10)], [thin(15)], [15], [15]]))[3]).toEqual([]);
  });

  it('are held to them on days without a bar, too, though something else is wanted by then', () => {
    const risk = { ...NO_LIMITS, maxPositionFraction: 0.5 };
    const desk = deskFor([{ 2: 1, 3: 0 }, { 0: 1 }], { risk });
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [10, 10],
      [null, 6],
      [10, 6],
      [10, 6],
    ]);
    expect(filled(reports)).toEqual([[], [], [], [], [40], [-40]]);
  });

  it.each(['next-open', 'next-close', 'same-close'])(
    'and stops never sell more than is held, at the %s',
    (fillRule) => {
      const desk = deskFor(
        { 30: 1, 31: 0 },
        { fillRule, maxVolumeFraction: 0.1, risk: { ...NO_LIMITS, stopLossSigma: 3 } },
      );
      const crash: ScriptedBar = [9, 9, 8, 8.5, 300];
      trade(desk, [...restless, [10], ...Array.from({ length: 8 }, () => [crash])]);
      expect(desk.book.quantity[0]).toBe(0);
      expect(desk.saveState().executor.openOrders).toEqual([]);
    },
  );
});

describe('stops', () => {
  const protectedDesk = (changes: object) =>
    deskFor({ 30: 1 }, { risk: { ...NO_LIMITS, stopLossSigma: 3 }, ...changes });

  it('once met go on at any price until all is sold', () => {
    const desk = protectedDesk({ maxVolumeFraction: 0.1 });
    const entered: ScriptedBar = 10;
    const met: ScriptedBar = [10, 10, 9, 9.5, 600];
    const rebound: ScriptedBar = 12;
    const reports = trade(desk, [...restless, [entered], [met], [rebound], [rebound]]);
    expect(filled(reports).slice(31)).toEqual([[100], [-60], [-40], []]);
    expect(reports[33].fills[0].reason).toBe('stop-loss');
  });

  it('end an entry still under way', () => {
    const desk = protectedDesk({ maxVolumeFraction: 0.1 });
    const thin: ScriptedBar = [10, 10, 10, 10, 600];
    const met: ScriptedBar = [10, 10, 9, 9.5, 4000];
    const reports = trade(desk, [...restless, [thin], [met], [10], [10]]);
    expect(filled(reports).slice(31)).toEqual([[60], [40, -100], [], []]);
    expect(desk.book.quantity[0]).toBe(0);
  });

  it('cannot be met before an entry at the close of the same bar', () => {
    const desk = protectedDesk({ fillRule: 'next-close' });
    const reports = trade(desk, [...restless, [[10, 10, 5, 10]], [10]]);
    expect(filled(reports).slice(31)).toEqual([[100], []]);
  });

  it('are met before an exit at the close of the same bar', () => {
    const desk = deskFor(
      { 30: 1, 31: 0 },
      { fillRule: 'next-close', risk: { ...NO_LIMITS, stopLossSigma: 3 } },
    );
    const reports = trade(desk, [...restless, [10], [[10, 10, 5, 10]], [10]]);
    expect(filled(reports).slice(31)).toEqual([[100], [-100], []]);
    expect(reports[32].fills[0].reason).toBe('stop-loss');
  });

  it('cover what a target filled in part leaves', () => {
    const desk = deskFor(
      { 30: 1 },
      { maxVolumeFraction: 0.1, risk: { ...NO_LIMITS, stopLossSigma: 3, takeProfitSigma: 3 } },
    );
    const target: ScriptedBar = [10, 11, 10, 10, 400];
    const reports = trade(desk, [...restless, [10], [target], [[10, 10, 9, 9]], [9]]);
    expect(filled(reports).slice(31)).toEqual([[100], [-40], [-60], []]);
    expect(desk.book.quantity[0]).toBe(0);
  });
});
