import { operation, type Tensor } from '../graph.ts';
import { describeShape, type Shape, shapeError } from '../shape.ts';
import { matmul } from './matmul.ts';
import { reshape, rowsOf } from './reshape.ts';
import { sumTo } from './sum.ts';

/**
 * A fully connected layer: y = x Wᵀ + b.
 *
 * One matrix product over all rows, forward and backward, whatever the leading axes are.
 *
 * @param x - [..., in]
 * @param weight - [out, in]
 * @param bias - [out]
 * @returns [..., out]
 * @throws tensor/shape
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [out, width] = weight.shape;
  if (weight.shape.length !== 2 || x.shape.at(-1) !== width || x.shape.length === 0) {
    const shapes = `x ${describeShape(x.shape)} and weight ${describeShape(weight.shape)}`;
    throw shapeError('linear', `${shapes} do not fit: [..., in] and [out, in]`);
  }
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== out)) {
    const shapes = `bias ${describeShape(bias.shape)} and weight ${describeShape(weight.shape)}`;
    throw shapeError('linear', `${shapes} do not fit: [out] and [out, in]`);
  }
  const rows = rowsOf(x);
  const shape: Shape = [rows.shape[0], out];
  const y = bias
    ? operation('Gemm', [rows, weight, bias], shape, {
        attributes: { transB: 1 },
        gradient: (dy) => [
          matmul(dy, weight),
          matmul(dy, rows, { transposeLeft: true }),
          sumTo(dy, bias.shape),
        ],
      })
    : matmul(rows, weight, { transposeRight: true });
  return reshape(y, [...x.shape.slice(0, -1), out]);
}
