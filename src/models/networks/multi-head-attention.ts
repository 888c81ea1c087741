import { attention, linear, reshape, slice, split, type Tensor, transpose } from '#tensor';
import { headWidth } from './network-sizes.ts';

export interface AttentionOptions {
  readonly heads: number;
  /** Position t sees positions ≤ t only. */
  readonly causal: boolean;
  /** Only the last position asks; the result is the last row of the whole, for a fraction of the work. */
  readonly lastOnly?: boolean;
}

export interface AttentionWeights {
  /** For queries, keys and values below one another, [3 width, width]. */
  readonly projection: Tensor;
  readonly projectionBias?: Tensor;
  /** [width, width] */
  readonly output: Tensor;
  readonly outputBias?: Tensor;
}

/**
 * Attention of a sequence over itself: concat over heads of softmax(Qᵢ Kᵢᵀ / √d) Vᵢ, times Wₒ.
 *
 * @param x - [b, t, width]
 * @returns [b, t, width], or [b, 1, width] for the last position only
 * @throws models/network-size
 * @see Vaswani et al., Attention Is All You Need, 2017
 */
export function multiHeadAttention(
  x: Tensor,
  { projection, projectionBias, output, outputBias }: AttentionWeights,
  { heads, causal, lastOnly = false }: AttentionOptions,
): Tensor {
  const width = Number(x.shape.at(-1));
  const perHead = headWidth({ width, heads });
  // One product for all three: three narrow ones would read x three times.
  const projected = linear(x, projection, projectionBias);
  const [query, key, value] = split(projected, 2, [width, width, width]);
  const asking = lastOnly ? slice(query, 1, -1) : query;
  const [q, k, v] = [asking, key, value].map((part) => toHeads(part, heads, perHead));
  // Nothing comes after the last position, so it needs no mask.
  const mixed = attention(q, k, v, { causal: causal && !lastOnly });
  const merged = reshape(transpose(mixed, [0, 2, 1, 3]), asking.shape);
  return linear(merged, output, outputBias);
}

/** [b, t, width] → [b, h, t, width / h] */
function toHeads(x: Tensor, heads: number, perHead: number): Tensor {
  const [batch, time] = x.shape;
  return transpose(reshape(x, [batch, time, heads, perHead]), [0, 2, 1, 3]);
}
