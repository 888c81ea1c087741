import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiltedWeights } from './tilted-weights.ts';

const NO_FLOOR = { tilt: 1, floor: 0 };

describe('tilted weights', () => {
  it('are in proportion to the prior times e^(tilt · score)', () => {
    const [first, second] = tiltedWeights([1, 3], { scores: [2, 1], tilt: 0.5, floor: 0 });
    expect(first / second).toBeCloseTo(Math.exp(0.5) / 3, 12);
  });

  it('are the prior where nothing is known or nothing is to follow', () => {
    expect(tiltedWeights([1, 3], { scores: [0, 0], ...NO_FLOOR })).toEqual([0.25, 0.75]);
    expect(tiltedWeights([1, 3], { scores: [9, 0], tilt: 0, floor: 0 })).toEqual([0.25, 0.75]);
    expect(tiltedWeights([1, 3], { scores: [Number.NaN, Infinity], ...NO_FLOOR })).toEqual([
      0.25, 0.75,
    ]);
  });

  it('leave each model the floor, and none to one that had none', () => {
    const weights = tiltedWeights([1, 1, 0], { scores: [1e6, -1e6, 5], tilt: 1, floor: 0.05 });
    expect(weights.map((weight) => Number(weight.toFixed(12)))).toEqual([0.95, 0.05, 0]);
    expect(tiltedWeights([1, 2], { scores: [3, 0], tilt: 1, floor: 0.9 })).toEqual([0.5, 0.5]);
  });

  it('sum to 1 and keep their floor, whatever the scores', () => {
    const member = fc.record({
      prior: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      score: fc.double(),
    });
    fc.assert(
      fc.property(
        fc.array(member, { minLength: 1, maxLength: 9 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (members, tilt, floor) => {
          const scores = members.map(({ score }) => score);
          const weights = tiltedWeights(
            members.map(({ prior }) => prior),
            { scores, tilt, floor },
          );
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
          const least = Math.min(floor, 1 / members.length);
          for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(least - 1e-12);
        },
      ),
    );
  });
});
