import { integers, operation, type Tensor } from '../graph.ts';
import {
  broadcastShapes,
  describeShape,
  elementCount,
  resolveAxis,
  sameShape,
  type Shape,
  shapeError,
  staticShape,
} from '../shape.ts';
import { reshape } from './reshape.ts';

export interface ReductionOptions {
  /** Leaves summed axes in the shape with length 1. */
  readonly keepDimensions?: boolean;
}

/** Which axes a reduction takes away, and what is left with and without them. */
export function reducedShapes(operationName: string, shape: Shape, axes?: readonly number[]) {
  const reduced = new Set(
    axes?.map((axis) => resolveAxis(operationName, axis, shape)) ?? shape.keys(),
  );
  return {
    axes: [...reduced].sort((a, b) => a - b),
    kept: shape.map((length, axis) => (reduced.has(axis) ? 1 : length)),
    dropped: shape.filter((_, axis) => !reduced.has(axis)),
  };
}

/** Σ over `axes` (all without them). @throws tensor/shape */
export function sum(
  x: Tensor,
  axes?: readonly number[],
  { keepDimensions = false }: ReductionOptions = {},
): Tensor {
  const shapes = reducedShapes('sum', x.shape, axes);
  if (shapes.axes.length === 0) return x;
  return operation(
    'ReduceSum',
    [x, integers(shapes.axes)],
    keepDimensions ? shapes.kept : shapes.dropped,
    {
      attributes: { keepdims: keepDimensions ? 1 : 0 },
      gradient: (dy) => [expand(reshape(dy, shapes.kept), x.shape)],
    },
  );
}

/** x repeated along axes of length 1, and along new leading ones. @throws tensor/shape */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes('expand', x.shape, shape), shape)) {
    throw shapeError(
      'expand',
      `${describeShape(x.shape)} does not grow to ${describeShape(shape)}`,
    );
  }
  return operation('Expand', [x, integers(staticShape('expand', shape))], shape, {
    gradient: (dy) => [sumTo(dy, x.shape)],
  });
}

/** Undoes a broadcast: the sum of x over every axis in which `shape` was stretched. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const leading = x.shape.length - shape.length;
  const stretched = shape.map((length) => length === 1);
  const firstWhole = stretched.indexOf(false);
  const lead = leading + (firstWhole === -1 ? shape.length : firstWhole);
  if (sameShape(x.shape.slice(lead), shape.slice(lead - leading))) {
    // The runtime sums the leading axis of a matrix much faster than several axes.
    const rest = elementCount(x.shape.slice(lead));
    const matrix = reshape(x, [elementCount(x.shape.slice(0, lead)), rest]);
    return reshape(sum(matrix, [0]), shape);
  }
  const axes = [...x.shape.keys()].filter((axis) => axis < leading || stretched[axis - leading]);
  return reshape(sum(x, axes), shape);
}
