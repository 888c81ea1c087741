import { describe, expect, it } from 'vitest';
import { emptySlice, Random } from '#base';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { CostEvidence } from './cost-evidence.ts';
import {
  highLowSpread,
  rangeVariance,
  squareRootImpact,
  volatilitySlippage,
} from './price-costs.ts';
import { TradedVolume } from './traded-volume.ts';

describe('volatilitySlippage and squareRootImpact', () => {
  it('follow their formulas', () => {
    expect(volatilitySlippage(0.5, 0.02)).toBe(0.01);
    expect(squareRootImpact(0.8, 400, 10_000, 0.02)).toBeCloseTo(0.8 * 0.02 * 0.2, 15);
  });

  it('are 0 where what they depend on is not known', () => {
    expect(volatilitySlippage(0.5, Number.NaN)).toBe(0);
    expect(squareRootImpact(1, 10, Number.NaN, 0.02)).toBe(0);
    expect(squareRootImpact(1, 10, 0, 0.02)).toBe(0);
    expect(squareRootImpact(1, 10, 100, Number.NaN)).toBe(0);
  });
});

describe('highLowSpread', () => {
  const bar = (high: number, low: number, close = low) => ({ high, low, close });

  it('is the whole range where two bars in a row have the same', () => {
    expect(highLowSpread(bar(102, 100), bar(102, 100))).toBeCloseTo(4 / 202, 12);
  });

  it('is 0 where two bars share nothing, rather than less', () => {
    expect(highLowSpread(bar(102, 100, 102), bar(104, 102))).toBe(0);
  });

  it('does not count what lies between a close and the next bar', () => {
    const alone = highLowSpread(bar(102, 100), bar(102, 100));
    expect(highLowSpread(bar(102, 100, 100), bar(112, 110))).toBeCloseTo(alone, 12);
    expect(highLowSpread(bar(102, 100, 102), bar(92, 90))).toBeCloseTo(alone, 12);
  });

  it('finds the spread of a simulated day on average, the more so the more of it is spread', () => {
    const estimated = [0.005, 0.03].map((spread) => meanSpread(spread));
    expect(estimated[1]).toBeGreaterThan(0.02);
    expect(estimated[1]).toBeLessThan(0.04);
    expect(estimated[0]).toBeLessThan(estimated[1] / 2);
  });

  /** Mean estimate over days of a random walk whose trades lie half a spread off it, on either side. */
  function meanSpread(spread: number): number {
    const random = new Random(3);
    let price = 100;
    let sum = 0;
    let before = null;
    for (let day = 0; day < 2000; day++) {
      let [high, low, close] = [0, Number.POSITIVE_INFINITY, 0];
      for (let trade = 0; trade < 100; trade++) {
        price *= 1 + 0.001 * random.normal();
        close = price * (1 + (random.uniform() < 0.5 ? 1 : -1) * (spread / 2));
        high = Math.max(high, close);
        low = Math.min(low, close);
      }
      const today = { high, low, close };
      if (before !== null) sum += highLowSpread(before, today) / 1999;
      before = today;
    }
    return sum;
  }
});

describe('CostEvidence', () => {
  const random = new Random(9);
  const slices = Array.from({ length: 12 }, (_, at) => {
    const slice = emptySlice(2);
    slice.time = at;
    for (const asset of [0, 1]) {
      const low = 10 + random.uniform();
      slice.present[asset] = random.uniform() < 0.8 ? 1 : 0;
      slice.low[asset] = low;
      slice.close[asset] = low * 1.01;
      slice.high[asset] = low * (1.01 + 0.02 * random.uniform());
      slice.volume[asset] = 100 + at;
    }
    return slice;
  });

  statefulContract('CostEvidence', {
    make: () => new CostEvidence(2, 5),
    step: (evidence, at) => {
      evidence.observe(slices[at]);
      return [evidence.of(0), evidence.of(1)];
    },
    steps: slices.length,
  });

  statefulContract('TradedVolume', {
    make: () => new TradedVolume(),
    step: (traded, at) => {
      traded.add(Date.UTC(2024, at >> 1, 1 + at), 10);
      return traded.at(Date.UTC(2024, at >> 1, 28));
    },
    steps: 8,
  });

  it('fades by half in a half-life', () => {
    const evidence = new CostEvidence(1, 3);
    const slice = emptySlice(1);
    [slice.present[0], slice.low[0], slice.high[0], slice.close[0]] = [1, 10, 11, 10.5];
    slice.volume[0] = 100;
    evidence.observe(slice);
    expect(evidence.of(0).volatility).toBeCloseTo(Math.sqrt(rangeVariance(11, 10)), 12);
    slice.volume[0] = 0;
    for (const _ of [1, 2, 3]) evidence.observe(slice);
    expect(evidence.of(0).volume).toBeCloseTo(50, 9);
  });

  it('takes nothing from where there is no bar, nor from one whose numbers are none', () => {
    const evidence = new CostEvidence(1, 3);
    const slice = emptySlice(1);
    [slice.present[0], slice.low[0], slice.high[0], slice.close[0]] = [1, 10, 11, 10.5];
    slice.volume[0] = 100;
    evidence.observe(slice);
    const known = evidence.of(0);
    slice.present[0] = 0;
    slice.volume[0] = 900;
    evidence.observe(slice);
    expect(evidence.of(0)).toEqual(known);
    slice.present[0] = 1;
    slice.volume[0] = Number.NaN;
    evidence.observe(slice);
    expect(evidence.of(0).volume).toBe(100);
  });

  it('is re-based by a split, so that the bars around it compare', () => {
    const evidence = new CostEvidence(1, 5);
    const slice = emptySlice(1);
    [slice.present[0], slice.low[0], slice.high[0], slice.close[0]] = [1, 100, 102, 101];
    slice.volume[0] = 50;
    evidence.observe(slice);
    evidence.applySplit(0, 2);
    [slice.low[0], slice.high[0], slice.close[0]] = [50, 51, 50.5];
    slice.volume[0] = 100;
    evidence.observe(slice);
    expect(evidence.of(0).volume).toBeCloseTo(100, 9);
    expect(evidence.of(0).spread).toBeCloseTo(4 / 202, 12);
  });
});

describe('TradedVolume', () => {
  it('begins anew with each month, UTC', () => {
    const traded = new TradedVolume();
    traded.add(Date.UTC(2024, 0, 31, 23), 5);
    traded.add(Date.UTC(2024, 0, 31, 23), 5);
    expect(traded.at(Date.UTC(2024, 0, 1))).toBe(10);
    expect(traded.at(Date.UTC(2024, 1, 1))).toBe(0);
    expect(traded.at(Date.UTC(2025, 0, 31))).toBe(0);
  });
});
