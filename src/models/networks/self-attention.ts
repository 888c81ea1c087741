import { concat, fanInUniform, type Parameters, type Tensor, zeros } from '#tensor';
import { type AttentionOptions, multiHeadAttention } from './multi-head-attention.ts';

const PROJECTIONS = ['query', 'key', 'value'] as const;

/**
 * Multi-head attention of a sequence over itself, with parameters of its own.
 *
 * @param x - [b, t, width]
 * @returns [b, t, width], or [b, 1, width] for the last position only
 * @throws models/network-size
 * @see Vaswani et al., Attention Is All You Need, 2017
 */
export function selfAttention(
  parameters: Parameters,
  x: Tensor,
  options: AttentionOptions,
): Tensor {
  const width = Number(x.shape.at(-1));
  const matrix = (name: string) => parameters.parameter(name, [width, width], fanInUniform);
  const bias = (name: string) => parameters.parameter(`${name}Bias`, [width], zeros);
  const projection = concat(PROJECTIONS.map(matrix), 0);
  const projectionBias = concat(PROJECTIONS.map(bias), 0);
  const weights = {
    projection,
    projectionBias,
    output: matrix('output'),
    outputBias: bias('output'),
  };
  return multiHeadAttention(x, weights, options);
}
