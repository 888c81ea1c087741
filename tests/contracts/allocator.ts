import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PortfolioConfig, systemSchema } from '#config';
import type { Allocation, AllocationInputs } from '#portfolio';

export interface AllocatorCase {
  readonly method: PortfolioConfig['method'];
  readonly make: (settings: PortfolioConfig) => { optimize(inputs: AllocationInputs): Allocation };
}

export const METHODS = [
  'mean-variance',
  'min-variance',
  'risk-parity',
  'equal-weight',
  'max-sharpe',
  'hrp',
  'min-cvar',
  'black-litterman',
  'ppo',
] as const satisfies readonly PortfolioConfig['method'][];

export const COVARIANCES = [
  'sample',
  'exponential',
  'ledoit-wolf',
  'constant-correlation',
  'single-factor',
] as const satisfies readonly PortfolioConfig['covariance'][];

/** How far weights may miss a limit, and the conditions of optimality their certificate's bound. */
const TOLERANCE = 1e-8;

export function inputsOf(
  assets: number,
  values: Float64Array,
  parts: Partial<AllocationInputs> = {},
): AllocationInputs {
  return {
    symbols: Array.from({ length: assets }, (_, at) => `A${at}`),
    returns: { bars: values.length / assets, assets, values },
    barsPerYear: 252,
    riskFreeRate: 0,
    ...parts,
  };
}

/** What holds whatever comes in. */
export function expectSound(allocation: Allocation): void {
  const { weights, riskShares, certificate, used, method, reason } = allocation;
  const { expectedReturn, volatility, limitViolation, covariance } = allocation;
  const numbers = [...weights, ...riskShares, expectedReturn, volatility, limitViolation];
  expect(numbers.every(Number.isFinite)).toBe(true);
  expect(Object.values(certificate).every((value) => !Number.isNaN(value))).toBe(true);
  expect(Number.isFinite(covariance.jitter)).toBe(true);
  if (used !== method) expect(reason).toMatch(/; /);
  else expect(certificate.kktResidual).toBeLessThanOrEqual(TOLERANCE);
  if (!reason?.endsWith('which break the limits')) {
    expect(limitViolation).toBeLessThanOrEqual(TOLERANCE);
  }
  if (volatility > 0) expect(riskShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
}

const plain = fc.double({ min: -0.2, max: 0.2, noNaN: true });

const rough = fc.oneof(
  { weight: 20, arbitrary: plain },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -1, 0, 1e6, 1e200, -1e-300) },
);

/** A problem of up to six assets: how its returns are drawn, how many bars there are. */
const problems = (cell: fc.Arbitrary<number>, leastBars: number) =>
  fc.integer({ min: 1, max: 6 }).chain((assets) =>
    fc.record({
      assets: fc.constant(assets),
      cells: fc.array(cell, { minLength: leastBars * assets, maxLength: 40 * assets }),
      previous: fc.option(fc.array(fc.double(), { minLength: assets, maxLength: assets })),
      covariance: fc.constantFrom(...COVARIANCES),
      longShort: fc.boolean(),
      maxWeight: fc.constantFrom(0.1, 0.4, 1, 5),
      maxTurnover: fc.constantFrom(null, 0.001, 0.5),
    }),
  );

/** What every way to choose weights must hold to. */
export function allocatorContract({ method, make }: AllocatorCase): void {
  const allocatorOf = (settings: object) =>
    make(systemSchema.parse({ portfolio: { method, ...settings } }).portfolio);
  type Problem = ReturnType<typeof problems> extends fc.Arbitrary<infer Given> ? Given : never;
  const posed = ({ assets, cells, previous, ...settings }: Problem) => ({
    allocator: allocatorOf(settings),
    inputs: inputsOf(
      assets,
      Float64Array.from(cells.slice(0, cells.length - (cells.length % assets))),
      {
        previousWeights: previous === null ? null : Float64Array.from(previous),
        forecastWeights: new Float64Array(assets).fill(1 / assets),
      },
    ),
  });
  const forAll = (
    given: fc.Arbitrary<Problem>,
    check: (posed: { allocator: ReturnType<typeof make>; inputs: AllocationInputs }) => void,
  ) =>
    fc.assert(
      fc.property(given, (problem) => check(posed(problem))),
      { numRuns: 60, seed: 5 },
    );

  describe(`allocation by ${method}`, () => {
    it('answers soundly whatever comes in', () => {
      forAll(problems(rough, 0), ({ allocator, inputs }) => {
        expectSound(allocator.optimize(inputs));
      });
    });

    it('answers the same when asked again, whatever it was asked in between, and changes nothing it is given', () => {
      forAll(problems(plain, 3), ({ allocator, inputs }) => {
        const before = structuredClone(inputs);
        const first = allocator.optimize(inputs);
        allocator.optimize(inputsOf(2, Float64Array.of(0.1, 0.2, -0.1, 0.1, 0.3, 0)));
        expect(allocator.optimize(inputs)).toEqual(first);
        expect(inputs).toEqual(before);
      });
    });

    it('gives an asset the same whatever its place', () => {
      forAll(problems(plain, 20), ({ allocator, inputs }) => {
        const { weights, used, certificate } = allocator.optimize(inputs);
        const turned = allocator.optimize(turnedRound(inputs));
        expect(turned.used).toBe(used);
        // Where several weights are as good, any of them will do.
        if (used !== method || certificate.solver === 'interior-point') return;
        // Hierarchical risk parity halves an order that may be read from either end: 2 and 3 of 5, or 3 and 2.
        if (method === 'hrp' && ![1, 2, 4].includes(weights.length)) return;
        weights.forEach((weight, at) => {
          expect(turned.weights[weights.length - 1 - at]).toBeCloseTo(weight, 6);
        });
      });
    });

    it('gives everything to the only asset there is', () => {
      const allocator = allocatorOf({ longShort: false });
      const returns = Float64Array.of(0.01, 0.02, -0.01, 0.005);
      const { weights, used } = allocator.optimize(
        inputsOf(1, returns, { forecastWeights: Float64Array.of(1) }),
      );
      expect(used).toBe(method);
      expect(weights[0]).toBeCloseTo(1, 8);
    });
  });
}

/** The same problem with its assets in the opposite order. */
function turnedRound(inputs: AllocationInputs): AllocationInputs {
  const { returns, previousWeights, forecastWeights, symbols } = inputs;
  const { bars, assets, values } = returns;
  const turned = values.map((_, at) => {
    const bar = Math.floor(at / assets);
    return values[bar * assets + (assets - 1 - (at % assets))];
  });
  return {
    ...inputs,
    symbols: symbols.toReversed(),
    returns: { bars, assets, values: turned },
    previousWeights: previousWeights?.toReversed() ?? null,
    forecastWeights: forecastWeights?.toReversed() ?? null,
  };
}
