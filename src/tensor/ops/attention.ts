import { constant, filled, type Tensor, withGradient } from '../graph.ts';
import { describeShape, shapeError, staticShape } from '../shape.ts';
import { add, multiply } from './arithmetic.ts';
import { matmul } from './matmul.ts';
import { transposeLast } from './reshape.ts';
import { concat } from './slicing.ts';
import { softmax } from './softmax.ts';
import { sum } from './sum.ts';

export interface AttentionOptions {
  /** Position t sees positions ≤ t only. */
  readonly causal?: boolean;
  /** Factor of the scores; 1/√d without it. */
  readonly scale?: number;
}

/** Far enough below any score that its weight is exactly zero. */
const HIDDEN = -1e9;

/**
 * Scaled dot-product attention: softmax(scale · Q Kᵀ + mask) V.
 *
 * Backward, the softmax term Σⱼ dPᵢⱼ Pᵢⱼ is taken as Σ dO · O: a sum over d instead of over positions.
 *
 * @param query - [..., t, d]
 * @param key - [..., s, d]
 * @param value - [..., s, e]
 * @returns [..., t, e]
 * @throws tensor/shape
 * @see Vaswani et al., Attention Is All You Need, 2017; Dao et al., FlashAttention, 2022, for the backward pass
 */
export function attention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { causal = false, scale }: AttentionOptions = {},
): Tensor {
  const [positions, width] = staticShape('attention', query.shape.slice(-2));
  const [seen] = staticShape('attention', key.shape.slice(-2));
  if (causal && positions !== seen) {
    const shapes = `${describeShape(query.shape)} and ${describeShape(key.shape)}`;
    throw shapeError('attention', `${shapes} have no causal order: lengths differ`);
  }
  const factor = scale ?? 1 / Math.sqrt(width);
  const scores = matmul(query, key, { transposeRight: true, scale: factor });
  const weights = softmax(causal ? add(scores, causalMask(positions)) : scores);
  const mixed = matmul(weights, value);
  return withGradient('Attention', [query, key, value], mixed, (dy) => {
    const along = sum(multiply(dy, mixed), [-1], { keepDimensions: true });
    // Taken away by one more column of the product: one pass less over all pairs of positions.
    const below = filled(staticShape('attention', [...value.shape.slice(0, -1), 1]), -1);
    const dCentred = matmul(concat([dy, along], -1), concat([value, below], -1), {
      transposeRight: true,
    });
    const dScores = multiply(weights, dCentred);
    // The narrow side is the one to transpose: the runtime is slow at it where it is [t, s].
    return [
      matmul(dScores, key, { scale: factor }),
      transposeLast(matmul(query, dScores, { transposeLeft: true, scale: factor })),
      transposeLast(matmul(dy, weights, { transposeLeft: true })),
    ];
  });
}

/** 0 where position j ≤ i, far below zero after it, [t, t]; to be added to scores. */
function causalMask(positions: number): Tensor {
  const mask = new Float32Array(positions * positions);
  for (let at = 0; at < positions; at++) {
    mask.fill(HIDDEN, at * positions + at + 1, (at + 1) * positions);
  }
  return constant(mask, [positions, positions]);
}
