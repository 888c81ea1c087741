import quadprog from 'quadprog';

/** Long-only weights of the least variance by quadprog, Goldfarb and Idnani's dual active-set method. */
export function rivalMinVariance(covariance: Float64Array, assets: number): readonly number[] {
  // It overwrites what it is given.
  const hessian = fromOne(assets, (i) => fromOne(assets, (j) => covariance[i * assets + j]));
  const rows = fromOne(assets, (i) => [0, 1, ...unit(assets, i)]);
  const linear = new Array<number>(assets + 1).fill(0);
  const limits = [0, 1, ...new Array<number>(assets).fill(0)];
  return quadprog.solveQP(hessian, linear, rows, limits, 1).solution.slice(1);
}

/** The rival's arrays count from 1: what stands at 0 is not read. */
function fromOne<Item>(count: number, of: (at: number) => Item): Item[] {
  const items = Array.from({ length: count }, (_, at) => of(at));
  return [items[0], ...items];
}

function unit(size: number, one: number): number[] {
  return Array.from({ length: size }, (_, at) => Number(at === one));
}
