import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import {
  deskFor,
  filled,
  NO_LIMITS,
  nextDay,
  restless,
  type ScriptedBar,
  trade,
} from '../../tests/support/scripted-desk.ts';
import { loadOrder } from './order.ts';

const still = (days: number, ...bars: ScriptedBar[]) => Array.from({ length: days }, () => bars);

describe('a trailing stop', () => {
  const trailing = (risk: object = {}, script: Record<number, number> = { 30: 1 }) =>
    deskFor(script, { risk: { ...NO_LIMITS, trailingStopSigma: 5, ...risk } });

  it('follows the best close up, never down, and closes inside the bar that falls to it', () => {
    const desk = trailing();
    const reports = trade(desk, [...restless, [10], [12], [11.9], [[11.8, 11.8, 11, 11.2]], [11]]);
    const [fill] = reports[34].fills;
    expect(fill).toMatchObject({ quantity: -100, reason: 'trailing-stop' });
    const stops = reports.map(({ orders }) => orders.map(({ price }) => price));
    expect(stops[31], 'placed with the entry').toHaveLength(1);
    expect(stops[33], '11.9 is no better close').toEqual([]);
    const sigma = (10 - stops[31][0]) / 50;
    expect(fill.price).toBeCloseTo(12 * (1 - 5 * sigma), 9);
    expect(desk.saveState().executor.openOrders).toEqual([]);
    expect(filled(reports)[35]).toEqual([]);
  });

  it('fills at the open of a bar that gaps through it', () => {
    const reports = trade(trailing(), [...restless, [10], [12], [[9, 9, 8, 8]]]);
    expect(reports[33].fills).toMatchObject([{ price: 9, reason: 'trailing-stop' }]);
  });

  it('follows a short down', () => {
    const reports = trade(trailing({}, { 30: -1 }), [...restless, [10], [8], [[8.1, 9, 8, 9]]]);
    const [fill] = reports[33].fills;
    expect(fill).toMatchObject({ quantity: 100, reason: 'trailing-stop' });
    expect(fill.price).toBeLessThan(8.5);
  });

  it('gives way to a fixed stop while that is nearer', () => {
    const desk = trailing({ stopLossSigma: 2 });
    const reports = trade(desk, [...restless, [10], [[10, 10, 9, 9.5]]]);
    expect(reports[32].fills).toMatchObject([{ reason: 'stop-loss' }]);
    const risen = trade(trailing({ stopLossSigma: 2 }), [
      ...restless,
      [10],
      [12],
      [[12, 12, 9, 9]],
    ]);
    expect(risen[33].fills).toMatchObject([{ reason: 'trailing-stop' }]);
  });

  it('starts from the new entry, not from the best close of the position before', () => {
    const desk = trailing({ takeProfitSigma: 20 }, { 30: 1, 33: 0, 34: 0.5 });
    const reports = trade(desk, [...restless, [10], [10.6], [10.6], [10.6], [9.6], [9.6]]);
    expect(filled(reports).slice(31)).toEqual([[100], [], [], [-100], [expect.any(Number)], []]);
    const [stop, target] = reports[35].orders.map(({ price }) => price);
    expect(4 * (9.6 - stop)).toBeCloseTo(target - 9.6, 9);
  });

  it('is split with the share', () => {
    const desk = trailing();
    const slice = emptySlice(1);
    for (const [bar] of [...restless, [10], [20]]) desk.step(nextDay(slice, bar), []);
    slice.splitRatio[0] = 2;
    slice.factor[0] = 2;
    desk.step(nextDay(slice, 9.9), []);
    slice.splitRatio[0] = 1;
    expect(desk.step(nextDay(slice, 9.95), []).orders).toEqual([]);
    const [stop] = desk.saveState().executor.openOrders.map(loadOrder);
    expect(stop.quantity).toBe(-200);
    expect(stop.price).toBeLessThan(9.9);
    expect(stop.price).toBeGreaterThan(8);
    const [raised] = desk.step(nextDay(slice, 11), []).orders;
    expect(raised.price / (stop.price ?? Number.NaN)).toBeCloseTo(1.1, 9);
  });
});

describe('a time stop', () => {
  const timed = (script: Record<number, number>, changes: object = {}) =>
    deskFor(script, { risk: { ...NO_LIMITS, timeStopBars: 3 }, ...changes });

  it('closes a position at the open after so many bars, whatever the strategy repeats', () => {
    const script = Object.fromEntries(Array.from({ length: 12 }, (_, bar) => [bar, 1]));
    const reports = trade(timed(script), still(8, 10));
    expect(filled(reports)).toEqual([[], [100], [], [], [-100], [], [], []]);
    expect(reports[4].fills[0].reason).toBe('time-stop');
    expect(reports[4].fills[0].orderId).toMatch(/-time-stop$/);
  });

  it('counts anew for a position that turns round, and is overruled by a new signal', () => {
    const reports = trade(timed({ 0: 1, 2: -1, 5: 0.5 }), still(11, 10));
    expect(filled(reports)).toEqual([[], [100], [], [-200], [], [], [150], [], [], [-50], []]);
  });

  it('waits while its order fills in parts', () => {
    const thin: ScriptedBar = [10, 10, 10, 10, 600];
    const days = [[10], [10], [10], [10], [thin], [thin], [thin]];
    const reports = trade(timed({ 0: 1 }, { maxVolumeFraction: 0.1 }), days);
    expect(filled(reports)).toEqual([[], [100], [], [], [-60], [-40], []]);
    expect(reports[4].orders, 'the first goes on').toEqual([]);
  });

  it('ends an entry still under way', () => {
    const thin: ScriptedBar = [10, 10, 10, 10, 200];
    const desk = timed({ 0: 1 }, { maxVolumeFraction: 0.1 });
    const reports = trade(desk, [...still(4, thin), ...still(3, 10)]);
    expect(filled(reports)).toEqual([[], [20], [20], [20], [-60], [], []]);
  });

  it('ends a wish for more', () => {
    const risk = { ...NO_LIMITS, timeStopBars: 3, maxValueAtRisk: 0.5, historyBars: 20 };
    const reports = trade(deskFor({ 3: 1 }, { risk }), restless);
    expect(filled(reports).map((units) => Math.sign(units[0] ?? 0))).toEqual(
      restless.map((_, day) => (day === 4 ? 1 : day === 7 ? -1 : 0)),
    );
  });

  it('leaves a new wish open while a turn for the one before waits for a bar', () => {
    const days: ScriptedBar[][] = [[10], [10], [10], [10], [null], [null], [10], [10], [10]];
    const reports = trade(timed({ 0: 1, 3: -1, 4: 0 }), days);
    expect(filled(reports)).toEqual([[], [100], [], [], [], [], [-200], [100], []]);
  });

  it('counts the bars of the asset only', () => {
    const desk = deskFor([{ 0: 1 }, {}], { risk: { ...NO_LIMITS, timeStopBars: 3 } });
    const days: ScriptedBar[][] = [
      [10, 1],
      [10, 1],
      [null, 1],
      [10, 1],
      [null, 1],
      [10, 1],
      [10, 1],
    ];
    expect(filled(trade(desk, days))).toEqual([[], [50], [], [], [], [], [-50]]);
  });
});

describe('the log', () => {
  const linesOf = (
    changes: object,
    script: Record<number, number>,
    days: readonly (readonly ScriptedBar[])[],
  ) => {
    const lines: string[] = [];
    const note = (level: string) => (message: string) => lines.push(`${level}: ${message}`);
    const logger = {
      debug: () => undefined,
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
    };
    trade(deskFor(script, { risk: { ...NO_LIMITS, ...changes } }, logger), days);
    return lines;
  };

  it('says which stop or target closed a position', () => {
    const fall: (readonly ScriptedBar[])[] = [...restless, [10], [[9, 9, 9, 9]]];
    const rise: (readonly ScriptedBar[])[] = [...restless, [10], [[12, 12, 12, 12]]];
    const ask = (risk: object, days: readonly (readonly ScriptedBar[])[]) =>
      linesOf(risk, { 30: 1 }, days);
    expect(ask({ stopLossSigma: 3 }, fall)).toEqual(['info: Stop-loss triggered for A: 100 at 9']);
    expect(ask({ trailingStopSigma: 3 }, fall)).toEqual([
      'info: Trailing stop triggered for A: 100 at 9',
    ]);
    expect(ask({ takeProfitSigma: 3 }, rise)).toEqual([
      'info: Take-profit triggered for A: 100 at 12',
    ]);
    expect(ask({ timeStopBars: 1 }, fall)).toEqual(['info: Time stop triggered for A: 100 at 9']);
  });

  it('says each breach once, and what it keeps back', () => {
    const days = [[10], [10], [8], [8], [8]];
    expect(linesOf({ maxDrawdown: 0.15 }, { 0: 1, 2: 0.5, 3: 1 }, days)).toEqual([
      'warn: Max drawdown breached: 20.00% > 15.00%',
      'warn: Risk breached; skipping signal for A',
    ]);
    expect(linesOf({ maxDrawdown: 0.15 }, { 0: 1, 2: 0, 4: 1 }, [...days, [8], [8]])).toEqual([
      'warn: Max drawdown breached: 20.00% > 15.00%',
      'warn: Risk breached; skipping signal for A',
    ]);
    expect(linesOf({ dailyLossLimit: 0.03 }, { 0: 1, 3: 1 }, days)[0]).toBe(
      'warn: Daily loss limit breached: 20.00% > 3.00%',
    );
  });
});

describe('limits that look around', () => {
  it('cut the orders of one bar one after the other', () => {
    const desk = deskFor([{ 0: 1 }, { 0: 1 }, { 0: -1 }], { risk: { maxNetFraction: 0.5 } });
    const reports = trade(desk, still(2, 10, 10, 10));
    expect([0, 1, 2].map((asset) => filled(reports, asset)[1])).toEqual([
      [expect.closeTo(100 / 3, 9)],
      [expect.closeTo(50 - 100 / 3, 9)],
      [expect.closeTo(-100 / 3, 9)],
    ]);
  });

  it('are not confused by an asset that has yet to trade', () => {
    const desk = deskFor([{ 0: 1 }, {}], { risk: { maxNetFraction: 0.4 } });
    const reports = trade(desk, still(2, 10, null));
    expect(filled(reports)[1]).toEqual([40]);
  });

  it('count what waits, stops included', () => {
    const desk = deskFor([{ 30: 1 }, { 32: 1 }], {
      risk: { ...NO_LIMITS, stopLossSigma: 3, maxOpenOrders: 1 },
    });
    const days = restless.map(([bar]) => [bar, bar]);
    const reports = trade(desk, [...days, ...still(4, 10, 10)]);
    expect(filled(reports, 0)[31]).toEqual([50]);
    expect(filled(reports, 1).flat(), 'A’s stop waits').toEqual([]);
  });

  it('keep a wish for more while history is too short', () => {
    const desk = deskFor(
      { 3: 1 },
      { risk: { ...NO_LIMITS, maxValueAtRisk: 0.5, historyBars: 20 } },
    );
    const reports = trade(desk, restless);
    const fills = filled(reports).map((units) => units[0] ?? 0);
    expect(fills[4]).toBeCloseTo(1, 1);
    expect(
      fills.findIndex((units) => units > 10),
      'the bar after the twentieth return',
    ).toBe(21);
    expect(desk.book.quantity[0]).toBeGreaterThan(95);
  });

  it('keep no wish for more once a stop has closed what there was', () => {
    const risk = { ...NO_LIMITS, maxValueAtRisk: 0.5, historyBars: 40, stopLossSigma: 2 };
    const reports = trade(deskFor({ 22: 1 }, { risk }), [...restless.slice(0, 25), ...still(4, 9)]);
    const reasons = reports.flatMap(({ fills }) => fills.map(({ reason }) => reason));
    expect(reasons).toEqual(['script', 'stop-loss']);
  });

  it('reduce when positions grow beyond the leverage allowed', () => {
    const desk = deskFor([{ 0: -1, 3: -0.9 }, {}], {
      sizing: { method: 'fixed-fraction', fraction: 1 },
      risk: { ...NO_LIMITS, maxLeverage: 1.2 },
    });
    const reports = trade(desk, [
      [10, 1],
      [10, 1],
      [11, 1],
      [11, 1],
      [11, 1],
    ]);
    expect(reports[2].breach?.detail).toBe('Leverage breached: 1.22 > 1.20');
    expect(filled(reports, 0)[4][0], 'an exit').toBeGreaterThan(0);
  });

  it('learn from the bars before trading', () => {
    const desk = deskFor(
      { 25: 1 },
      { risk: { ...NO_LIMITS, maxValueAtRisk: 0.5, historyBars: 20 } },
    );
    const slice = emptySlice(1);
    for (const [bar] of restless.slice(0, 25)) desk.warmUp(nextDay(slice, bar));
    desk.step(nextDay(slice, 10.1), []);
    expect(desk.step(nextDay(slice, 10), []).fills[0].quantity).toBeGreaterThan(50);
  });
});

const everything = {
  commissionBps: 7,
  maxVolumeFraction: 1e-5,
  sizing: { method: 'volatility-target', targetVolatility: 5 },
  risk: {
    stopLossSigma: 4,
    takeProfitSigma: 6,
    trailingStopSigma: 3,
    timeStopBars: 4,
    maxNetFraction: 0.8,
    maxGroupFraction: 0.9,
    maxCorrelatedFraction: 0.9,
    maxLeverage: 1.1,
    maxValueAtRisk: 0.05,
    maxConditionalValueAtRisk: 0.06,
    historyBars: 20,
    maxPriceMove: 0.5,
    maxPriceAgeMinutes: 10_000,
    maxOpenOrders: 8,
    maxOrders: 6,
    orderWindowMinutes: 3 * 1440,
    dailyLossLimit: 0.02,
  },
};

const script = { 2: 1, 28: -0.5, 33: 1, 36: 0, 38: 0.7, 45: -1 };

statefulContract('TradingDesk with every limit and stop', {
  make: () => deskFor([script, { 25: 1, 40: -1 }], everything),
  step: (desk, at) => {
    const slice = emptySlice(2);
    slice.barIndex = at - 1;
    const price = 10 + Math.sin(at);
    const bars = nextDay(
      slice,
      [price, price + 0.5, price - 0.5, price],
      at % 7 === 0 ? null : 20 - price,
    );
    const { fills, orders, breach } = desk.step(bars, []);
    return { fills, orders, breach, equity: desk.book.equity, state: desk.risk.state };
  },
  steps: 56,
});

describe('a state from before limits and stops were switched on', () => {
  it('loads, and positions are watched from then on', () => {
    const old = deskFor(
      { 30: 1 },
      { risk: NO_LIMITS, sizing: { method: 'volatility-target', targetVolatility: 5 } },
    );
    trade(old, [...restless, [10], [10]]);
    const state = JSON.parse(JSON.stringify(old.saveState()));
    expect(Object.keys(state)).not.toContain('guard');
    expect(Object.keys(state.risk)).toEqual([
      'state',
      'peakEquity',
      'dayStartEquity',
      'lastEquity',
      'dayKey',
    ]);
    const desk = deskFor({}, everything);
    desk.loadState(state);
    const slice = emptySlice(1);
    slice.barIndex = 32;
    const held = desk.book.quantity[0];
    const days: ScriptedBar[] = [9.99, 9.99, 9.99, 9.99, 9.99];
    const reports = days.map((bar) => ({ ...desk.step(nextDay(slice, bar), []) }));
    expect(reports[0].orders.map(({ kind }) => kind)).toEqual(['stop', 'limit']);
    expect(filled(reports).flat().length, 'the time stop, four bars on').toBeGreaterThan(0);
    expect(Math.abs(desk.book.quantity[0])).toBeLessThan(Math.abs(held));
  });
});
