import { integers, operation, type Tensor } from '../graph.ts';
import { elementCount, type Shape, staticShape } from '../shape.ts';
import { divide, multiply, subtract } from './arithmetic.ts';
import { asNumbers, equal } from './comparisons.ts';
import { exp } from './pointwise.ts';
import { reshape } from './reshape.ts';
import { expand, reducedShapes, type ReductionOptions, sum } from './sum.ts';

/** Σx / n over `axes` (all without them). @throws tensor/shape */
export function mean(x: Tensor, axes?: readonly number[], options: ReductionOptions = {}): Tensor {
  return reduce('ReduceMean', x, axes, options, (dy, _, { kept }) => {
    const count = Number(elementCount(staticShape('mean', x.shape))) / Number(elementCount(kept));
    return expand(reshape(divide(dy, count), kept), x.shape);
  });
}

/** The largest over `axes` (all without them); equal ones share the gradient. @throws tensor/shape */
export function max(x: Tensor, axes?: readonly number[], options: ReductionOptions = {}): Tensor {
  return reduce('ReduceMax', x, axes, options, (dy, y, { kept, axes: reduced }) => {
    const winners = asNumbers(equal(x, reshape(y, kept)));
    const share = divide(reshape(dy, kept), sum(winners, reduced, { keepDimensions: true }));
    return multiply(winners, share);
  });
}

/** ln Σ eˣ over `axes`, without overflow (all axes without them). @throws tensor/shape */
export function logSumExp(
  x: Tensor,
  axes?: readonly number[],
  options: ReductionOptions = {},
): Tensor {
  return reduce('ReduceLogSumExp', x, axes, options, (dy, y, { kept }) =>
    multiply(reshape(dy, kept), exp(subtract(x, reshape(y, kept)))),
  );
}

function reduce(
  type: string,
  x: Tensor,
  axes: readonly number[] | undefined,
  { keepDimensions = false }: ReductionOptions,
  gradient: (
    dy: Tensor,
    y: Tensor,
    shapes: { readonly axes: readonly number[]; readonly kept: Shape },
  ) => Tensor,
): Tensor {
  const shapes = reducedShapes(type, x.shape, axes);
  const shape = keepDimensions ? shapes.kept : shapes.dropped;
  const y = operation(type, [x, integers(shapes.axes)], shape, {
    attributes: { keepdims: keepDimensions ? 1 : 0 },
    gradient: (dy) => [gradient(dy, y, shapes), null],
  });
  return y;
}
