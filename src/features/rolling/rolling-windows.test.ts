import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { RollingMeanDeviation } from './rolling-mean-deviation.ts';
import { RollingMaximum } from './rolling-maximum.ts';
import { RollingMoments } from './rolling-moments.ts';
import { RollingPeak } from './rolling-peak.ts';
import { RollingSum } from './rolling-sum.ts';
import { RollingWeightedSum } from './rolling-weighted-sum.ts';

const WINDOWS = [1, 2, 7, 30];

/** Seeded values, now and then a million times larger. */
function randomValues(count: number): number[] {
  const random = new Random(5);
  return Array.from({ length: count }, (_, at) => (at % 41 === 17 ? 1e6 : 1) * random.normal());
}

const values = randomValues(400);

/** What a window over the newest values is worth, worked out anew. */
function expectAtEveryValue(
  window: number,
  update: (value: number) => number,
  anew: (window: readonly number[]) => number,
  digits = 9,
): void {
  values.forEach((value, at) => {
    const newest = values.slice(Math.max(0, at + 1 - window), at + 1);
    const result = update(value);
    if (newest.length < window) expect(result).toBeNaN();
    else expect(result / anew(newest)).toBeCloseTo(1, digits);
  });
}

const total = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0);

describe.each(WINDOWS)('over %i values', (window) => {
  it('RollingSum is the sum and the mean', () => {
    const sum = new RollingSum(window);
    expectAtEveryValue(window, (value) => sum.update(value), total, 6);
    expect(sum.mean).toBe(sum.sum / window);
  });

  it('RollingMoments are the mean and the variance', () => {
    const moments = new RollingMoments(window);
    const mean = (list: readonly number[]) => total(list) / window;
    expectAtEveryValue(
      window,
      (value) => {
        moments.update(value);
        return moments.mean;
      },
      mean,
      6,
    );
    const again = new RollingMoments(window);
    const variance = (list: readonly number[]) =>
      total(list.map((value) => (value - mean(list)) ** 2)) / window;
    expectAtEveryValue(
      window,
      (value) => {
        again.update(value);
        return window === 1 ? 1 + again.variance : again.variance;
      },
      (list) => (window === 1 ? 1 : variance(list)),
    );
  });

  it('RollingMaximum is the largest', () => {
    const maximum = new RollingMaximum(window);
    expectAtEveryValue(
      window,
      (value) => maximum.update(value),
      (list) => Math.max(...list),
    );
  });

  it('RollingMeanDeviation is the mean and the mean absolute deviation', () => {
    const deviation = new RollingMeanDeviation(window);
    values.forEach((value, at) => {
      const newest = values.slice(Math.max(0, at + 1 - window), at + 1);
      deviation.update(value);
      if (newest.length < window) {
        expect(deviation.mean).toBeNaN();
        expect(deviation.deviation).toBeNaN();
        return;
      }
      const mean = total(newest) / window;
      expect(deviation.mean / mean).toBeCloseTo(1, 9);
      const off = total(newest.map((each) => Math.abs(each - mean))) / window;
      if (window === 1) expect(deviation.deviation).toBe(0);
      else expect(deviation.deviation / off).toBeCloseTo(1, 9);
    });
  });

  it('RollingPeak is how long ago the largest was, the latest of equals', () => {
    const peak = new RollingPeak(window);
    // Rounded, so that many are equal.
    const coarse = values.map((value) => Math.round(2 * value));
    coarse.forEach((value, at) => {
      const newest = coarse.slice(Math.max(0, at + 1 - window), at + 1);
      const age = peak.update(value);
      if (newest.length < window) expect(age).toBeNaN();
      else expect(age).toBe(window - 1 - newest.lastIndexOf(Math.max(...newest)));
    });
  });

  it('RollingWeightedSum is the sum, and the sum weighted by age', () => {
    const sums = new RollingWeightedSum(window);
    values.forEach((value, at) => {
      const newest = values.slice(Math.max(0, at + 1 - window), at + 1);
      sums.update(value);
      if (newest.length < window) {
        expect(sums.sum).toBeNaN();
        expect(sums.weightedSum).toBeNaN();
      } else {
        expect(sums.sum / total(newest)).toBeCloseTo(1, 6);
        const weighted = total(newest.map((each, k) => (k + 1) * each));
        expect(sums.weightedSum / weighted).toBeCloseTo(1, 6);
      }
    });
  });
});

describe('RollingSum', () => {
  it('forgets a huge value completely once it has left the window', () => {
    const sum = new RollingSum(3);
    for (const value of [1e300, 0.1, 0.2, 0.3]) sum.update(value);
    expect(sum.sum).toBeCloseTo(0.6, 15);
  });
});

statefulContract('RollingSum', {
  make: () => new RollingSum(4),
  step: (sum, at) => sum.update(Math.sin(at)),
  steps: 14,
});

statefulContract('RollingMeanDeviation', {
  make: () => new RollingMeanDeviation(4),
  step: (deviation, at) => {
    deviation.update(Math.sin(at));
    return [deviation.mean, deviation.deviation];
  },
  steps: 14,
});

statefulContract('RollingPeak', {
  make: () => new RollingPeak(4),
  step: (peak, at) => peak.update(Math.sin(at)),
  steps: 14,
});

statefulContract('RollingWeightedSum', {
  make: () => new RollingWeightedSum(4),
  step: (sums, at) => {
    sums.update(Math.sin(at));
    return [sums.sum, sums.weightedSum];
  },
  steps: 14,
});

statefulContract('RollingMaximum', {
  make: () => new RollingMaximum(4),
  step: (maximum, at) => maximum.update(Math.sin(at)),
  steps: 14,
});

statefulContract('RollingMoments', {
  make: () => new RollingMoments(4),
  step: (moments, at) => {
    moments.update(Math.sin(at));
    return [moments.mean, moments.variance];
  },
  steps: 14,
});
