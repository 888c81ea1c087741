import { constant, integers, operation, type Tensor } from '../graph.ts';
import { describeShape, elementCount, resolveAxis, shapeError, staticShape } from '../shape.ts';
import { matmul } from './matmul.ts';
import { reshape, transpose } from './reshape.ts';

/**
 * Chosen positions of one axis: y[…, i, …] = x[…, indices[i], …].
 *
 * The gradient is a product with the one-hot matrix of the indices: the same sum in the same order
 * each time, which a scatter does not promise.
 *
 * @param indices - whole numbers, or an int64 tensor [n]
 * @throws tensor/shape
 */
export function gather(x: Tensor, indices: readonly number[] | Tensor, axis: number): Tensor {
  const at = resolveAxis('gather', axis, x.shape);
  const positions = 'node' in indices ? indices : integers(indices);
  const [length] = staticShape('gather', [x.shape[at]]);
  if (positions.dataType !== 'int64' || positions.shape.length !== 1) {
    const found = `${positions.dataType} ${describeShape(positions.shape)}`;
    throw shapeError('gather', `the indices must be int64 [n], and are ${found}`);
  }
  if (!('node' in indices) && !indices.every((index) => index >= 0 && index < length)) {
    const found = indices.join(', ');
    throw shapeError('gather', `axis ${axis} of ${describeShape(x.shape)} has no ${found}`);
  }
  const shape = x.shape.map((before, index) => (index === at ? positions.shape[0] : before));
  return operation('Gather', [x, positions], shape, {
    attributes: { axis: at },
    gradient: (dy) => [scatterSum(dy, positions, at, length), null],
  });
}

/** Rows of dy summed to the positions they came from. */
function scatterSum(dy: Tensor, positions: Tensor, axis: number, length: number): Tensor {
  const order = [axis, ...[...dy.shape.keys()].filter((other) => other !== axis)];
  const front = transpose(dy, order);
  const rows = reshape(front, [front.shape[0], elementCount(front.shape.slice(1))]);
  const hot = operation(
    'OneHot',
    [positions, integers([length]), constant([0, 1], [2])],
    [positions.shape[0], length],
    { attributes: { axis: -1 } },
  );
  const summed = matmul(hot, rows, { transposeLeft: true });
  const back = order.map((_, target) => order.indexOf(target));
  return transpose(reshape(summed, [length, ...front.shape.slice(1)]), back);
}
