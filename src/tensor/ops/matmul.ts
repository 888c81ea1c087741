import { operation, type Tensor } from '../graph.ts';
import { broadcastShapes, describeShape, type Shape, shapeError } from '../shape.ts';
import { multiply } from './arithmetic.ts';
import { transposeLast } from './reshape.ts';
import { sumTo } from './sum.ts';

export interface MatmulOptions {
  readonly transposeLeft?: boolean;
  readonly transposeRight?: boolean;
  /** Factor of the product. */
  readonly scale?: number;
}

interface Flags {
  readonly left: boolean;
  readonly right: boolean;
  readonly scale: number;
}

/**
 * scale · A B over the last two axes, [..., m, k] · [..., k, n] → [..., m, n]; either may be given transposed.
 *
 * Leading axes broadcast.
 *
 * @throws tensor/shape
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeLeft = false, transposeRight = false, scale = 1 }: MatmulOptions = {},
): Tensor {
  return product(a, b, { left: transposeLeft, right: transposeRight, scale });
}

function product(a: Tensor, b: Tensor, flags: Flags): Tensor {
  const shape = productShape(a, b, flags);
  const gradient = (dy: Tensor) => {
    const { left, right, scale } = flags;
    const da = left
      ? product(b, dy, { left: right, right: true, scale })
      : product(dy, b, { left: false, right: !right, scale });
    const db = right
      ? product(dy, a, { left: true, right: left, scale })
      : product(a, dy, { left: !left, right: false, scale });
    return [sumTo(da, a.shape), sumTo(db, b.shape)];
  };
  if (a.shape.length === 2 && b.shape.length === 2) {
    return operation('Gemm', [a, b], shape, { attributes: gemmAttributes(flags), gradient });
  }
  const { left, right, scale } = flags;
  if (!left && !right && scale === 1) return operation('MatMul', [a, b], shape, { gradient });
  return operation('FusedMatMul', [a, b], shape, {
    domain: 'com.microsoft',
    attributes: gemmAttributes(flags),
    gradient,
    lower: ({ portable }) => (portable ? [standardProduct(a, b, shape, flags)] : null),
  });
}

function gemmAttributes({ left, right, scale }: Flags) {
  return { transA: Number(left), transB: Number(right), alpha: { float: scale } };
}

function standardProduct(
  a: Tensor,
  b: Tensor,
  shape: Shape,
  { left, right, scale }: Flags,
): Tensor {
  const inputs = [left ? transposeLast(a) : a, right ? transposeLast(b) : b];
  const y = operation('MatMul', inputs, shape);
  return scale === 1 ? y : multiply(y, scale);
}

function productShape(a: Tensor, b: Tensor, { left, right }: Flags): Shape {
  const shapes = `${describeShape(a.shape)}${left ? 'ᵀ' : ''} and ${describeShape(b.shape)}${right ? 'ᵀ' : ''}`;
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw shapeError('matmul', `${shapes} are not both matrices`);
  }
  const [rows, inner] = left ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const [innerRight, columns] = right ? b.shape.slice(-2).reverse() : b.shape.slice(-2);
  if (inner !== innerRight) {
    throw shapeError('matmul', `${shapes} do not fit: ${inner} against ${innerRight}`);
  }
  const batch = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [...batch, rows, columns];
}
