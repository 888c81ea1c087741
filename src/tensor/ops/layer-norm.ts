import { operations, type Tensor } from '../graph.ts';
import { describeShape, sameShape, type Shape, shapeError, staticShape } from '../shape.ts';
import { multiply, subtract } from './arithmetic.ts';
import { matmul } from './matmul.ts';
import { reshape, rowsOf } from './reshape.ts';
import { sumTo } from './sum.ts';

/**
 * Layer normalisation over the last axis: (x − mean) / √(variance + epsilon) · scale + offset.
 *
 * @param x - [..., n]
 * @param scale - [n]
 * @param offset - [n]
 * @returns [..., n]
 * @throws tensor/shape
 * @see Ba, Kiros and Hinton, Layer Normalization, 2016
 */
export function layerNorm(x: Tensor, scale: Tensor, offset: Tensor, epsilon = 1e-5): Tensor {
  const width = x.shape.slice(-1);
  if (x.shape.length === 0 || !sameShape(scale.shape, width) || !sameShape(offset.shape, width)) {
    const given = [x, scale, offset].map(({ shape }) => describeShape(shape)).join(', ');
    throw shapeError('layerNorm', `${given} are not [..., n], [n], [n]`);
  }
  const rows = rowsOf(x);
  const column: Shape = [rows.shape[0], 1];
  const [y, centre, inverse] = operations(
    'LayerNormalization',
    [rows, scale, offset],
    [rows.shape, column, column],
    {
      attributes: { axis: 1, epsilon: { float: epsilon } },
      gradient: ([dy]) => (dy ? gradient(dy, { rows, scale, offset, centre, inverse }) : []),
    },
  );
  return reshape(y, x.shape);
}

interface Forward {
  readonly rows: Tensor;
  readonly scale: Tensor;
  readonly offset: Tensor;
  /** Mean of each row, [rows, 1]. */
  readonly centre: Tensor;
  /** 1 / √(variance + epsilon) of each row, [rows, 1]. */
  readonly inverse: Tensor;
}

/** With x̂ the normalised row and d = dy · scale: dx = (d − mean d − x̂ · mean(d x̂)) / deviation. */
function gradient(dy: Tensor, { rows, scale, offset, centre, inverse }: Forward) {
  const [width] = staticShape('layerNorm', scale.shape);
  const normalised = multiply(subtract(rows, centre), inverse);
  const dScale = multiply(dy, normalised);
  // Row means as matrix products: the runtime multiplies faster than it reduces a last axis.
  const averaging = reshape(multiply(scale, 1 / width), [width, 1]);
  const centred = subtract(multiply(dy, scale), matmul(dy, averaging));
  return [
    multiply(subtract(centred, multiply(normalised, matmul(dScale, averaging))), inverse),
    sumTo(dScale, scale.shape),
    sumTo(dy, offset.shape),
  ];
}
