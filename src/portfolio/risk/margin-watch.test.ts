import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { MarginWatch } from './margin-watch.ts';

const HALF = { initialFraction: 0.5, maintenanceFraction: 0.25 };

describe('MarginWatch', () => {
  it('calls below the maintenance fraction, once, until the initial fraction is met', () => {
    const watch = new MarginWatch(HALF);
    const calls = [
      [250, false],
      [249, true],
      [240, true],
      [499, true],
      [500, false],
      [250, false],
      [249, true],
    ] as const;
    const made = calls.map(([equity, isCalled]) => {
      const call = watch.observe(equity, 1000);
      expect(watch.isCalled, String(equity)).toBe(isCalled);
      return call !== null;
    });
    expect(made).toEqual([false, true, false, false, false, false, true]);
  });

  it('takes what misses the initial fraction by rounding only for met', () => {
    const watch = new MarginWatch(HALF);
    watch.observe(1, 1000);
    watch.observe(500 * (1 - 1e-12), 1000);
    expect(watch.isCalled).toBe(false);
  });

  it('tells the numbers', () => {
    expect(new MarginWatch(HALF).observe(249, 1000)).toEqual({
      code: 'MARGIN_CALL',
      detail:
        'Margin call: equity 249.00 < 250.00, which is 25.00% of gross exposure 1000.00; cutting back to 50.00%',
    });
  });

  it('calls where equity is no number or below zero, never where nothing is held', () => {
    expect(new MarginWatch(HALF).observe(Number.NaN, 1000)).not.toBeNull();
    expect(new MarginWatch(HALF).observe(-1, 1000)).not.toBeNull();
    expect(new MarginWatch(HALF).observe(0, 0)).toBeNull();
  });

  it('never calls without a maintenance fraction', () => {
    const watch = new MarginWatch({ initialFraction: 0.5, maintenanceFraction: null });
    expect(watch.observe(1, 1000)).toBeNull();
  });

  it('keeps what meets the initial fraction after the costs of selling the rest', () => {
    const amount = fc.double({ min: 1, max: 1e9, noNaN: true });
    const fraction = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        amount,
        amount,
        fraction,
        fc.double({ min: 0, max: 0.04, noNaN: true }),
        (...case_) => {
          const [equity, gross, initialFraction, cost] = case_;
          const watch = new MarginWatch({ initialFraction, maintenanceFraction: null });
          const kept = watch.keptShare(equity, gross, cost);
          expect(kept).toBeGreaterThanOrEqual(0);
          expect(kept).toBeLessThanOrEqual(1);
          const left = equity - cost * (1 - kept) * gross;
          if (kept > 0)
            expect(left).toBeGreaterThanOrEqual(initialFraction * kept * gross * (1 - 1e-9));
          if (kept > 0 && kept < 1) expect(left / (kept * gross)).toBeCloseTo(initialFraction, 6);
        },
      ),
    );
    const watch = new MarginWatch(HALF);
    expect(watch.keptShare(-5, 1000, 0)).toBe(0);
    expect(watch.keptShare(100, 1000, 0.6), 'selling frees nothing').toBe(0);
    expect(watch.keptShare(Number.NaN, 1000, 0)).toBeNaN();
  });

  it('leaves room for equity over the initial fraction, none where that is no number', () => {
    const watch = new MarginWatch(HALF);
    const roomFor = (equity: number, otherGross: number) =>
      watch.room({ quantity: 1, held: 0, price: 1, equity, otherGross }).value;
    expect(roomFor(300, 400)).toBe(200);
    expect(roomFor(300, 700)).toBe(0);
    expect(roomFor(Number.NaN, 0)).toBe(0);
  });

  statefulContract('MarginWatch', {
    make: () => new MarginWatch(HALF),
    step: (watch, at) => [watch.observe([400, 240, 300, 600, 200][at], 1000), watch.isCalled],
    steps: 5,
  });
});
