import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder } from './epoch-order.ts';

describe('the order of an epoch', () => {
  it('is a permutation, the same for the same seed and epoch', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), fc.nat(200), (seed, epoch, count) => {
        const order = epochOrder(seed, epoch, count);
        expect([...order].sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, at) => at),
        );
        expect(epochOrder(seed, epoch, count)).toEqual(order);
      }),
    );
  });

  it('puts every example at every place about equally often', () => {
    const [count, epochs] = [5, 4000];
    const seen = new Float64Array(count * count);
    for (let epoch = 0; epoch < epochs; epoch++) {
      epochOrder(3, epoch, count).forEach((example, at) => seen[at * count + example]++);
    }
    const expected = epochs / count;
    const chiSquare = seen.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0);
    // 16 degrees of freedom: beyond 39.3 once in a thousand.
    expect(chiSquare).toBeLessThan(39.3);
  });

  it('is another one for another epoch or seed', () => {
    const order = epochOrder(1, 0, 100);
    expect(epochOrder(1, 1, 100)).not.toEqual(order);
    expect(epochOrder(2, 0, 100)).not.toEqual(order);
  });
});
