import { Random } from '#base';
import type { QuadraticProgram } from '../../src/portfolio/allocation/solver/quadratic-program.ts';
import { NO_ROWS, sparseRows } from '../../src/portfolio/allocation/solver/row-block.ts';

/** A program without constraints but these. */
export function programOf(size: number, parts: Partial<QuadraticProgram> = {}): QuadraticProgram {
  const none = new Float64Array(0);
  return {
    size,
    hessian: null,
    gradient: new Float64Array(size),
    equalities: { coefficients: none, limits: none },
    inequalities: { coefficients: none, limits: none, hingeCoefficients: none },
    separate: { rows: NO_ROWS, limits: none },
    lower: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    hinges: { rows: NO_ROWS, offsets: none, costs: none },
    ...parts,
  };
}

/**
 * A portfolio problem as data may bring one: covariances that are singular, near singular or hold
 * duplicated assets and such without variance, in any unit; bounds, fixed weights, groups, turnover and
 * costs that may contradict each other.
 */
export function randomProgram(seed: number, largest: number): QuadraticProgram {
  const random = Random.stream(seed, 'program');
  const size = 2 + Math.floor(random.uniform() ** 4 * (largest - 1));
  const unit = 10 ** (7 * random.uniform() - 6);
  const hasBounds = random.uniform() < 0.95;
  const isLong = !hasBounds ? false : random.uniform() < 0.6;
  const gradient = Float64Array.from({ length: size }, () =>
    random.uniform() < 0.3 ? 0 : random.normal() * unit,
  );
  const net = isLong || random.uniform() < 0.5 ? 1 : 0;
  const equalities = [{ row: new Float64Array(size).fill(1), limit: net }];
  if (random.uniform() < 0.1) {
    const shift = random.uniform() < 0.3 ? 1e-3 : 0;
    equalities.push({ row: new Float64Array(size).fill(1), limit: net + shift });
  }
  const rows = groupRows(random, size);
  const trades = tradingOf(random, size, unit);
  if (trades?.turnover !== undefined) {
    const held = trades.previous.reduce((sum, weight) => sum + weight, 0);
    rows.push({ row: new Float64Array(size).fill(-1), limit: trades.turnover - held });
  }
  if (trades !== null) {
    for (let at = 0; at < size; at++) gradient[at] -= trades.cost;
  }
  const width = trades === null ? 0 : size;
  const hingeCoefficients = new Float64Array(rows.length * width);
  if (trades?.turnover !== undefined) hingeCoefficients.fill(2, (rows.length - 1) * width);
  return programOf(size, {
    hessian: random.uniform() < 0.1 ? null : randomCovariance(random, size, unit),
    gradient,
    equalities: stacked(equalities),
    inequalities: { ...stacked(rows), hingeCoefficients },
    ...(hasBounds && boundsOf(random, size, isLong)),
    ...(trades !== null && {
      hinges: {
        rows: sparseRows(
          {
            index: Int32Array.from({ length: size }, (_, at) => at),
            coefficient: new Float64Array(size).fill(1),
            lastCoefficient: null,
          },
          size,
        ),
        offsets: trades.previous,
        costs: new Float64Array(size).fill(2 * trades.cost),
      },
    }),
  });
}

interface Row {
  readonly row: Float64Array;
  readonly limit: number;
}

function stacked(rows: readonly Row[]): { coefficients: Float64Array; limits: Float64Array } {
  return {
    coefficients: Float64Array.from(rows.flatMap(({ row }) => Array.from(row))),
    limits: Float64Array.from(rows, ({ limit }) => limit),
  };
}

function randomCovariance(random: Random, size: number, unit: number): Float64Array {
  const rank = Math.max(1, [size, size >> 1, 1, size - 1, size >> 2][random.integer(5)]);
  const loadings = Float64Array.from({ length: size * rank }, () => random.normal());
  const row = (asset: number) => loadings.subarray(asset * rank, (asset + 1) * rank);
  if (random.uniform() < 0.3) row(random.integer(size)).set(row(random.integer(size)));
  if (random.uniform() < 0.2) row(random.integer(size)).fill(0);
  if (random.uniform() < 0.2) {
    for (let asset = 0; asset < size; asset++) {
      const scale = 10 ** (4 * random.uniform() - 2);
      row(asset).set(row(asset).map((value) => value * scale));
    }
  }
  const ridge = random.uniform() < 0.2 ? 1e-9 * unit : 0;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += loadings[i * rank + k] * loadings[j * rank + k];
      covariance[i * size + j] = (sum / rank) * unit + (i === j ? ridge : 0);
      covariance[j * size + i] = covariance[i * size + j];
    }
  }
  return covariance;
}

function boundsOf(
  random: Random,
  size: number,
  isLong: boolean,
): Pick<QuadraticProgram, 'lower' | 'upper'> {
  const wide = random.uniform() < 0.5;
  const tight = random.uniform() < 0.8 ? 1 + 2 * random.uniform() : 0.2 + random.uniform();
  const most = wide ? 1 : tight / size;
  const lower = new Float64Array(size).fill(isLong ? 0 : -most);
  const upper = new Float64Array(size).fill(most);
  for (let at = 0; at < size; at++) {
    if (random.uniform() >= 0.03) continue;
    lower[at] += random.uniform() * (upper[at] - lower[at]);
    upper[at] = lower[at];
  }
  return { lower, upper };
}

/** Sums of some assets, from above or from below; some rows are empty. */
function groupRows(random: Random, size: number): Row[] {
  const count = random.uniform() < 0.5 ? 0 : random.integer(6);
  return Array.from({ length: count }, () => {
    const row = Float64Array.from({ length: size }, () => (random.uniform() < 0.3 ? 1 : 0));
    const limit = random.uniform();
    return random.uniform() < 0.5
      ? { row, limit }
      : { row: row.map((value) => -value), limit: -0.4 * limit };
  });
}

interface Trading {
  readonly previous: Float64Array;
  readonly cost: number;
  readonly turnover?: number;
}

function tradingOf(random: Random, size: number, unit: number): Trading | null {
  const kind = random.uniform();
  if (kind > 0.4) return null;
  const raw = Float64Array.from({ length: size }, () => random.uniform());
  const total = raw.reduce((sum, value) => sum + value, 0);
  const previous = raw.map((value) => value / total);
  const cost = kind < 0.2 ? 0 : 2 * unit * random.uniform();
  if (kind > 0.3) return { previous, cost };
  return { previous, cost, turnover: [0, 0.01, 0.1, 0.5, 1][random.integer(5)] };
}
