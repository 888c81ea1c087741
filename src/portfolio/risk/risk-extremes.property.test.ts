import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import {
  gate,
  HISTORY_BARS,
  MINUTE_MS,
  SYMBOLS,
  taught,
} from '../../../tests/support/taught-gate.ts';
import type { OrderIntent, Surroundings } from './order-intent.ts';

/** What an approved quantity must not break; NaN anywhere breaks it. */
type Holds = (order: OrderIntent & { around: Surroundings }, quantity: number) => boolean;

const ROUNDING = 1 + 1e-9;
const NOW = HISTORY_BARS * MINUTE_MS;
const worse = (a: number, b: number) => Math.max(Math.abs(a), Math.abs(b));
const sizeOf = ({ held, price }: OrderIntent, quantity: number) =>
  Math.abs(held + quantity) * price;
const othersOf = ({ asset, held, filled }: Surroundings) =>
  [0, 1, 2].flatMap((at) => (at === asset ? [] : [{ at, held: held[at], filled: filled[at] }]));

const measured: Holds = ({ around }) =>
  othersOf(around).every(({ held, filled }) => Number.isFinite(held) && Number.isFinite(filled));

/** Every limit that an order can be refused by, with what it promises. */
const PROMISES: Readonly<Record<string, readonly [number, Holds]>> = {
  maxPositionFraction: [
    0.5,
    (order, units) => sizeOf(order, units) <= 0.5 * order.equity * ROUNDING,
  ],
  maxGrossFraction: [
    1.2,
    (order, units) => order.otherGross + sizeOf(order, units) <= 1.2 * order.equity * ROUNDING,
  ],
  maxNetFraction: [
    0.8,
    (order, units) => {
      const side = Math.sign(order.held + units);
      const others = othersOf(order.around).reduce(
        (sum, { held, filled }) => sum + Math.max(side * held, side * filled),
        0,
      );
      return sizeOf(order, units) + others <= 0.8 * order.equity * ROUNDING;
    },
  ],
  maxGroupFraction: [
    0.8,
    (order, units) => {
      const others = othersOf(order.around).reduce(
        (sum, { at, held, filled }) =>
          at < 2 === order.around.asset < 2 ? sum + worse(held, filled) : sum,
        0,
      );
      return sizeOf(order, units) + others <= 0.8 * order.equity * ROUNDING;
    },
  ],
  maxCorrelatedFraction: [
    0.8,
    (order, units) => {
      const isAlone = othersOf(order.around).every(({ held, filled }) => worse(held, filled) === 0);
      const isWithin = sizeOf(order, units) <= 0.8 * order.equity * ROUNDING;
      return measured(order, units) && (!isAlone || isWithin);
    },
  ],
  maxValueAtRisk: [
    0.02,
    (order, units) =>
      measured(order, units) || sizeOf(order, units) <= 0.01 * order.equity * ROUNDING,
  ],
  maxConditionalValueAtRisk: [
    0.02,
    (order, units) =>
      measured(order, units) || sizeOf(order, units) <= 0.01 * order.equity * ROUNDING,
  ],
  maxOpenOrders: [5, ({ around }) => around.openOrders >= 0 && around.openOrders < 5],
  maxOrders: [5, ({ around }) => !Number.isNaN(around.time)],
  maxPriceMove: [0.2, ({ around }) => Number.isInteger(around.asset)],
  maxPriceAgeMinutes: [
    30,
    ({ around }) => around.time >= NOW && around.time <= NOW + 30 * MINUTE_MS,
  ],
};

/** Limits on the account, whose breach refuses whatever adds risk. */
const BREACHES: Readonly<Record<string, number>> = {
  maxDrawdown: 0.5,
  dailyLossLimit: 0.5,
  maxLeverage: 2,
};

const EXTREMES = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  1e160,
  -1e160,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  -1,
  0,
  -0,
];

function anywhere(sound: fc.Arbitrary<number>): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 4, arbitrary: sound },
    { weight: 1, arbitrary: fc.constantFrom(...EXTREMES) },
  );
}

const values = fc
  .tuple(...SYMBOLS.map(() => anywhere(fc.double({ min: -600, max: 600, noNaN: true }))))
  .map((all) => Float64Array.from(all));

const orders = fc.record({
  quantity: anywhere(fc.double({ min: -200, max: 200, noNaN: true })),
  held: anywhere(fc.constantFrom(0, 0, 20, -20)),
  price: anywhere(fc.constantFrom(10, 9.7)),
  equity: anywhere(fc.constantFrom(1000, 10)),
  otherGross: anywhere(fc.double({ min: 0, max: 1500, noNaN: true })),
  around: fc.record({
    asset: anywhere(fc.nat(2)),
    time: anywhere(fc.integer({ min: NOW, max: NOW + 40 * MINUTE_MS })),
    openOrders: anywhere(fc.nat(8)),
    held: values,
    filled: values,
  }),
});

describe('whatever the numbers', () => {
  it('every limit there is has its promise tested', () => {
    const { risk } = systemSchema.parse({}).trading;
    const limits = Object.keys(risk).filter(
      (name) => name.startsWith('max') || name.endsWith('Limit'),
    );
    expect(Object.keys({ ...PROMISES, ...BREACHES }).sort()).toEqual(limits.sort());
  });

  it.each(Object.entries(PROMISES))(
    '%s lets nothing through that breaks it, and no less through than an exit',
    (name, [limit, holds]) => {
      const groups = { groups: { A: 'x', B: 'x' } };
      const fresh = () => {
        const risk = gate({ [name]: limit }, groups);
        taught(risk);
        return risk;
      };
      const used = fresh();
      let adding = 0;
      fc.assert(
        fc.property(orders, (order) => {
          // Only the number of orders is remembered from one to the next.
          const risk = name === 'maxOrders' ? fresh() : used;
          const verdict = risk.check(order);
          const { quantity, held } = order;
          const isExit =
            Math.sign(quantity) === -Math.sign(held) && Math.abs(quantity) <= Math.abs(held);
          if (verdict.kind === 'denied') {
            expect(isExit && Number.isFinite(quantity) && quantity !== 0).toBe(false);
            return;
          }
          expect(Math.sign(verdict.quantity)).toBe(Math.sign(quantity));
          expect(Math.abs(verdict.quantity)).toBeLessThanOrEqual(Math.abs(quantity));
          if (isExit) expect(verdict.quantity).toBe(quantity);
          const after = held + verdict.quantity;
          if (Math.sign(after) === -Math.sign(verdict.quantity) || after === 0) return;
          adding++;
          const { price, equity, otherGross } = order;
          expect(price > 0 && price < Number.POSITIVE_INFINITY).toBe(true);
          expect(equity > 0 && equity < Number.POSITIVE_INFINITY).toBe(true);
          expect(otherGross >= 0 && otherGross < Number.POSITIVE_INFINITY).toBe(true);
          expect(sizeOf(order, verdict.quantity)).toBeLessThan(Number.POSITIVE_INFINITY);
          expect(holds(order, verdict.quantity)).toBe(true);
        }),
        { numRuns: name === 'maxOrders' ? 500 : 3000 },
      );
      expect(adding, 'orders that added risk').toBeGreaterThan(20);
    },
  );

  it.each(Object.entries(BREACHES))(
    '%s lets nothing be added once it is breached',
    (name, limit) => {
      const number = anywhere(fc.double({ min: 100, max: 2000, noNaN: true }));
      fc.assert(
        fc.property(number, values, values, (equity, quantity, lastPrice) => {
          const risk = gate({ [name]: limit });
          taught(risk);
          risk.observe(NOW + 1, equity, { quantity, lastPrice });
          const gross = quantity.reduce(
            (sum, units, at) => sum + (units === 0 ? 0 : Math.abs(units * lastPrice[at])),
            0,
          );
          const isFine =
            name === 'maxLeverage' ? gross / equity <= limit && equity > 0 : equity >= 500;
          const isKept = Number.isFinite(equity) && isFine;
          if (isKept) return;
          expect(risk.state).not.toBe('ACTIVE');
          const ask = { held: 0, price: 10, equity: 1000, otherGross: 0 };
          expect(risk.check({ ...ask, quantity: 1 }).kind).toBe('denied');
          expect(risk.check({ ...ask, quantity: -1, held: 2 }).kind).toBe('approved');
        }),
        { numRuns: 500 },
      );
    },
  );
});
