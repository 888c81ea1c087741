import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { type PortfolioConfig, systemSchema } from '#config';
import {
  allocatorContract,
  COVARIANCES,
  expectSound,
  inputsOf,
  METHODS,
} from '../../../tests/contracts/allocator.ts';
import type { Allocation } from './allocation.ts';
import type { AllocationInputs } from './allocation-inputs.ts';
import { PortfolioOptimizer } from './portfolio-optimizer.ts';

/** Returns of assets that share a factor, drifting up. */
function madeReturns(seed: number, bars: number, assets: number): Float64Array {
  const random = Random.stream(seed, 'returns');
  const values = new Float64Array(bars * assets);
  for (let bar = 0; bar < bars; bar++) {
    const market = random.normal();
    for (let at = 0; at < assets; at++) {
      values[bar * assets + at] = 0.0005 * (at + 1) + 0.006 * market + 0.01 * random.normal();
    }
  }
  return values;
}

const make = (settings: PortfolioConfig, groups: Record<string, string> = {}) =>
  new PortfolioOptimizer(settings, groups);

function allocate(
  portfolio: object,
  inputs: AllocationInputs,
  groups: Record<string, string> = {},
): Allocation {
  return make(systemSchema.parse({ portfolio }).portfolio, groups).optimize(inputs);
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

for (const method of METHODS) allocatorContract({ method, make });

describe('PortfolioOptimizer', () => {
  const values = madeReturns(1, 250, 6);
  const previousWeights = Float64Array.of(0.3, 0.3, 0.1, 0.1, 0.1, 0.1);

  it.each(METHODS)(
    '%s gives weights that add up to 1, and says what vouches for them',
    (method) => {
      const forecastWeights = Float64Array.of(0.5, 0.2, 0, 0, 0, 0.3);
      const allocation = allocate({ method }, inputsOf(6, values, { forecastWeights }));
      expectSound(allocation);
      expect(allocation.used).toBe(method);
      expect(allocation.reason).toBeNull();
      expect(sum(allocation.weights)).toBeCloseTo(1, 10);
      expect(allocation.certificate.status).toBe('solved');
    },
  );

  it('risk parity makes every share of the risk the same, below a cap as well', () => {
    const free = allocate({ method: 'risk-parity' }, inputsOf(6, values));
    for (const share of free.riskShares) expect(share).toBeCloseTo(1 / 6, 10);
    const capped = allocate({ method: 'risk-parity', maxWeight: 0.17 }, inputsOf(6, values));
    expect(capped.used).toBe('risk-parity');
    expect(capped.reason).toBeNull();
    expect(sum(capped.weights)).toBeCloseTo(1, 12);
    expect(Math.max(...capped.weights)).toBe(0.17);
    const inside = [...capped.riskShares].filter((_, at) => capped.weights[at] < 0.17);
    for (const share of inside) expect(share).toBeCloseTo(inside[0], 8);
    for (const share of capped.riskShares) expect(share).toBeLessThan(inside[0] + 1e-9);
  });

  it('names the fallback where no return is above the risk-free rate', () => {
    const falling = values.map((value) => value - 0.02);
    const allocation = allocate({ method: 'max-sharpe' }, inputsOf(6, falling));
    expectSound(allocation);
    expect(allocation.used).toBe('hrp');
    expect(allocation.reason).toBe(
      'max-sharpe: nothing within the limits has an expected return above the risk-free rate; hrp instead',
    );
  });

  it('keeps the previous weights first, then hierarchical risk parity, where a method fails', () => {
    const falling = values.map((value) => value - 0.02);
    const kept = allocate({ method: 'max-sharpe' }, inputsOf(6, falling, { previousWeights }));
    expect(kept.used).toBe('previous-weights');
    expect([...kept.weights]).toEqual([...previousWeights]);
    expect(kept.reason).toMatch(/the previous weights are kept$/);
    const tight = { method: 'max-sharpe', maxWeight: 0.25 };
    const moved = allocate(tight, inputsOf(6, falling, { previousWeights }));
    expect(moved.used).toBe('hrp');
    expect(moved.limitViolation).toBeLessThan(1e-9);
  });

  it('gives equal weights, says that they break the limits, and shows the proof where nothing meets them', () => {
    const allocation = allocate({ method: 'min-variance', maxWeight: 0.1 }, inputsOf(6, values));
    expectSound(allocation);
    expect(allocation.used).toBe('equal-weight');
    expect(allocation.reason).toBe(
      'min-variance: no weights meet the limits; equal weights, which break the limits',
    );
    expect(allocation.certificate.status).toBe('infeasible');
    expect(allocation.certificate.kktResidual).toBeLessThan(1e-8);
    expect(allocation.limitViolation).toBeGreaterThan(0.06);
  });

  it('leaves out an asset without enough returns, one that stood still, and one without expectation', () => {
    const broken = values.slice();
    for (let bar = 0; bar < 250; bar++) {
      if (bar < 200) broken[bar * 6] = Number.NaN;
      broken[bar * 6 + 1] = 0;
    }
    const expectedReturns = Float64Array.of(0, 0, Number.NaN, 0.1, 0.1, 0.1);
    const allocation = allocate(
      { method: 'min-variance' },
      inputsOf(6, broken, { expectedReturns }),
    );
    expectSound(allocation);
    expect(allocation.leftOut.map(({ symbol }) => symbol)).toEqual(['A0', 'A1', 'A2']);
    expect(allocation.leftOut[0].reason).toBe('it has returns at 50 of 250 bars');
    expect([...allocation.weights.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(sum(allocation.weights)).toBeCloseTo(1, 10);
  });

  it('leaves out returns that are beyond what can be squared', () => {
    const huge = values.map((value, at) => (at % 6 === 0 ? value * 1e100 : value));
    const allocation = allocate({ method: 'hrp', covariance: 'ledoit-wolf' }, inputsOf(6, huge));
    expectSound(allocation);
    expect(allocation.leftOut).toEqual([
      { symbol: 'A0', reason: 'its returns are beyond what can be squared' },
    ]);
  });

  it('takes assets that have no two bars in common for alike', () => {
    const halves = madeReturns(3, 40, 2).map((value, at) =>
      Math.floor(at / 2) < 20 === (at % 2 === 0) ? value : Number.NaN,
    );
    const allocation = allocate({ method: 'min-variance' }, inputsOf(2, halves));
    expectSound(allocation);
    expect(allocation.covariance.bars).toBe(0);
    expect(allocation.weights[0]).toBeCloseTo(0.5, 9);
  });

  it('says that risk parity is long where weights may not add up to more than nothing', () => {
    const neutral = { method: 'risk-parity', longShort: true, netWeight: 0 };
    const allocation = allocate(neutral, inputsOf(6, values));
    expect(allocation.used).toBe('hrp');
    expect(allocation.reason).toMatch(/^risk-parity: risk parity is long, .* add up to 0 at most/);
  });

  it('finds the greatest Sharpe ratio after costs', () => {
    const [expectedReturns, held] = [Float64Array.of(0.1, 0.15), Float64Array.of(0.8, 0.2)];
    const costs = Float64Array.of(0.02, 0.04);
    const pair = madeReturns(4, 250, 2);
    const inputs = inputsOf(2, pair, { expectedReturns, previousWeights: held, costs });
    const found = allocate({ method: 'max-sharpe' }, inputs).weights;
    const equal = (first: number) => ({
      lower: Float64Array.of(first, 0),
      upper: Float64Array.of(first, 1),
    });
    let [best, most] = [0, Number.NEGATIVE_INFINITY];
    for (let step = 0; step <= 200; step++) {
      const first = step / 200;
      const limits = equal(first);
      const { expectedReturn, volatility } = allocate(
        { method: 'min-variance' },
        {
          ...inputsOf(2, pair, { expectedReturns }),
          limits,
        },
      );
      const paid = 0.06 * Math.abs(first - 0.8);
      const ratio = (expectedReturn - paid) / volatility;
      if (ratio > most) [best, most] = [first, ratio];
    }
    expect(best).toBeGreaterThan(0.05);
    expect(best).toBeLessThan(0.78);
    expect(Math.abs(found[0] - best)).toBeLessThanOrEqual(0.005);
  });

  it('has equal weights for nothing to go by', () => {
    for (const bars of [0, 1]) {
      const allocation = allocate({ method: 'min-variance' }, inputsOf(3, madeReturns(1, bars, 3)));
      expectSound(allocation);
      expect(allocation.used).toBe('equal-weight');
      expect(allocation.leftOut).toHaveLength(3);
    }
  });

  it('shares a weight between duplicated assets, and reports the repair', () => {
    const doubled = values.map((value, at) => (at % 6 === 5 ? values[at - 1] : value));
    const allocation = allocate({ method: 'min-variance' }, inputsOf(6, doubled));
    expectSound(allocation);
    expect(allocation.used).toBe('min-variance');
    expect(allocation.covariance.jitter).toBeGreaterThan(0);
    expect(allocation.weights[5]).toBeCloseTo(allocation.weights[4], 6);
  });

  it('weighs more assets than there are bars', () => {
    const few = madeReturns(2, 20, 30);
    for (const covariance of COVARIANCES) {
      const allocation = allocate({ method: 'min-variance', covariance }, inputsOf(30, few));
      expectSound(allocation);
      expect(allocation.used).toBe('min-variance');
    }
  });

  it('moves no further than turnover allows, and less the more it costs', () => {
    const settings = { method: 'mean-variance', maxTurnover: 0.2 };
    const moved = (allocation: Allocation) =>
      sum(allocation.weights.map((weight, at) => Math.abs(weight - previousWeights[at])));
    const limited = allocate(settings, inputsOf(6, values, { previousWeights }));
    expect(moved(limited)).toBeCloseTo(0.2, 9);
    const dear = new Float64Array(6).fill(0.2);
    const costly = allocate(
      { method: 'mean-variance' },
      inputsOf(6, values, { previousWeights, costs: dear }),
    );
    const free = allocate({ method: 'mean-variance' }, inputsOf(6, values, { previousWeights }));
    expect(moved(costly)).toBeLessThan(moved(free));
    const prohibitive = new Float64Array(6).fill(100);
    for (const method of ['mean-variance', 'max-sharpe', 'min-cvar'] as const) {
      const still = allocate(
        { method },
        inputsOf(6, values, { previousWeights, costs: prohibitive }),
      );
      if (still.used === method) expect(moved(still)).toBeLessThan(1e-6);
      else expect(still.used).toBe('previous-weights');
    }
  });

  it('keeps groups, gross and net exposure', () => {
    const groups = { A0: 'one', A1: 'one', A2: 'three', A4: 'two', A5: 'two' };
    const allocation = allocate(
      { method: 'max-sharpe', longShort: true, maxGross: 1.3, maxGroupWeight: 0.35 },
      inputsOf(6, values),
      groups,
    );
    const { weights } = allocation;
    expectSound(allocation);
    expect(allocation.used).toBe('max-sharpe');
    expect(weights[4] + weights[5]).toBeCloseTo(0.35, 8);
    expect(sum(weights.map(Math.abs))).toBeLessThan(1.3 + 1e-8);
    const [first, second] = [{ A0: 'one', A1: 'one', A2: 'one' }, {}].map((named) =>
      allocate({ maxGroupWeight: 0.6, method: 'equal-weight' }, inputsOf(6, values), named),
    );
    expect(first.limitViolation, 'those not named share a group').toBeLessThan(1e-9);
    expect(second.limitViolation).toBeCloseTo(0.4, 9);
    const neutral = allocate(
      { method: 'mean-variance', longShort: true, maxGross: 1, netWeight: 0 },
      inputsOf(6, values),
    );
    expect(sum(neutral.weights)).toBeCloseTo(0, 9);
    expect(sum(neutral.weights.map(Math.abs))).toBeCloseTo(1, 8);
  });

  it('moves forecast weights to the nearest within the limits, and has a fallback without any', () => {
    const forecastWeights = Float64Array.of(0.9, 0.3, 0, 0, 0, -0.2);
    const found = allocate({ method: 'ppo' }, inputsOf(6, values, { forecastWeights }));
    expect(found.used).toBe('ppo');
    expect(found.reason).toBe('the nearest weights within the limits');
    expect(found.weights[0]).toBeCloseTo(0.8, 8);
    expect(found.weights[1]).toBeCloseTo(0.2, 8);
    const broken = Float64Array.of(Number.NaN, 0.3, 0, 0, 0, 0);
    const fallback = allocate({ method: 'ppo' }, inputsOf(6, values, { forecastWeights: broken }));
    expect(fallback.used).toBe('hrp');
    expect(fallback.reason).toBe('ppo: no model has forecast weights; hrp instead');
  });

  it('moves towards an asset by a view on it', () => {
    const settings = { method: 'black-litterman', blackLitterman: { riskAversion: 3 } };
    const plain = allocate(settings, inputsOf(6, values));
    const views = { A2: 0.5 };
    const viewed = allocate(
      { ...settings, blackLitterman: { riskAversion: 3, views } },
      inputsOf(6, values),
    );
    // Without views the market's own weights are the best there are.
    for (const weight of plain.weights) expect(weight).toBeCloseTo(1 / 6, 2);
    expect(viewed.weights[2]).toBeGreaterThan(plain.weights[2] + 0.1);
    expect(viewed.expectedReturn).toBeGreaterThan(plain.expectedReturn);
  });
});
