import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { RollingScaler } from './rolling-scaler.ts';

const WINDOW = 30;
const LIMIT = 5;

/** The definition, each window summed anew in two passes. */
function plainScore(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const z = (values[values.length - 1] - mean) / Math.sqrt(squares / values.length);
  return Math.max(-LIMIT, Math.min(LIMIT, z));
}

describe('RollingScaler', () => {
  it('equals the two-pass definition at every bar, also around values a million times larger', () => {
    const random = new Random(1);
    const scaler = new RollingScaler(WINDOW, LIMIT);
    const values: number[] = [];
    for (let bar = 0; bar < 1000; bar++) {
      values.push(bar % 97 === 50 ? 1e6 * random.normal() : 3 + random.normal());
      const z = scaler.update(values[bar]);
      if (bar < WINDOW - 1) expect(z).toBeNaN();
      else expect(z).toBeCloseTo(plainScore(values.slice(-WINDOW)), 9);
    }
  });

  it('forgets a huge value completely once it has left the window', () => {
    const spoilt = new RollingScaler(WINDOW, LIMIT);
    const clean = new RollingScaler(WINDOW, LIMIT);
    const random = new Random(2);
    for (let bar = 0; bar < 4 * WINDOW; bar++) {
      const value = random.normal();
      const left = spoilt.update(bar === 10 ? 1e15 : value);
      const right = clean.update(value);
      if (bar >= 10 + WINDOW) expect(left).toBe(right);
    }
  });

  it('gives 0 and says masked where nothing varies, also when rounding does', () => {
    const scaler = new RollingScaler(WINDOW, LIMIT);
    for (let bar = 0; bar < 2 * WINDOW; bar++) {
      const z = scaler.update(bar % 2 === 0 ? 0.1 + 0.2 : 0.3);
      expect(scaler.masked).toBe(bar >= WINDOW - 1);
      if (bar >= WINDOW - 1) expect(z).toBe(0);
    }
    expect(scaler.update(1)).toBe(LIMIT);
    expect(scaler.masked).toBe(false);
  });

  it('goes on from a saved state with the same bits', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 5 * WINDOW }),
        fc.integer({ min: 0, max: 5 * WINDOW }),
        (values, stop) => {
          const whole = new RollingScaler(WINDOW, LIMIT);
          let parted = new RollingScaler(WINDOW, LIMIT);
          values.forEach((next, at) => {
            if (at === stop) {
              const saved = JSON.stringify(parted.saveState());
              parted = new RollingScaler(WINDOW, LIMIT);
              parted.loadState(JSON.parse(saved));
            }
            expect(Object.is(parted.update(next), whole.update(next))).toBe(true);
          });
        },
      ),
    );
  });
});
