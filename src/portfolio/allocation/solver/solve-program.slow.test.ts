import { expect, it } from 'vitest';
import { randomProgram } from '../../../../tests/support/random-programs.ts';
import { KKT_TOLERANCE, solveProgram } from './solve-program.ts';

it('10,000 random problems of up to 200 assets end in an answer or a proof', () => {
  const failures: string[] = [];
  const seen = { solved: 0, infeasible: 0, unbounded: 0, 'not-converged': 0 };
  for (let seed = 0; seed < 10_000; seed++) {
    const { status, kktResidual, x, gap } = solveProgram(randomProgram(seed, 200));
    seen[status]++;
    const isFinite = x.every(Number.isFinite) && Number.isFinite(gap);
    if (!(isFinite && status !== 'not-converged' && kktResidual <= KKT_TOLERANCE)) {
      failures.push(`${seed}: ${status}, ${kktResidual}`);
    }
  }
  expect(failures).toEqual([]);
  expect(seen.solved).toBeGreaterThan(5000);
  expect(seen.infeasible).toBeGreaterThan(1000);
});
