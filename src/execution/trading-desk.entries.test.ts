import { describe, expect, it } from 'vitest';
import { emptySlice, SILENT_LOGGER } from '#base';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import {
  deskFor,
  filled,
  nextDay,
  NO_LIMITS,
  type Script,
  type ScriptedBar,
  still,
  stillDays,
  told,
  trade,
  type Wanted,
} from '../../tests/support/scripted-desk.ts';
import type { Holding, SignalEntry } from '#strategies';
import type { StepReport } from './step-report.ts';

const LOOSE = { risk: NO_LIMITS };

/** `limit 50 at 9`, of each order decided at a day. */
function asked({ orders }: StepReport): string[] {
  return orders.map(({ kind, quantity, price }) => `${kind} ${quantity} at ${price}`);
}

const buyAt = (price: number, more: Partial<Wanted> = {}): Wanted => ({
  share: 0.5,
  entry: { kind: 'limit', price },
  ...more,
});

describe('a signal with an entry', () => {
  it.each<[SignalEntry, ScriptedBar, string]>([
    [{ kind: 'limit', price: 9.5 }, [10, 10, 9, 9.8], 'buy 50 at 9.5, script'],
    [{ kind: 'stop', price: 10.5 }, [10, 11, 10, 11], 'buy 47.61904761904762 at 10.5, script'],
    [
      { kind: 'stop-limit', price: 10.5, limitPrice: 11 },
      [10, 12, 10, 12],
      'buy 45.45454545454545 at 10.5, script',
    ],
  ])('%j waits for its price, sized at it where it is above the close', (entry, bar, says) => {
    const reports = trade(deskFor({ 0: { share: 0.5, entry } }, LOOSE), [
      still,
      still,
      [bar],
      still,
    ]);
    expect(told(reports)).toEqual([[], [], [says], []]);
  });

  it('never fills on the bar it was decided on, not even under same-close', () => {
    const reports = trade(deskFor({ 0: buyAt(9.5) }, { ...LOOSE, fillRule: 'same-close' }), [
      [[10, 10, 9, 10]],
      still,
    ]);
    expect(filled(reports)).toEqual([[], []]);
  });

  it('is on whole ticks, limits no worse than asked for and stops no sooner met', () => {
    const pricesOf = (wanted: Wanted) => {
      const [{ orders }] = trade(deskFor({ 0: wanted }, { ...LOOSE, tickSize: 0.1 }), stillDays(1));
      const [{ price, limitPrice, exits = [] }] = orders;
      const all = [price, limitPrice, ...exits.map((exit) => exit.price)];
      return all.map((each) => (each === undefined ? each : Number(each.toFixed(6))));
    };
    const long = { share: 0.5, stop: { price: 8.26 }, target: { price: 12.11 } };
    expect(pricesOf({ ...long, entry: { kind: 'limit', price: 9.56 } })).toEqual([
      9.5,
      undefined,
      8.3,
      12.2,
    ]);
    const stopLimit = { kind: 'stop-limit', price: 10.51, limitPrice: 10.68 } as const;
    expect(pricesOf({ ...long, entry: stopLimit })).toEqual([10.6, 10.6, 8.3, 12.2]);
    const short = { share: -0.5, stop: { price: 12.16 }, target: { price: 8.26 } };
    expect(pricesOf({ ...short, entry: { kind: 'limit', price: 10.51 } })).toEqual([
      10.6,
      undefined,
      12.1,
      8.2,
    ]);
    expect(pricesOf({ ...short, entry: { kind: 'stop', price: 9.56 } })).toEqual([
      9.5,
      undefined,
      12.1,
      8.2,
    ]);
  });

  it('below one tick is given up', () => {
    const [{ orders }] = trade(
      deskFor({ 0: buyAt(0.05) }, { ...LOOSE, tickSize: 0.1 }),
      stillDays(1),
    );
    expect(orders).toEqual([]);
  });

  it('keeps its place while the same is said again, and is replaced by another', () => {
    const again = { 0: buyAt(9), 1: buyAt(9), 2: buyAt(9.2), 3: buyAt(9.2) };
    const desk = deskFor(again, LOOSE);
    const reports = trade(desk, stillDays(4));
    expect(reports.map(asked)).toEqual([['limit 50 at 9'], [], ['limit 50 at 9.2'], []]);
    expect(desk.saveState().executor.openOrders.map(({ id }) => id)).toEqual([
      reports[2].orders[0].id,
    ]);
  });

  it.each<[string, number | Wanted, string[]]>([
    ['flat', 0, []],
    ['the other side', -0.5, ['market -50 at NaN']],
    ['the same share at the market', 0.5, ['market 50 at NaN']],
  ])('is taken back by a signal for %s', (_, next, says) => {
    const desk = deskFor({ 0: buyAt(9), 1: next }, LOOSE);
    const reports = trade(desk, stillDays(2));
    expect(asked(reports[1])).toEqual(says);
    expect(desk.saveState().executor.openOrders.length).toBe(says.length);
  });

  it('only opens or adds: what makes a position smaller goes at the market', () => {
    const desk = deskFor({ 0: 0.5, 2: { share: 0.2, entry: { kind: 'limit', price: 9 } } }, LOOSE);
    expect(filled(trade(desk, stillDays(4)))).toEqual([[], [50], [], [-30]]);
  });

  it('that turns a position closes it at the market, then waits', () => {
    const short: Wanted = { share: -0.5, entry: { kind: 'limit', price: 11 } };
    const desk = deskFor({ 0: 0.5, 2: short }, LOOSE);
    const reports = trade(desk, [...stillDays(5), [[10, 11, 10, 10]]]);
    expect(told(reports)).toEqual([
      [],
      ['buy 50 at 10, script'],
      [],
      ['sell 50 at 10, script'],
      [],
      ['sell 45.45454545454545 at 11, script'],
    ]);
    expect(asked(reports[3])).toEqual(['limit -45.45454545454545 at 11']);
  });

  it('comes back after everything was flattened, as what was wanted before', () => {
    const desk = deskFor({ 0: buyAt(9) }, LOOSE);
    const slice = emptySlice(1);
    desk.step(nextDay(slice, 10), []);
    expect(desk.flatten(slice)).toBe(0);
    expect(desk.saveState().executor.openOrders).toEqual([]);
    expect(asked(desk.step(nextDay(slice, 10), []))).toEqual(['limit 50 at 9']);
  });
});

describe('a strategy', () => {
  it('is told at each close what its signals came to', () => {
    const seen: Holding[] = [];
    const wanted = buyAt(9.5, { stop: { price: 8 } });
    const desk = deskFor(
      { 0: wanted },
      { maxVolumeFraction: 0.1 },
      undefined,
      undefined,
      ['A'],
      (holdings) => {
        seen.push(holdings.of(0));
      },
    );
    trade(desk, [still, still, [[10, 10, 9, 9.2, 200]], [[9, 9, 9, 9, 1e6]], [[9, 9, 7, 7]]]);
    const nothing = { units: 0, entryPrice: Number.NaN };
    expect(seen).toEqual([
      { ...nothing, waitingUnits: 0 },
      { ...nothing, waitingUnits: 50 },
      { units: 20, waitingUnits: 30, entryPrice: 9.5 },
      { units: 50, waitingUnits: 0, entryPrice: 9.2 },
      { ...nothing, waitingUnits: 0 },
    ]);
  });
});

describe('an order that ends unfilled', () => {
  const ways: [string, Partial<Wanted>, number][] = [
    ['day', { timeInForce: 'day' }, 1],
    ['gtd', { timeInForce: 'gtd', expiresAt: 2 * 86_400_000 }, 2],
    ['ioc', { timeInForce: 'ioc' }, 1],
    ['fok', { timeInForce: 'fok' }, 1],
    ['opg', { timeInForce: 'opg' }, 1],
    ['cls', { timeInForce: 'cls' }, 1],
  ];

  it.each(ways)(
    '(%s) is told, in the log and the report, and not asked for again',
    (name, terms, on) => {
      const lines: unknown[] = [];
      const logger = {
        ...SILENT_LOGGER,
        debug: (line: string, fields?: object) => lines.push([line, fields]),
      };
      const reports = trade(deskFor({ 0: buyAt(9, terms) }, LOOSE, logger), stillDays(5));
      const id = reports[0].orders[0].id;
      const why = name === 'day' || name === 'gtd' ? 'expired' : 'unmet';
      expect(reports.map(({ ended }) => ended)).toEqual(
        reports.map((__, day) => (day === on ? [{ id, asset: 0, quantity: 50, why }] : [])),
      );
      expect(reports.slice(1).flatMap(({ orders }) => orders)).toEqual([]);
      expect(lines).toContainEqual([
        'Order for A ended, 50 of it not filled',
        { id, why, bar: on * 86_400_000 },
      ]);
    },
  );

  it('is made anew when the same is said again', () => {
    const today = buyAt(9, { timeInForce: 'day' });
    const reports = trade(deskFor({ 0: today, 1: today, 4: today }, LOOSE), stillDays(6));
    expect(reports.map(({ orders }) => orders.length)).toEqual([1, 1, 0, 0, 1, 0]);
  });

  it('leaves what has filled, and the rest is asked for when said again', () => {
    const now: Wanted = { share: 0.5, entry: { kind: 'limit', price: 10 }, timeInForce: 'ioc' };
    const thin: ScriptedBar = [10, 10, 10, 10, 300];
    const desk = deskFor({ 0: now, 3: now }, { ...LOOSE, maxVolumeFraction: 0.1 });
    const reports = trade(desk, [[thin], [thin], [thin], [thin], [thin]]);
    expect(filled(reports)).toEqual([[], [30], [], [], [20]]);
    expect(reports[1].ended).toMatchObject([{ quantity: 20, why: 'unmet' }]);
  });

  it('for want of cash is told', () => {
    const all: Wanted = { share: 1, entry: { kind: 'limit', price: 10 } };
    const desk = deskFor({ 0: all }, { ...LOOSE, commissionBps: 100 });
    const reports = trade(desk, stillDays(3));
    expect(reports[1].ended).toMatchObject([{ why: 'unpaid' }]);
    expect(desk.book.cash).toBeGreaterThanOrEqual(0);
  });

  it('is given up where it could not be made at its bar; one good till later waits', () => {
    const script = (terms: Partial<Wanted>): Script => ({ 0: 0.3, 2: { ...buyAt(7), ...terms } });
    const lossy = { risk: { dailyLossLimit: 0.05, maxDrawdown: 1 } };
    const crash: (readonly ScriptedBar[])[] = [[10], [10], [8], [8], [8]];
    const ordersOf = (terms: Partial<Wanted>) =>
      trade(deskFor(script(terms), lossy), crash).map(({ orders }) => orders.length);
    expect(ordersOf({ timeInForce: 'day' })).toEqual([1, 0, 0, 0, 0]);
    expect(ordersOf({ timeInForce: 'gtd', expiresAt: 4 * 86_400_000 })).toEqual([1, 0, 0, 1, 0]);
    expect(ordersOf({ timeInForce: 'gtd', expiresAt: 3 * 86_400_000 })).toEqual([1, 0, 0, 0, 0]);
    expect(ordersOf({})).toEqual([1, 0, 0, 1, 0]);
  });
});

describe('limits and what waits', () => {
  it('hold at the price of an entry where it is above the close', () => {
    const desk = deskFor(
      { 0: { share: -1, entry: { kind: 'limit', price: 20 } } },
      {
        sizing: { method: 'fixed-fraction', fraction: 1 },
        risk: { ...NO_LIMITS, maxPositionFraction: 0.5 },
      },
    );
    const [{ orders }] = trade(desk, stillDays(1));
    expect(orders[0].quantity).toBe(-25);
  });

  it('count other entries at their prices', () => {
    const far = (price: number): Wanted => ({ share: -1, entry: { kind: 'limit', price } });
    const desk = deskFor([{ 0: far(20) }, { 0: far(20) }], {
      sizing: { method: 'fixed-fraction', fraction: 0.8 },
      risk: { ...NO_LIMITS, maxGrossFraction: 1 },
    });
    const [{ orders }] = trade(desk, [[10, 10]]);
    expect(orders.map(({ quantity }) => quantity)).toEqual([-40, -10]);
  });

  it('count what closes a position at its close, whatever the other side is to be entered at', () => {
    const short: Wanted = { share: -1, entry: { kind: 'limit', price: 30 } };
    const desk = deskFor([{ 0: buyAt(10), 2: short }, { 2: 1 }], { risk: NO_LIMITS });
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [10, 10],
    ]);
    const orders = reports[2].orders.map(({ asset, quantity }) => [asset, quantity]);
    expect(orders).toEqual([
      [0, -25],
      [1, 50],
    ]);
  });

  it('make an entry smaller that waits while the account loses', () => {
    const desk = deskFor([{ 0: 1 }, { 0: buyAt(9, { share: 1 }) }], {
      sizing: { method: 'fixed-fraction', fraction: 1 },
      risk: { ...NO_LIMITS, maxPositionFraction: 0.5 },
    });
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [4, 10],
      [4, [9, 9, 9, 9]],
    ]);
    expect(reports[2].orders).toMatchObject([{ kind: 'limit', quantity: 35, price: 9 }]);
    expect(filled(reports, 1)).toEqual([[], [], [], [35]]);
  });

  it('end an entry for a day that they take back while its asset has no bar', () => {
    const desk = deskFor([{ 1: buyAt(9, { timeInForce: 'day' }) }, { 0: 1 }], {
      risk: { ...NO_LIMITS, maxGrossFraction: 0.6 },
    });
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [null, 15],
      [10, 10],
      [9, 10],
      [9, 10],
    ]);
    expect(reports[1].orders).toMatchObject([{ kind: 'limit', timeInForce: 'day' }]);
    expect(filled(reports).flat()).toEqual([]);
  });

  it('take back an entry at a breach, and let it in again afterwards', () => {
    const desk = deskFor([{ 0: 0.5 }, { 0: buyAt(9) }], {
      risk: { dailyLossLimit: 0.05, maxDrawdown: 1 },
    });
    const reports = trade(desk, [
      [10, 10],
      [10, 10],
      [8, 10],
      [8, 10],
    ]);
    expect(reports[2].breach).not.toBeNull();
    expect(reports.map(({ orders }) => orders.length)).toEqual([2, 0, 0, 1]);
  });

  it('do not count an order again that only goes on waiting', () => {
    const desk = deskFor(
      { 1: buyAt(9) },
      { risk: { ...NO_LIMITS, maxOpenOrders: 1, maxOrders: 1, maxPriceMove: 0.05 } },
    );
    const reports = trade(desk, [still, still, [11], [12], [[10, 10, 9, 9]]]);
    expect(filled(reports)[4]).toEqual([50]);
  });
});

const NEXT_TERMS: readonly (number | Wanted)[] = [
  buyAt(9.5, { stop: { price: 8 }, target: { price: 11 } }),
  { share: 0.4, stop: { trailAmount: 0.7 } },
  buyAt(8, { timeInForce: 'day' }),
  0,
  { share: -0.5, entry: { kind: 'stop', price: 9 }, stop: { price: 11 } },
  buyAt(8, { timeInForce: 'day' }),
  { share: 0.5, timeInForce: 'cls', stop: { price: 8.5 } },
];
const SCRIPT: Script = Object.fromEntries(
  Array.from({ length: 40 }, (_, day) => [day, NEXT_TERMS[(day * day) % NEXT_TERMS.length]]),
);

for (const [name, risk] of [
  ['', NO_LIMITS],
  [' beside trailing stops', { ...NO_LIMITS, trailingStopSigma: 3, stopLossSigma: 4 }],
] as const) {
  statefulContract(`a desk with entries and brackets${name}`, {
    make: () => {
      const desk = deskFor(SCRIPT, { risk, maxVolumeFraction: 0.1, tickSize: 0.01 });
      const slice = emptySlice(1);
      return Object.assign(desk, { slice });
    },
    step: (desk, at) => {
      const price = 10 + 1.5 * Math.sin(at);
      desk.slice.barIndex = at - 1;
      desk.slice.splitRatio[0] = at === 20 ? 2 : 1;
      const scaled = at < 20 ? price : price / 2;
      nextDay(desk.slice, [scaled, scaled * 1.1, scaled * 0.9, scaled * 1.02, 400]);
      const report = desk.step(desk.slice, []);
      return {
        fills: report.fills,
        ended: report.ended,
        orders: report.orders.map(({ price: named, ...order }) => ({
          ...order,
          price: String(named),
        })),
      };
    },
    steps: 40,
  });
}
