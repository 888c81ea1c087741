import { Random } from '#base';
import { systemSchema } from '#config';
import { type AllocationInputs, PortfolioOptimizer } from '#portfolio';
import { sampleCovariance } from '../src/portfolio/allocation/covariance/sample-covariance.ts';
import { NO_ROWS } from '../src/portfolio/allocation/solver/row-block.ts';
import { solveProgram } from '../src/portfolio/allocation/solver/solve-program.ts';
import { print } from './print.ts';
import { rivalMinVariance } from './quadprog-rival.ts';
import { timed } from './timing.ts';

/** Days of returns behind each covariance. */
const BARS = 1260;
const FACTORS = 10;
const METHODS = ['min-variance', 'mean-variance', 'max-sharpe', 'risk-parity', 'hrp', 'min-cvar'];
const BUDGET_MS: Readonly<Record<number, number>> = { 50: 20, 500: 1000 };

/** The solver beside npm's quadprog, then the whole of an allocation, estimates of risk included. */
export function benchAllocation(): void {
  for (const assets of [50, 500]) {
    const inputs = factorReturns(assets);
    benchSolver(inputs, assets);
    for (const method of METHODS) {
      if (method === 'min-cvar' && assets > 50) continue;
      const settings = systemSchema.parse({ portfolio: { method } }).portfolio;
      const { cpuSeconds, result } = timed(() =>
        new PortfolioOptimizer(settings, {}).optimize(inputs),
      );
      print(
        `allocation, ${method}, ${assets} assets x ${BARS} returns`,
        `${(1000 * cpuSeconds).toFixed(1)} CPU-ms`,
        `KKT residual ${result.certificate.kktResidual.toExponential(1)}, covariance included`,
      );
    }
  }
}

function benchSolver({ returns }: AllocationInputs, assets: number): void {
  const { covariance } = sampleCovariance(returns);
  const none = new Float64Array(0);
  const program = {
    size: assets,
    hessian: covariance,
    gradient: new Float64Array(assets),
    equalities: { coefficients: new Float64Array(assets).fill(1), limits: Float64Array.of(1) },
    inequalities: { coefficients: none, limits: none, hingeCoefficients: none },
    separate: { rows: NO_ROWS, limits: none },
    lower: new Float64Array(assets),
    upper: new Float64Array(assets).fill(1),
    hinges: { rows: NO_ROWS, offsets: none, costs: none },
  };
  const ours = timed(() => solveProgram(program));
  const theirs = timed(() => rivalMinVariance(covariance, assets));
  const difference = theirs.result.reduce(
    (most, weight, at) => Math.max(most, Math.abs(weight - ours.result.x[at])),
    0,
  );
  if (!(difference < 1e-8)) throw new Error(`The two disagree by ${difference}`);
  const ratio = (ours.cpuSeconds / theirs.cpuSeconds).toFixed(2);
  print(
    `long-only minimum of variance, ${assets} assets`,
    `${(1000 * ours.cpuSeconds).toFixed(1)} CPU-ms`,
    `budget ${BUDGET_MS[assets]} ms; KKT residual ${ours.result.kktResidual.toExponential(1)}; ${ratio} x npm’s quadprog with the same weights`,
  );
}

/** Daily returns of assets that share factors. */
function factorReturns(assets: number): AllocationInputs {
  const random = Random.stream(1, 'allocation');
  const loadings = Float64Array.from({ length: assets * FACTORS }, () => 0.004 * random.normal());
  const values = new Float64Array(BARS * assets);
  for (let bar = 0; bar < BARS; bar++) {
    const factors = Float64Array.from({ length: FACTORS }, () => random.normal());
    for (let asset = 0; asset < assets; asset++) {
      let value = 0.0003 + 0.012 * random.normal();
      for (let at = 0; at < FACTORS; at++) value += loadings[asset * FACTORS + at] * factors[at];
      values[bar * assets + asset] = value;
    }
  }
  return {
    symbols: Array.from({ length: assets }, (_, at) => `A${at}`),
    returns: { bars: BARS, assets, values },
    barsPerYear: 252,
    riskFreeRate: 0,
  };
}
