import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice, mean, Random, standardDeviation } from '#base';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import {
  around,
  gate,
  HISTORY_BARS,
  MINUTE_MS,
  of,
  order,
  SYMBOLS,
  taught,
  tick,
} from '../../../tests/support/taught-gate.ts';
import type { OrderIntent, Surroundings } from './order-intent.ts';
import type { RiskManager } from './risk-manager.ts';

/** √(xᵀρx) with the correlations of the minutes a gate is taught. */
function diversified(): (values: Float64Array) => number {
  const slice = emptySlice(SYMBOLS.length);
  const random = new Random(5);
  const closes = Array.from({ length: HISTORY_BARS + 1 }, () => [...tick(slice, random).close]);
  const moves = [0, 1, 2].map((asset) =>
    Float64Array.from(closes.slice(1), (row, at) => row[asset] / closes[at][asset] - 1),
  );
  const standard = moves.map((column) => {
    const deviation = standardDeviation(column);
    return column.map((move) => (move - mean(column)) / deviation);
  });
  return (values) => {
    const sums = standard[0].map((_, bar) =>
      values.reduce((sum, value, asset) => sum + value * standard[asset][bar], 0),
    );
    return standardDeviation(sums);
  };
}

const ON = {
  maxNetFraction: 1,
  maxGroupFraction: 0.9,
  maxCorrelatedFraction: 0.8,
  maxLeverage: 2,
  maxValueAtRisk: 0.02,
  maxConditionalValueAtRisk: 0.025,
  maxPriceMove: 0.2,
  maxPriceAgeMinutes: 30,
  maxOpenOrders: 10,
  maxOrders: 50,
};

/** Each limit that looks around, alone. */
const LIMITS = Object.entries(ON).filter(([name]) => name !== 'maxLeverage');

const GROUPS = { groups: { A: 'x', B: 'x' } };

const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe('what is no number', () => {
  const cases = LIMITS.flatMap(([name, limit]) =>
    NO_NUMBERS.map((value) => [name, value, limit] as const),
  );

  it.each(cases)('is refused by %s: %d', (name, value, limit) => {
    const asked = (changes: (none: number) => Partial<OrderIntent>) => {
      const risk = gate({ [name]: limit });
      taught(risk);
      const good = { quantity: 1, around: around({ held: of(0, 1, 0) }) };
      expect(risk.check(order(good)).kind, 'a sound order').toBe('approved');
      const bad = changes(value);
      expect(risk.check(order({ ...good, ...bad })).kind).toBe('denied');
      const exit = { ...good, ...bad, quantity: -1, held: 2 };
      expect(risk.check(order(exit)).kind, 'an exit').toBe('approved');
    };
    asked((price) => ({ price }));
    asked((equity) => ({ equity }));
    asked((otherGross) => ({ otherGross }));
    asked((asset) => ({ around: around({ asset }) }));
    asked(() => ({ around: around({ held: of(0, 0), filled: of(0, 0) }) }));
    const numbers: Record<string, (none: number) => Partial<Surroundings>> = {
      maxOpenOrders: (openOrders) => ({ openOrders }),
      maxOrders: (time) => (time > 0 ? { asset: -1 } : { time }),
      maxPriceAgeMinutes: (time) => ({ time }),
      maxNetFraction: (worth) => ({ held: of(0, Math.abs(worth), 0) }),
      maxGroupFraction: (worth) => ({ held: of(0, worth, 0) }),
      maxCorrelatedFraction: (worth) => ({ held: of(0, worth, 0) }),
    };
    const broken = numbers[name];
    if (broken !== undefined) asked((none) => ({ around: around(broken(none)) }));
  });

  it('in what is held leaves the smallest size under a limit on tail risk', () => {
    for (const name of ['maxValueAtRisk', 'maxConditionalValueAtRisk']) {
      for (const value of NO_NUMBERS) {
        const risk = gate({ [name]: 0.5 });
        taught(risk);
        const held = of(0, value, 0);
        expect(risk.check(order({ around: around({ held }) }))).toMatchObject({
          quantity: 1,
          cutBy: 'HISTORY_SHORT',
        });
      }
    }
  });

  it('is refused by every limit where the surroundings are missing', () => {
    for (const [name, limit] of LIMITS) {
      const risk = gate({ [name]: limit });
      taught(risk);
      const { around: _, ...alone } = order({ quantity: 1 });
      expect(risk.check(alone)).toMatchObject({ code: 'SURROUNDINGS_UNKNOWN' });
      expect(risk.check({ ...alone, held: -2 }).kind).toBe('approved');
    }
  });
});

/** Three positions and the market orders that wait for them. */
interface Account {
  readonly held: number[];
  readonly waiting: number[];
}

interface Ask {
  readonly asset: number;
  readonly quantity: number;
  readonly fills: readonly number[];
}

describe('whatever the orders', () => {
  const PRICES = [10, 20, 5];
  const EQUITY = 1000;
  const asks = fc.array(
    fc.record({
      asset: fc.integer({ min: 0, max: 2 }),
      quantity: fc.integer({ min: -150, max: 150 }),
      /** Share of each waiting order that fills before the next is asked for. */
      fills: fc.array(fc.constantFrom(0, 0, 0.5, 1), { minLength: 3, maxLength: 3 }),
    }),
    { maxLength: 25 },
  );

  function measured({ held }: Account) {
    const values = held.map((units, asset) => units * PRICES[asset]);
    const size = values.map(Math.abs);
    return {
      net: Math.abs(values[0] + values[1] + values[2]),
      gross: size[0] + size[1] + size[2],
      groupX: size[0] + size[1],
      groupRest: size[2],
      largest: Math.max(...size),
    };
  }

  /** Asks for one order after the other, each filled in part before the next; says how things stand. */
  function play(
    risk: RiskManager,
    sequence: readonly Ask[],
    exits: boolean,
    stands: (account: Account) => void,
  ): void {
    const account: Account = { held: [0, 0, 0], waiting: [0, 0, 0] };
    for (const { asset, quantity, fills } of sequence) {
      if (!exits && Math.sign(quantity) === -Math.sign(account.held[asset])) continue;
      account.waiting[asset] = 0;
      const worth = (units: number, at: number) => units * PRICES[at];
      const held = Float64Array.from(account.held, worth);
      const filled = Float64Array.from(account.held, (units, at) =>
        worth(units + account.waiting[at], at),
      );
      const others = [0, 1, 2].filter((at) => at !== asset);
      const otherGross = others.reduce(
        (sum, at) => sum + Math.max(Math.abs(held[at]), Math.abs(filled[at])),
        0,
      );
      const verdict = risk.check({
        quantity,
        held: account.held[asset],
        price: PRICES[asset],
        equity: EQUITY,
        otherGross,
        around: { asset, time: 0, openOrders: 0, held, filled },
      });
      if (verdict.kind === 'approved') account.waiting[asset] = verdict.quantity;
      account.waiting.forEach((units, at) => {
        const part = units * fills[at];
        account.held[at] += part;
        account.waiting[at] -= part;
      });
      stands(account);
    }
  }

  it.each([false, true])(
    'no sequence of them passes a limit, in part filled or not; exits: %s',
    (exits) => {
      fc.assert(
        fc.property(asks, (sequence) => {
          const exposure = { maxPositionFraction: 0.6, maxGrossFraction: 1.4, maxNetFraction: 0.7 };
          const risk = gate({ ...exposure, maxGroupFraction: 0.8 }, GROUPS);
          risk.observe(0, EQUITY);
          play(risk, sequence, exits, (account) => {
            const after = measured(account);
            const slack = 1e-9 * EQUITY;
            expect(after.largest).toBeLessThanOrEqual(600 + slack);
            expect(after.gross).toBeLessThanOrEqual(1400 + slack);
            expect(after.groupX).toBeLessThanOrEqual(800 + slack);
            expect(after.groupRest).toBeLessThanOrEqual(800 + slack);
            // Closing one side of a hedge is an exit, which always passes.
            if (!exits) expect(after.net).toBeLessThanOrEqual(700 + slack);
          });
        }),
        { numRuns: 500 },
      );
    },
  );

  // A part of an order may lose more than all of it at a quantile, but not in the mean beyond it.
  it.each([
    { maxCorrelatedFraction: 0.7 },
    { maxConditionalValueAtRisk: 0.01 },
    { maxConditionalValueAtRisk: 0.01, tailMethod: 'normal' },
    { maxValueAtRisk: 0.008, tailMethod: 'normal' },
  ])('no sequence of them passes %o, in part filled or not', (limit) => {
    const correlated = diversified();
    const judge = gate(
      Object.fromEntries(
        Object.entries(limit).map(([name, value]) => [
          name,
          typeof value === 'number' ? value * (1 + 1e-7) : value,
        ]),
      ),
    );
    const { time } = taught(judge);
    const risk = gate(limit);
    taught(risk);
    let bound = 0;
    fc.assert(
      fc.property(asks, (sequence) => {
        play(risk, sequence, false, ({ held, waiting }) => {
          const values = Float64Array.from(held, (units, at) => units * PRICES[at]);
          if ('maxCorrelatedFraction' in limit) {
            expect(correlated(values)).toBeLessThanOrEqual(700 * (1 + 1e-9));
          }
          judge.observe(time, EQUITY, { quantity: values, lastPrice: of(1, 1, 1) });
          expect(judge.state).toBe('ACTIVE');
          if (waiting.filter((units) => units !== 0).length > 1) bound++;
        });
      }),
      { numRuns: 200 },
    );
    expect(bound, 'moments at which several orders waited').toBeGreaterThan(20);
  });

  it('none adds risk after as many in a window as are allowed', () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 4 }), exit: fc.boolean() }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (sequence) => {
        const risk = gate({ maxOrders: 4, orderWindowMinutes: 6 });
        const sent: number[] = [];
        let minute = 0;
        for (const { wait, exit } of sequence) {
          minute += wait;
          const near = around({ time: minute * MINUTE_MS });
          const changes = exit ? { quantity: -1, held: 2 } : { quantity: 1 };
          const verdict = risk.check(order({ ...changes, around: near }));
          const recent = sent.filter((at) => at > minute - 6).length;
          expect(verdict.kind).toBe(exit || recent < 4 ? 'approved' : 'denied');
          if (verdict.kind === 'approved') sent.push(minute);
        }
      }),
    );
  });

  it('none that fills leaves more correlated or tail risk than allowed', () => {
    const correlated = diversified();
    const quantity = fc.integer({ min: -150, max: 150 });
    const book = fc.array(fc.integer({ min: -400, max: 400 }), {
      minLength: 2,
      maxLength: 2,
    });
    const risk = gate({ maxValueAtRisk: 0.01, maxCorrelatedFraction: 0.7 });
    const slice = taught(risk);
    const judge = gate({ maxValueAtRisk: 0.010000001 });
    taught(judge);
    fc.assert(
      fc.property(quantity, book, (units, [b, c]) => {
        const held = of(0, b, c);
        const verdict = risk.check(order({ quantity: units, around: around({ held }) }));
        if (verdict.kind === 'denied') return;
        const value = of(10 * verdict.quantity, b, c);
        const breach = judge.observe(slice.time, 1000, { quantity: value, lastPrice: of(1, 1, 1) });
        expect(breach).toBeNull();
        expect(judge.state).toBe('ACTIVE');
        expect(correlated(value)).toBeLessThanOrEqual(700 * (1 + 1e-9));
      }),
      { numRuns: 500 },
    );
  });
});

statefulContract('RiskManager with every limit on', {
  make: () => gate({ ...ON, historyBars: 20, maxDrawdown: 0.3, maxOrders: 3 }, GROUPS),
  step: (risk, at) => {
    const random = new Random(at);
    const slice = emptySlice(SYMBOLS.length);
    slice.barIndex = at - 1;
    slice.close.fill(10);
    if (at > 0) slice.close.forEach((_, asset) => (slice.close[asset] = 10 + asset * Math.sin(at)));
    tick(slice, random);
    if (at % 4 === 3) slice.present[1] = 0;
    risk.learn(slice);
    if (at === 33) risk.resume();
    const equity = at === 30 ? 500 : 1000 + at;
    const quantity = of(at % 3 === 0 ? 90 : 10, 5, 0);
    const breach = risk.observe(slice.time, equity, { quantity, lastPrice: slice.close });
    const held = quantity.map((units, asset) => units * slice.close[asset]);
    const near = around({ asset: 2, time: slice.time, held });
    const ask = order({ price: slice.close[2], equity, otherGross: 50, around: near });
    return [breach, risk.state, risk.check(ask), risk.check({ ...ask, quantity: -400, held: 20 })];
  },
  steps: 40,
});
