import { integers, operation, type Tensor } from '../graph.ts';
import {
  describeShape,
  type Dimension,
  elementCount,
  resolveReshape,
  sameShape,
  shapeError,
} from '../shape.ts';

/** The same numbers in another shape; one length may be -1. @throws tensor/shape */
export function reshape(x: Tensor, target: readonly Dimension[]): Tensor {
  const shape = resolveReshape(x.shape, target);
  if (sameShape(shape, x.shape)) return x;
  const { node } = x;
  if (node.kind === 'operation' && node.type === 'Reshape' && node.inputs[0]) {
    return reshape(node.inputs[0], shape);
  }
  const sizes = integers(shape.map((length) => (typeof length === 'number' ? length : -1)));
  return operation('Reshape', [x, sizes], shape, {
    dataType: x.dataType,
    gradient: (dy) => [reshape(dy, x.shape)],
  });
}

/** Axes in another order: axis `i` of the result is axis `order[i]` of x. @throws tensor/shape */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  if (
    order.toSorted((a, b) => a - b).some((axis, at) => axis !== at) ||
    order.length !== x.shape.length
  ) {
    throw shapeError('transpose', `[${order.join(', ')}] is no order of ${describeShape(x.shape)}`);
  }
  const { node } = x;
  if (node.kind === 'operation' && node.type === 'Transpose' && node.inputs[0]) {
    const inner = node.attributes['perm'] as readonly number[];
    return transpose(
      node.inputs[0],
      order.map((axis) => inner[axis]),
    );
  }
  if (order.every((axis, at) => axis === at)) return x;
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return operation(
    'Transpose',
    [x],
    order.map((axis) => x.shape[axis]),
    {
      dataType: x.dataType,
      attributes: { perm: order },
      gradient: (dy) => [transpose(dy, inverse)],
    },
  );
}

/** Swaps the last two axes. */
export function transposeLast(x: Tensor): Tensor {
  const rank = x.shape.length;
  const order = Array.from({ length: rank }, (_, axis) => axis);
  return transpose(x, [...order.slice(0, -2), rank - 1, rank - 2]);
}

/** [..., n] as [rows, n]. */
export function rowsOf(x: Tensor): Tensor {
  const width = x.shape.at(-1);
  return reshape(x, [elementCount(x.shape.slice(0, -1)), ...(width === undefined ? [] : [width])]);
}

/** Every number in one axis. */
export function flatten(x: Tensor): Tensor {
  return reshape(x, [elementCount(x.shape)]);
}
