import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noTradeBand, withinTurnover, worthwhileWeights } from './no-trade-band.ts';

const weights = (...values: number[]) => Float64Array.from(values);
const NOTHING = Number.NaN;

describe('noTradeBand', () => {
  it('is the cube root of 3/(2γ) · c · w²(1 − w)²', () => {
    expect(noTradeBand(0.5, 0.001, 5)).toBeCloseTo(Math.cbrt(0.3 * 0.001 * 0.0625), 15);
    expect(noTradeBand(-0.05, 0.001, 5)).toBeCloseTo(0.00878, 5);
  });

  it('is nothing without costs, without a weight, and with all of the wealth', () => {
    for (const band of [noTradeBand(0.3, 0, 5), noTradeBand(0, 0.01, 5), noTradeBand(1, 0.01, 5)]) {
      expect(band).toBe(0);
    }
  });

  it('is the best width in a simulation of what Merton’s investor pays and loses', () => {
    // Growth at γ = 1 of a share w = μ/σ² kept within w ± h, next to half and to twice the width.
    const [mu, sigma, cost, years] = [0.08, 0.4, 0.01, 4000];
    const target = mu / sigma ** 2;
    const best = noTradeBand(target, cost, 1);
    const growth = (half: number) => {
      let state = 12345;
      const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
      const dt = 1 / 52;
      let [share, log] = [target, 0];
      for (let at = 0; at < years * 52; at++) {
        const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
        const gross = Math.exp((mu - sigma ** 2 / 2) * dt + sigma * Math.sqrt(dt) * normal);
        const wealth = 1 + share * (gross - 1);
        log += Math.log(wealth);
        const moved = (share * gross) / wealth;
        share = Math.min(target + half, Math.max(target - half, moved));
        log += Math.log1p(-cost * Math.abs(share - moved));
      }
      return log / years;
    };
    expect(growth(best)).toBeGreaterThan(growth(best / 3));
    expect(growth(best)).toBeGreaterThan(growth(best * 3));
  });
});

describe('worthwhileWeights', () => {
  it('leaves alone what lies within its band, and moves the rest to the edge', () => {
    const next = worthwhileWeights(
      weights(0.3, 0.52, 0.18),
      weights(0.5, 0.5, NOTHING),
      weights(0.1, 0.1, 0.1),
    );
    expect(next[1]).toBeNaN();
    expect(next[2], 'nothing is wanted of it').toBeNaN();
    expect(next[0], 'to 0.4, and on to where both are 1').toBeCloseTo(0.48, 12);
  });

  it('takes what rounding left over for nothing to trade', () => {
    expect(worthwhileWeights(weights(0.1 + 0.2), weights(0.3), weights(0))[0]).toBeNaN();
  });

  it('goes all the way from cash', () => {
    const targets = weights(0.25, 0.25, 0.5);
    const next = worthwhileWeights(new Float64Array(3), targets, weights(0.1, 0.1, 0.1));
    expect([...next]).toEqual([...targets]);
  });

  it('sells what is not wanted at all, whole', () => {
    expect(worthwhileWeights(weights(0.02), weights(0), weights(0))[0]).toBe(0);
  });

  it('stays between what is held and what is wanted, and brings the sum as near as its trades can', () => {
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    const asset = fc.tuple(share, share, fc.double({ min: 0, max: 0.2, noNaN: true }));
    fc.assert(
      fc.property(fc.array(asset, { minLength: 1, maxLength: 8 }), (assets) => {
        const held = Float64Array.from(assets, ([each]) => each);
        const targets = Float64Array.from(assets, ([, each]) => each);
        const bands = Float64Array.from(assets, ([, , each]) => each);
        const next = worthwhileWeights(held, targets, bands);
        let [before, after] = [0, 0];
        next.forEach((weight, at) => {
          const gap = Math.abs(targets[at] - held[at]);
          expect(Number.isNaN(weight)).toBe(!(gap > Math.max(bands[at], 1e-9)));
          const now = Number.isNaN(weight) ? held[at] : weight;
          expect(Math.abs(now - held[at])).toBeLessThanOrEqual(gap + 1e-12);
          expect(Math.abs(targets[at] - now)).toBeLessThanOrEqual(Math.max(bands[at], gap) + 1e-12);
          const edge = Number.isNaN(weight)
            ? held[at]
            : targets[at] - Math.sign(targets[at] - held[at]) * bands[at];
          before += targets[at] - edge;
          after += targets[at] - now;
        });
        expect(Math.abs(after)).toBeLessThanOrEqual(Math.abs(before) + 1e-12);
        if (next.every((weight) => !Number.isNaN(weight))) expect(after).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe('withinTurnover', () => {
  it('trades all by the same part, but for exits', () => {
    const held = weights(0.4, 0.2, 0.4);
    const next = withinTurnover(held, weights(0, 0.4, 0.6), 0.6);
    expect(next[0]).toBe(0);
    expect(next[1]).toBeCloseTo(0.3, 12);
    expect(next[2]).toBeCloseTo(0.5, 12);
  });

  it('makes no other trade where exits are all that is allowed', () => {
    expect([...withinTurnover(weights(0.4, 0.2), weights(0, 0.5), 0.1)]).toEqual([0, 0.2]);
  });

  it('leaves alone what fits', () => {
    const next = weights(0.1, NOTHING);
    expect(withinTurnover(weights(0, 0.5), next, 0.1)).toBe(next);
  });
});
