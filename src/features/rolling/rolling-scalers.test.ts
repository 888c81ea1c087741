import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { RollingScalers } from './rolling-scalers.ts';

const WINDOW = 30;
const LIMIT = 5;
const WARMUP = [0, 7, WINDOW, 45];

/** The definition, each window summed anew in two passes. */
function plainScore(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const z = (values[values.length - 1] - mean) / Math.sqrt(squares / values.length);
  return Math.max(-LIMIT, Math.min(LIMIT, z));
}

const ALL = WARMUP.map((_, column) => column);

/** Scores of one row. */
function scored(scalers: RollingScalers, ...values: number[]): Float32Array {
  const row = new Float32Array(values.length);
  scalers.update(Float64Array.from(values), row);
  return row;
}

describe('RollingScalers', () => {
  it('equal the two-pass definition in every column once its own window is full, around values a million times larger too', () => {
    const random = new Random(1);
    const scalers = new RollingScalers(ALL, WINDOW, LIMIT);
    const columns: number[][] = WARMUP.map(() => []);
    for (let bar = 0; bar < 1000; bar++) {
      const raw = WARMUP.map((warmup, column) => {
        if (bar < warmup) return Number.NaN;
        const value = bar % 97 === 50 ? 1e6 * random.normal() : 3 + random.normal();
        columns[column].push(value);
        return value;
      });
      const z = scored(scalers, ...raw);
      WARMUP.forEach((warmup, column) => {
        const seen = columns[column];
        if (bar < warmup + WINDOW - 1) expect(z[column]).toBe(0);
        else expect(z[column]).toBe(Math.fround(plainScore(seen.slice(-WINDOW))));
      });
    }
  });

  it('forget a huge value completely once it has left the window', () => {
    const spoilt = new RollingScalers([0], WINDOW, LIMIT);
    const clean = new RollingScalers([0], WINDOW, LIMIT);
    const random = new Random(2);
    for (let bar = 0; bar < 4 * WINDOW; bar++) {
      const value = random.normal();
      const [left] = scored(spoilt, bar === 10 ? 1e15 : value);
      const [right] = scored(clean, value);
      if (bar >= 10 + WINDOW) expect(left).toBe(right);
    }
  });

  it('give 0 and count it where nothing varies, also when rounding does', () => {
    const scalers = new RollingScalers([0, 1], WINDOW, LIMIT);
    for (let bar = 0; bar < 2 * WINDOW; bar++) {
      const [flat, lively] = scored(scalers, bar % 2 === 0 ? 0.1 + 0.2 : 0.3, bar);
      const isFull = bar >= WINDOW - 1;
      expect(scalers.maskedCount).toBe(isFull ? 1 : 0);
      expect(flat).toBe(0);
      expect(lively > 0).toBe(isFull);
    }
    expect(scored(scalers, 1, 1)[0]).toBe(LIMIT);
    expect(scalers.maskedCount).toBe(0);
  });

  it('go on from a saved state with the same bits', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { maxLength: 5 * WINDOW }),
        fc.integer({ min: 0, max: 5 * WINDOW }),
        (rows, stop) => {
          const make = () => new RollingScalers([0, 1], WINDOW, LIMIT);
          const whole = make();
          let parted = make();
          rows.forEach((row, at) => {
            if (at === stop) {
              const saved = JSON.stringify(parted.saveState());
              parted = make();
              // What is left from before loading must not show.
              scored(parted, 1e6, 1e6);
              parted.loadState(JSON.parse(saved));
            }
            const expected = scored(whole, ...row);
            scored(parted, ...row).forEach((z, column) => {
              expect(Object.is(z, expected[column])).toBe(true);
            });
          });
        },
      ),
    );
  });
});
