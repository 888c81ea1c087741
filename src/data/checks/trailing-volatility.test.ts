import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrailingVolatility } from './trailing-volatility.ts';

/** The definition, by sorting. */
function byDefinition(moves: readonly number[]): number {
  const sizes = moves
    .filter((move) => move !== 0)
    .slice(-60)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return Math.max(sizes[sizes.length >> 1] / 0.6745, mean / 0.7979);
}

describe('TrailingVolatility', () => {
  it('equals its definition at every step', () => {
    const move = fc.oneof(
      fc.constantFrom(0, 0.01, -0.01),
      fc.double({ min: -1, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(move, { minLength: 90, maxLength: 160 }), (moves) => {
        const volatility = new TrailingVolatility();
        moves.forEach((size, at) => {
          volatility.update(size);
          const told = moves.slice(0, at + 1).filter((each) => each !== 0).length;
          if (told < 20) expect(volatility.value).toBeNaN();
          else expect(volatility.value).toBeCloseTo(byDefinition(moves.slice(0, at + 1)), 12);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('has a floor that is never above it, and that forgets a wild return', () => {
    const volatility = new TrailingVolatility();
    for (let at = 0; at < 300; at++) {
      volatility.update(at === 40 ? 1e15 : ((at % 7) + 1) / 1000);
      if (at > 20) expect(volatility.floor).toBeLessThanOrEqual(volatility.value);
    }
    const mean = [1, 2, 3, 4, 5, 6, 7].reduce((sum, size) => sum + size / 1000, 0) / 7;
    expect(volatility.floor).toBeCloseTo(mean / 0.7979, 4);
  });
});
