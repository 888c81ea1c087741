import { describe, expect, it } from 'vitest';
import { programOf, randomProgram } from '../../../../tests/support/random-programs.ts';
import { kktResidual } from './kkt-residual.ts';
import type { ProgramSolution, QuadraticProgram } from './quadratic-program.ts';
import { denseRows, sparseRows } from './row-block.ts';
import { KKT_TOLERANCE, solveProgram } from './solve-program.ts';

const vector = (...values: readonly number[]) => Float64Array.from(values);
const oneTo = (size: number, limit = 1) => ({
  coefficients: new Float64Array(size).fill(1),
  limits: vector(limit),
});
const rows = (coefficients: readonly number[], limits: readonly number[]) => ({
  coefficients: vector(...coefficients),
  limits: vector(...limits),
  hingeCoefficients: new Float64Array(0),
});

function expectVector(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(actual[at]).toBeCloseTo(value, 9));
}

/** What every answer promises, whatever the problem was. */
function expectHonest(program: QuadraticProgram, solution: ProgramSolution): void {
  expect(solution.status).not.toBe('not-converged');
  expect(solution.kktResidual).toBeLessThanOrEqual(KKT_TOLERANCE);
  expect([...solution.x, ...solution.hinges, solution.gap].every(Number.isFinite)).toBe(true);
  if (solution.status !== 'solved') return;
  expect(
    solution.x.every((value, at) => value >= program.lower[at] && value <= program.upper[at]),
  ).toBe(true);
}

describe('solveProgram', () => {
  it('finds the two-asset minimum of variance by its formula', () => {
    const program = programOf(2, {
      hessian: vector(0.04, 0.006, 0.006, 0.09),
      equalities: oneTo(2),
    });
    const first = (0.09 - 0.006) / (0.04 + 0.09 - 2 * 0.006);
    const solution = solveProgram(program);
    expect(solution.status).toBe('solved');
    expectVector(solution.x, [first, 1 - first]);
  });

  it('stops exactly at a bound that binds, with its multiplier', () => {
    const program = programOf(2, {
      hessian: vector(1, 0, 0, 1),
      gradient: vector(-3, -1),
      lower: vector(0, 0),
      upper: vector(2, 5),
    });
    const { x, multipliers } = solveProgram(program);
    expect(x[0]).toBe(2);
    expectVector(x, [2, 1]);
    expectVector(multipliers.upper, [1, 0]);
    expectVector(multipliers.lower, [0, 0]);
  });

  it('solves a linear program at its corner', () => {
    const program = programOf(2, {
      gradient: vector(-3, -2),
      inequalities: rows([1, 1, 1, 3, 1, 0], [4, 7, 3]),
      lower: vector(0, 0),
    });
    const { x, multipliers, status } = solveProgram(program);
    expect(status).toBe('solved');
    expectVector(x, [3, 1]);
    expectVector(multipliers.inequalities, [2, 0, 1]);
  });

  it('makes a hinge the positive part of its row', () => {
    // ½x² − 2x + 3·max(0, x − 1): the slope changes from −1 to 2 at 1.
    const unit = { index: Int32Array.of(0), coefficient: vector(1), lastCoefficient: null };
    const program = programOf(1, {
      hessian: vector(1),
      gradient: vector(-2),
      hinges: { rows: sparseRows(unit, 1), offsets: vector(1), costs: vector(3) },
    });
    const { x, hinges, multipliers } = solveProgram(program);
    expectVector(x, [1]);
    expectVector(hinges, [0]);
    expectVector(multipliers.hingeRows, [1]);
    const dense = { rows: denseRows(vector(1), 1, 1), offsets: vector(1), costs: vector(0.25) };
    const cheap = solveProgram({ ...program, hinges: dense });
    expectVector(cheap.x, [1.75]);
    expectVector(cheap.hinges, [0.75]);
  });

  it('fixes a variable whose bounds are one', () => {
    const program = programOf(3, {
      hessian: vector(1, 0, 0, 0, 1, 0, 0, 0, 1),
      equalities: oneTo(3),
      lower: vector(0, 0.5, 0),
      upper: vector(1, 0.5, 1),
    });
    const { x, status, kktResidual: residual } = solveProgram(program);
    expect(status).toBe('solved');
    expect(x[1]).toBe(0.5);
    expectVector(x, [0.25, 0.5, 0.25]);
    expect(residual).toBeLessThan(1e-10);
  });

  it('takes an equality that says the same twice', () => {
    const program = programOf(2, {
      hessian: vector(1, 0, 0, 1),
      equalities: { coefficients: vector(1, 1, 2, 2), limits: vector(1, 2) },
    });
    expectVector(solveProgram(program).x, [0.5, 0.5]);
  });

  it.each<[string, Partial<QuadraticProgram>]>([
    ['bounds that cross', { lower: vector(0, 0.6), upper: vector(1, 0.5) }],
    ['weights too small to add up', { lower: vector(0, 0), upper: vector(0.4, 0.4) }],
    [
      'equalities that differ by a little',
      {
        equalities: { coefficients: vector(1, 1, 1, 1), limits: vector(1, 1.000_001) },
      },
    ],
    [
      'a group that must hold more than it may',
      {
        lower: vector(0, 0),
        inequalities: rows([1, 0, -1, 0], [0.2, -0.3]),
      },
    ],
  ])('proves that %s leave nothing', (_, parts) => {
    const program = programOf(2, { hessian: vector(1, 0, 0, 1), equalities: oneTo(2), ...parts });
    const { status, kktResidual: residual, multipliers } = solveProgram(program);
    expect(status).toBe('infeasible');
    expect(residual).toBeLessThan(1e-8);
    // The proof is in the multipliers themselves: limits · multipliers < 0.
    const dot = (a: Float64Array, b: Float64Array) =>
      a.reduce((sum, value, at) => sum + (b[at] === 0 ? 0 : value * b[at]), 0);
    const promised =
      dot(program.equalities.limits, multipliers.equalities) +
      dot(program.inequalities.limits, multipliers.inequalities) +
      dot(program.upper, multipliers.upper) -
      dot(program.lower, multipliers.lower);
    expect(promised).toBeLessThan(0);
  });

  it('finds the direction in which an objective falls for ever', () => {
    const program = programOf(2, {
      hessian: vector(1, -1, -1, 1),
      gradient: vector(-1, 0),
      lower: vector(0, 0),
    });
    const { status, x } = solveProgram(program);
    expect(status).toBe('unbounded');
    expect(x[0]).toBeGreaterThan(0);
    expect(x[1] / x[0]).toBeCloseTo(1, 6);
  });

  it('gives the same bits for the same program', () => {
    const once = solveProgram(randomProgram(7, 60));
    expect(solveProgram(randomProgram(7, 60))).toEqual(once);
  });

  it('answers or proves every one of 300 random problems', () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 300; seed++) {
      const program = randomProgram(seed, 60);
      const solution = solveProgram(program);
      expectHonest(program, solution);
      seen.set(solution.status, (seen.get(solution.status) ?? 0) + 1);
    }
    expect(seen.get('solved')).toBeGreaterThan(100);
    expect(seen.get('infeasible')).toBeGreaterThan(50);
    expect(seen.get('unbounded')).toBeGreaterThan(0);
  });
});

describe('kktResidual', () => {
  const program = programOf(2, {
    hessian: vector(1e-4, 0, 0, 3e-4),
    equalities: oneTo(2),
    lower: vector(0, 0),
  });
  const solution = solveProgram(program);

  it('sees weights that are not optimal, however small the objective is', () => {
    expect(solution.kktResidual).toBeLessThan(1e-10);
    const moved = { ...solution, x: vector(solution.x[0] + 1e-3, solution.x[1] - 1e-3) };
    expect(kktResidual(program, moved).kktResidual).toBeGreaterThan(1e-4);
  });

  it('sees a broken constraint, a broken bound and a multiplier of the wrong sign', () => {
    const off = { ...solution, x: vector(solution.x[0], solution.x[1] + 1e-6) };
    expect(kktResidual(program, off).kktResidual).toBeGreaterThan(5e-7);
    const { multipliers } = solution;
    const negative = { ...multipliers, lower: vector(-1e-6, 0) };
    expect(
      kktResidual(program, { ...solution, multipliers: negative }).kktResidual,
    ).toBeGreaterThan(1e-3);
    const below = programOf(1, { hessian: vector(1), lower: vector(1) });
    const answer = { ...solveProgram(below), x: vector(0.9) };
    expect(kktResidual(below, answer).kktResidual).toBeGreaterThan(0.05);
  });

  it('sees what only one of the conditions shows', () => {
    const nothing = programOf(1, { lower: vector(1) });
    const below = { ...solveProgram(nothing), x: vector(0.9) };
    expect(kktResidual(nothing, below).kktResidual).toBeGreaterThan(0.05);
    // The greatest instead of the least of x.
    const least = programOf(1, { gradient: vector(1), lower: vector(0), upper: vector(2) });
    const { multipliers } = solveProgram(least);
    const greatest = { ...multipliers, lower: vector(0), upper: vector(-1) };
    const answer = { x: vector(2), hinges: vector(), multipliers: greatest };
    expect(kktResidual(least, answer).kktResidual).toBeGreaterThan(0.5);
  });

  it('sees a multiplier of a constraint that does not bind', () => {
    const slack = programOf(1, { hessian: vector(1), gradient: vector(-1), upper: vector(2) });
    const multipliers = { ...solveProgram(slack).multipliers, upper: vector(0.5) };
    const answer = { x: vector(0.5), hinges: vector(), multipliers };
    expect(kktResidual(slack, answer).kktResidual).toBeGreaterThan(0.1);
  });

  it('is no small number where something is not finite', () => {
    const broken = { ...solution, x: vector(Number.NaN, 1) };
    expect(kktResidual(program, broken).kktResidual).toBe(Number.MAX_VALUE);
  });
});
