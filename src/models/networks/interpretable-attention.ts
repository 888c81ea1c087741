import { concat, glorot, multiply, type Parameters, type Tensor } from '#tensor';
import { multiHeadAttention } from './multi-head-attention.ts';
import { headWidth } from './network-sizes.ts';

/**
 * Causal attention whose heads look at different bars but read the same values: mean over heads of
 * softmax(Qᵢ Kᵢᵀ / √d) V, times Wₒ. The mean of the weights says which bars counted.
 *
 * Repeating V for each head and Wₒ / heads for each head's result makes ordinary attention of it.
 *
 * @param x - [b, t, width]
 * @returns [b, t, width]
 * @throws models/network-size
 * @see Lim et al., Temporal Fusion Transformers, 2021, §4.4
 */
export function interpretableAttention(parameters: Parameters, x: Tensor, heads: number): Tensor {
  const width = Number(x.shape.at(-1));
  const perHead = headWidth({ width, heads });
  const query = parameters.parameter('query', [width, width], glorot);
  const key = parameters.parameter('key', [width, width], glorot);
  const value = parameters.parameter('value', [perHead, width], glorot);
  const output = parameters.parameter('output', [width, perHead], glorot);
  const repeated = (part: Tensor, axis: number) =>
    concat(new Array<Tensor>(heads).fill(part), axis);
  const weights = {
    projection: concat([query, key, repeated(value, 0)], 0),
    output: repeated(multiply(output, 1 / heads), 1),
  };
  return multiHeadAttention(x, weights, { heads, causal: true });
}
