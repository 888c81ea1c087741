import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { RiskManager } from './risk-manager.ts';

const gate = (risk: object = {}) => {
  const { trading } = systemSchema.parse({
    trading: {
      risk: { maxGrossFraction: 4, maxPositionFraction: 4, ...risk },
      margin: { initialFraction: 0.5, maintenanceFraction: 0.25 },
    },
  });
  return new RiskManager(trading);
};

const order = (quantity: number, held = 0, otherGross = 0) => ({
  quantity,
  held,
  price: 10,
  equity: 1000,
  otherGross,
});

describe('a gate with margin', () => {
  it('cuts to what equity allows by the initial fraction', () => {
    expect(gate().check(order(300, 0, 500))).toEqual({
      kind: 'approved',
      quantity: 150,
      cutBy: 'INITIAL_MARGIN',
    });
    expect(gate().check(order(300, 0, 2000))).toMatchObject({
      kind: 'denied',
      code: 'INITIAL_MARGIN',
    });
    expect(gate({ maxGrossFraction: 1 }).check(order(300))).toMatchObject({
      quantity: 100,
      cutBy: 'EXPOSURE_LIMIT',
    });
  });

  it('adds nothing while a call is not met, and turns a position round later', () => {
    for (const enabled of [true, false]) {
      const risk = gate({ enabled });
      risk.margin?.observe(1000, 9000);
      expect(risk.check(order(1))).toMatchObject({ kind: 'denied', code: 'MARGIN_CALL' });
      expect(risk.check(order(-5, 3))).toEqual({
        kind: 'approved',
        quantity: -3,
        cutBy: 'MARGIN_CALL',
        moreLater: true,
      });
      expect(risk.check(order(-2, 3))).toEqual({ kind: 'approved', quantity: -2 });
    }
  });

  it('leaves an exit as the other limits left it', () => {
    const risk = gate();
    risk.observe(0, 1000);
    risk.observe(1, 500);
    expect(risk.state).toBe('HALTED');
    expect(risk.check(order(-900, 400, 2000))).toEqual({
      kind: 'approved',
      quantity: -400,
      cutBy: 'TRADING_HALTED',
      moreLater: true,
    });
  });
});
