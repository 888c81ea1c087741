import { describe, expect, it } from 'vitest';
import { expectedGrowth, factorLaw, growthOptimalWeights } from '../studies/allocation-law.ts';
import {
  ALLOCATION_SETTINGS,
  allocationBaselines,
  bestAllocation,
  runAllocation,
} from '../studies/allocation.ts';

describe('the best allocation', () => {
  it('is Kelly’s fraction for one coin', () => {
    const law = factorLaw({ drift: [0.02], volatility: [0.2], loading: [0] });
    // Up 0.22 or down 0.18 with equal chance: w = μ / (0.22 · 0.18).
    expect(growthOptimalWeights(law)[0]).toBeCloseTo(0.02 / (0.22 * 0.18), 6);
  });

  it('has the drift, deviation and correlation asked for', () => {
    const { probabilities, returns } = factorLaw({
      drift: [0.01, -0.02],
      volatility: [0.1, 0.3],
      loading: [0.6, -0.5],
    });
    const expected = (of: (row: readonly number[]) => number) =>
      returns.reduce((sum, row, at) => sum + probabilities[at] * of(row), 0);
    expect(expected(([a]) => a)).toBeCloseTo(0.01, 12);
    expect(expected(([, b]) => (b + 0.02) ** 2)).toBeCloseTo(0.09, 12);
    expect(expected(([a, b]) => (a - 0.01) * (b + 0.02))).toBeCloseTo(-0.3 * 0.03, 12);
  });

  it('beats every other portfolio on a grid', () => {
    const law = factorLaw({
      drift: [0.03, 0.02, 0.004],
      volatility: [0.18, 0.14, 0.08],
      loading: [0.7, 0.6, 0.2],
    });
    const best = expectedGrowth(law, growthOptimalWeights(law));
    let closest = Number.POSITIVE_INFINITY;
    for (let a = 0; a <= 20; a++) {
      for (let b = 0; a + b <= 20; b++) {
        for (let c = 0; a + b + c <= 20; c++) {
          const growth = expectedGrowth(law, [a / 20, b / 20, c / 20]);
          closest = Math.min(closest, best - growth);
        }
      }
    }
    expect(closest).toBeGreaterThanOrEqual(-1e-12);
    expect(closest).toBeLessThan(2e-5);
  });

  it('is far from what does not look at the regime', () => {
    const { equalWeights, equalWithCash, bestConstant } = allocationBaselines();
    expect(Math.max(equalWeights, equalWithCash, bestConstant)).toBeLessThan(0.6);
    for (const weights of bestAllocation()) {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    }
  });

  it('is found by PPO from rewards alone, closer than by any constant weights', async () => {
    const { share, skippedSteps } = await runAllocation({
      seed: 1,
      bars: 5000,
      totalSteps: 60_000,
      settings: { ...ALLOCATION_SETTINGS, learningRate: 3e-3 },
    });
    expect(share).toBeGreaterThan(0.7);
    expect(skippedSteps).toBe(0);
  });
});
