import { gelu, type Parameters, type Tensor } from '#tensor';
import { dense } from './dense.ts';

export interface FeedForwardOptions {
  /** Width between the two layers. */
  readonly inner: number;
  /** Share of the inner numbers left out in training. */
  readonly dropout?: number;
  readonly activation?: (x: Tensor) => Tensor;
}

/**
 * Two layers at each position for itself: W₂ GELU(W₁ x + b₁) + b₂.
 *
 * @param x - [..., width]
 * @returns [..., width]
 */
export function feedForward(
  parameters: Parameters,
  x: Tensor,
  { inner, dropout = 0, activation = gelu }: FeedForwardOptions,
): Tensor {
  const hidden = activation(dense('in', parameters, x, { outputs: inner }));
  const kept = parameters.dropout(hidden, dropout);
  return dense('out', parameters, kept, { outputs: Number(x.shape.at(-1)) });
}
