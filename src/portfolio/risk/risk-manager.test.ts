import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import type { OrderIntent } from './order-intent.ts';
import { RiskManager } from './risk-manager.ts';

const DAY_MS = 86_400_000;

const limits = (changes: Record<string, unknown> = {}, lotSize = 0) =>
  systemSchema.parse({
    trading: { lotSize, risk: { maxDrawdown: 0.1, dailyLossLimit: 0.03, ...changes } },
  }).trading;

const order = (changes: Partial<OrderIntent>): OrderIntent => ({
  quantity: 10,
  held: 0,
  price: 10,
  equity: 1000,
  otherGross: 0,
  ...changes,
});

describe('RiskManager', () => {
  it('halts on a drawdown, says so once, and stays halted on recovery', () => {
    const risk = new RiskManager(limits({ dailyLossLimit: 1 }));
    expect(risk.observe(0, 1000)).toBeNull();
    expect(risk.observe(DAY_MS, 901)).toBeNull();
    expect(risk.observe(2 * DAY_MS, 899)?.detail).toBe('Max drawdown breached: 10.10% > 10.00%');
    expect(risk.observe(3 * DAY_MS, 1200)).toBeNull();
    expect(risk.state).toBe('HALTED');
    expect(risk.check(order({})).kind).toBe('denied');
  });

  it('reduces on a daily loss until the next day begins', () => {
    const risk = new RiskManager(limits());
    risk.observe(0, 1000);
    expect(risk.observe(3_600_000, 969)?.detail).toBe('Daily loss limit breached: 3.10% > 3.00%');
    expect(risk.state).toBe('REDUCING');
    risk.observe(DAY_MS, 969);
    expect(risk.state).toBe('ACTIVE');
  });

  it('measures the day from the last equity of the day before, in the account’s time zone', () => {
    const risk = new RiskManager(limits({ timeZone: 'America/New_York' }));
    const noon = Date.UTC(2024, 5, 3, 16);
    risk.observe(noon, 1000);
    risk.observe(Date.UTC(2024, 5, 4, 3, 59), 975);
    expect(risk.state, '03:59Z is still the evening of 3 June in New York').toBe('ACTIVE');
    risk.observe(Date.UTC(2024, 5, 4, 4), 950);
    expect(risk.state, 'a new day: 950 is 2.6% below 975').toBe('ACTIVE');
  });

  it('lets exits through in every state and cuts a flip to its exit', () => {
    const risk = new RiskManager(limits());
    risk.observe(0, 1000);
    risk.observe(DAY_MS, 500);
    expect(risk.check(order({ quantity: -5, held: 5 }))).toEqual({
      kind: 'approved',
      quantity: -5,
    });
    expect(risk.check(order({ quantity: -12, held: 5 }))).toEqual({
      kind: 'approved',
      quantity: -5,
      cutBy: 'TRADING_HALTED',
      moreLater: true,
    });
    expect(risk.check(order({ quantity: 1, held: 5 })).kind).toBe('denied');
  });

  it('cuts orders to the position and gross limits', () => {
    const risk = new RiskManager(limits({ maxPositionFraction: 0.5, maxGrossFraction: 0.8 }));
    risk.observe(0, 1000);
    expect(risk.check(order({ quantity: 60 }))).toMatchObject({ kind: 'approved', quantity: 50 });
    expect(risk.check(order({ quantity: -60 }))).toMatchObject({ kind: 'approved', quantity: -50 });
    expect(risk.check(order({ quantity: 60, otherGross: 600 }))).toMatchObject({
      kind: 'approved',
      quantity: 20,
    });
    expect(risk.check(order({ quantity: 60, otherGross: 900 }))).toMatchObject({
      kind: 'denied',
      code: 'EXPOSURE_LIMIT',
    });
  });

  it('cuts to whole lots', () => {
    const risk = new RiskManager(limits({ maxPositionFraction: 0.55 }, 10));
    risk.observe(0, 1000);
    expect(risk.check(order({ quantity: 60 }))).toMatchObject({ kind: 'approved', quantity: 50 });
    expect(risk.check(order({ quantity: 9, otherGross: 950 }))).toMatchObject({
      kind: 'denied',
      code: 'EXPOSURE_LIMIT',
    });
  });

  it('never lets more through than asked, against its sign, or on numbers that are none', () => {
    const number = fc.oneof(
      fc.double({ min: -1e4, max: 1e4 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0),
    );
    fc.assert(
      fc.property(
        number,
        number,
        number,
        number,
        number,
        (quantity, held, price, equity, other) => {
          const risk = new RiskManager(limits({ maxPositionFraction: 0.5 }));
          risk.observe(0, 1000);
          const verdict = risk.check({ quantity, held, price, equity, otherGross: other });
          if (verdict.kind === 'denied') return;
          expect(Math.sign(verdict.quantity)).toBe(Math.sign(quantity));
          expect(Math.abs(verdict.quantity)).toBeLessThanOrEqual(Math.abs(quantity));
          const after = Math.abs(held + verdict.quantity);
          if (after > Math.abs(held)) {
            expect(after * price).toBeLessThanOrEqual(0.5 * equity * (1 + 1e-9));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('names what of the account is no number', () => {
    const risk = new RiskManager(limits());
    risk.observe(0, 1000);
    for (const changes of [{ equity: Number.POSITIVE_INFINITY }, { equity: 0 }]) {
      expect(risk.check(order(changes))).toMatchObject({ code: 'EQUITY_INVALID' });
    }
    for (const otherGross of [Number.POSITIVE_INFINITY, Number.NaN, -1]) {
      expect(risk.check(order({ otherGross }))).toMatchObject({ code: 'EQUITY_INVALID' });
    }
  });

  it('halts when equity is not a number', () => {
    const risk = new RiskManager(limits());
    risk.observe(0, 1000);
    expect(risk.observe(1, Number.NaN)?.code).toBe('EQUITY_INVALID');
    expect(risk.state).toBe('HALTED');
  });

  it('halts an account that never had anything', () => {
    expect(new RiskManager(limits()).observe(0, 0)?.code).toBe('MAX_DRAWDOWN');
  });

  it('keeps its latches over a restart and lifts them only when told to', () => {
    const risk = new RiskManager(limits());
    risk.observe(0, 1000);
    risk.observe(DAY_MS, 800);
    const restarted = new RiskManager(limits());
    restarted.loadState(JSON.parse(JSON.stringify(risk.saveState())));
    expect(restarted.state).toBe('HALTED');
    restarted.resume();
    expect(restarted.observe(2 * DAY_MS, 790)).toBeNull();
    expect(restarted.check(order({})).kind).toBe('approved');
  });

  it('lets everything through when switched off', () => {
    const risk = new RiskManager(limits({ enabled: false }));
    expect(risk.observe(0, -5)).toBeNull();
    expect(risk.check(order({ quantity: 1e9 }))).toEqual({ kind: 'approved', quantity: 1e9 });
  });
});

const HOUR_MS = 3_600_000;
const equities = [1000, 1010, 975, 970, 990, 1100, 1060, 900, 1200];

statefulContract('RiskManager', {
  make: () => new RiskManager(limits({ timeZone: 'America/New_York' })),
  step: (risk, at) => {
    if (at === 8) risk.resume();
    const breach = risk.observe(at * 8 * HOUR_MS, equities[at]);
    return [breach, risk.state, risk.check(order({})), risk.check(order({ held: -15 }))];
  },
  steps: equities.length,
});
