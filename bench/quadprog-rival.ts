import { createRequire } from 'node:module';

/** Arrays of the rival count from 1: what stands at 0 is not read. */
interface Quadprog {
  solveQP(
    hessian: number[][],
    linear: number[],
    rows: number[][],
    limits: number[],
    equalities: number,
  ): { readonly solution: number[] };
}

/** npm's quadprog, which is a development dependency and may be absent; null then. */
function load(): Quadprog | null {
  try {
    return createRequire(import.meta.url)('quadprog') as Quadprog;
  } catch {
    return null;
  }
}

/**
 * Long-only weights of the least variance by quadprog, Goldfarb and Idnani's dual active-set method;
 * null without the package.
 */
export function rivalMinVariance(
  covariance: Float64Array,
  assets: number,
): (() => number[]) | null {
  const rival = load();
  if (rival === null) return null;
  return () => {
    // It overwrites what it is given.
    const hessian = fromOne(assets, (i) => fromOne(assets, (j) => covariance[i * assets + j]));
    const rows = fromOne(assets, (i) => [0, 1, ...unit(assets, i)]);
    const linear = new Array<number>(assets + 1).fill(0);
    const limits = [0, 1, ...new Array<number>(assets).fill(0)];
    return rival.solveQP(hessian, linear, rows, limits, 1).solution.slice(1);
  };
}

function fromOne<Item>(count: number, of: (at: number) => Item): Item[] {
  const items = Array.from({ length: count }, (_, at) => of(at));
  return [items[0], ...items];
}

function unit(size: number, one: number): number[] {
  return Array.from({ length: size }, (_, at) => Number(at === one));
}
