import {
  add,
  concat,
  gelu,
  glorot,
  lstm,
  type Parameters,
  pick,
  scoped,
  split,
  type Tensor,
  zeros,
} from '#tensor';
import { decoderBlock } from '../../src/models/networks/decoder-transformer.ts';
import { dense } from '../../src/models/networks/dense.ts';
import { norm } from '../../src/models/networks/norm.ts';
import { selfAttention } from '../../src/models/networks/self-attention.ts';

export interface DecoderSizes {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

const OUTPUTS = 5;

/**
 * The reference decoder transformer: our blocks with the tanh GELU and without positions; last position
 * to 5 outputs; x [b, 60, 50].
 *
 * Parameters come in the order of the PyTorch module, so that its flat vectors fit.
 */
export function decoder(
  parameters: Parameters,
  x: Tensor,
  { width, heads, layers }: DecoderSizes,
): Tensor {
  const activation = (inner: Tensor) => gelu(inner, 'tanh');
  let h = dense('embedding', parameters, x, { outputs: width });
  for (let at = 0; at < layers; at++) {
    h = scoped(`block${at}`, () => decoderBlock(parameters, h, { heads, dropout: 0, activation }));
  }
  return dense('head', parameters, pick(norm('norm', parameters, h), 1, -1), { outputs: OUTPUTS });
}

/** PyTorch's order of gates (input, forget, candidate, output) in ours (input, output, forget, candidate). */
function reordered(rows: Tensor, width: number): Tensor {
  const [inputGate, forget, candidate, output] = split(rows, 0, [width, width, width, width]);
  return concat([inputGate, output, forget, candidate], 0);
}

function torchLstm(parameters: Parameters, x: Tensor, width: number): Tensor {
  const features = Number(x.shape.at(-1));
  const input = parameters.parameter('input', [4 * width, features], glorot);
  const recurrent = parameters.parameter('recurrent', [4 * width, width], glorot);
  const inputBias = parameters.parameter('inputBias', [4 * width], zeros);
  const recurrentBias = parameters.parameter('recurrentBias', [4 * width], zeros);
  return lstm(x, {
    input: reordered(input, width),
    recurrent: reordered(recurrent, width),
    bias: reordered(add(inputBias, recurrentBias), width),
  });
}

/** The reference LSTM: two layers, self-attention over their states beside them, last position to 5 outputs. */
export function attentionLstm(parameters: Parameters, x: Tensor): Tensor {
  let states = x;
  for (let at = 0; at < 2; at++) {
    states = scoped(`lstm${at}`, () => torchLstm(parameters, states, 64));
  }
  const mixed = scoped('attention', () =>
    selfAttention(parameters, states, { heads: 4, causal: false }),
  );
  return dense('head', parameters, pick(add(states, mixed), 1, -1), { outputs: OUTPUTS });
}
