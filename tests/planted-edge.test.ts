import { describe, expect, it } from 'vitest';
import { runSeed } from '../studies/planted-edge.ts';

const SEEDS = [1, 2, 3];
/** What ridge earns beyond holding differs by 0.5 from seed to seed, so three would say little. */
const EDGE_SEEDS = [...SEEDS, 4, 5, 6];

describe('a market with a known edge', () => {
  it('lets ridge beat both baselines out of sample, and nobody reach far beyond the oracle', async () => {
    let beyondHolding = 0;
    for (const seed of EDGE_SEEDS) {
      const result = await runSeed(seed, { optimalSharpe: 1.5, annualDrift: 0.05 });
      expect(result.testYears).toBeGreaterThan(10);
      expect(result.ridge).toBeGreaterThan(result.persistence);
      beyondHolding += (result.ridge - result.buyAndHold) / EDGE_SEEDS.length;
      expect(result.ridge).toBeGreaterThan(0.5 * (result.oracle ?? Number.NaN));
      expect(result.ridge).toBeLessThan((result.oracle ?? Number.NaN) + 0.3);
    }
    expect(beyondHolding).toBeGreaterThan(0.2);
  });

  it('gives nobody anything after costs where nothing is planted', async () => {
    for (const seed of SEEDS) {
      const result = await runSeed(seed, { optimalSharpe: 0, annualDrift: 0 });
      const standardError = 1 / Math.sqrt(result.testYears);
      expect(result.ridge).toBeLessThan(2 * standardError);
      expect(result.persistence).toBeLessThan(0);
    }
  });
});
