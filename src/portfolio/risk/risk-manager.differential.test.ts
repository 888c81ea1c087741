import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice, Random } from '#base';
import { systemSchema } from '#config';
import { type Columns, slowVerdict } from '../../../tests/support/slow-gate.ts';
import type { OrderIntent } from './order-intent.ts';
import { RiskManager } from './risk-manager.ts';

const ASSETS = 6;
const BARS = 40;
const EQUITY = 1000;
const PRICE = 10;

/** A gate, the returns it was taught, and a bar more on request; the last asset is young. */
function world(settings: object, seed: number) {
  const { trading } = systemSchema.parse({
    trading: {
      risk: {
        maxPositionFraction: 100,
        maxGrossFraction: 100,
        historyBars: BARS,
        ...settings,
      },
    },
  });
  const symbols = Array.from({ length: ASSETS }, (_, at) => `A${at}`);
  const risk = new RiskManager(trading, symbols);
  const slice = emptySlice(ASSETS);
  const random = new Random(seed);
  const history: number[][] = [];
  const tick = () => {
    slice.barIndex++;
    slice.time = slice.barIndex * 60_000;
    const shared = random.normal();
    const row = Array.from({ length: ASSETS }, (_, asset) => {
      const isYoung = asset === ASSETS - 1 && slice.barIndex < 30;
      slice.present[asset] = isYoung ? 0 : 1;
      const before = slice.close[asset];
      const move = 0.01 * ((asset % 3) - 1) * shared + 0.008 * random.normal();
      if (!isYoung) slice.close[asset] = (before > 0 ? before : 10) * (1 + move);
      return slice.close[asset] / before - 1;
    });
    history.push(row);
    risk.learn(slice);
  };
  for (let bar = 0; bar < 45; bar++) tick();
  risk.observe(slice.time, EQUITY);
  const columns = (): Columns =>
    slice.close.reduce<(Float64Array | null)[]>((all, _, asset) => {
      const column = Float64Array.from(history.slice(-BARS), (row) => row[asset]);
      return [...all, column.some(Number.isNaN) ? null : column];
    }, []);
  return { risk, trading, tick, columns, time: () => slice.time };
}

const value = fc.oneof(fc.constant(0), fc.integer({ min: -400, max: 400 }));
const change = fc.record({
  /** A new bar, a position that fills, an order that waits, or nothing. */
  what: fc.constantFrom('bar', 'held', 'filled', 'filled', 'none'),
  at: fc.nat(ASSETS - 1),
  to: value,
  asset: fc.nat(ASSETS - 1),
  quantity: fc.integer({ min: -150, max: 150 }).filter((units) => units !== 0),
});

const correlated = { maxCorrelatedFraction: 0.6 };
const tail = { maxValueAtRisk: 0.008, maxConditionalValueAtRisk: 0.011 };

describe('a gate that remembers', () => {
  it.each([
    ['correlated exposure', correlated],
    ['historical tail risk', tail],
    ['normal tail risk', { ...tail, tailMethod: 'normal' }],
    ['all of it', { ...correlated, ...tail }],
  ])('says what one would that works out all anew, %s', (_, settings) => {
    let binding = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.nat(5), (changes, seed) => {
        const { risk, trading, tick, columns, time } = world(settings, seed);
        const held = new Float64Array(ASSETS);
        const filled = new Float64Array(ASSETS);
        for (const { what, at, to, asset, quantity } of changes) {
          if (what === 'bar') tick();
          if (what === 'held') held[at] = filled[at] = to;
          if (what === 'filled') filled[at] = to;
          const own = held[asset] / PRICE;
          if (Math.sign(own) === -Math.sign(quantity)) continue;
          const around = { asset, time: time(), openOrders: 0, held, filled };
          const order: OrderIntent = {
            quantity,
            held: own,
            price: PRICE,
            equity: EQUITY,
            otherGross: 0,
            around,
          };
          const verdict = risk.check(order);
          const slow = slowVerdict(order, trading.risk, columns());
          if (slow.code !== null) binding++;
          if (verdict.kind === 'denied') {
            expect([Math.abs(slow.quantity), slow.code]).toEqual([0, verdict.code]);
          } else {
            expect(verdict.cutBy ?? null).toBe(slow.code);
            expect(verdict.quantity).toBeCloseTo(slow.quantity, 6);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(binding, 'orders that a limit binds').toBeGreaterThan(20);
  });
});
