import {
  add,
  pick,
  attention,
  concat,
  gelu,
  glorot,
  layerNorm,
  linear,
  lstm,
  mean,
  ones,
  type Parameters,
  reshape,
  scoped,
  split,
  square,
  subtract,
  type Tensor,
  transpose,
  zeros,
} from '#tensor';

export interface DecoderSizes {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

const OUTPUTS = 5;

function dense(name: string, parameters: Parameters, x: Tensor, outputs: number): Tensor {
  return scoped(name, () =>
    linear(
      x,
      parameters.parameter('weight', [outputs, Number(x.shape.at(-1))], glorot),
      parameters.parameter('bias', [outputs], zeros),
    ),
  );
}

function norm(name: string, parameters: Parameters, x: Tensor): Tensor {
  const width = [Number(x.shape.at(-1))];
  return scoped(name, () =>
    layerNorm(
      x,
      parameters.parameter('scale', width, ones),
      parameters.parameter('offset', width, zeros),
    ),
  );
}

/** Self-attention with one projection for queries, keys and values; x [b, t, d]. */
function selfAttention(parameters: Parameters, x: Tensor, heads: number, causal: boolean): Tensor {
  const [batch, time, length] = x.shape;
  const width = Number(length);
  const projected = dense('projection', parameters, x, 3 * width);
  const [query, key, value] = split(projected, 2, [width, width, width]).map(
    (part) => transpose(reshape(part, [batch, time, heads, width / heads]), [0, 2, 1, 3]), // [b, h, t, d]
  );
  const mixed = transpose(attention(query, key, value, { causal }), [0, 2, 1, 3]);
  return dense('output', parameters, reshape(mixed, x.shape), width);
}

function block(parameters: Parameters, x: Tensor, heads: number): Tensor {
  const width = Number(x.shape.at(-1));
  const mixed = add(
    x,
    scoped('attention', () => selfAttention(parameters, norm('norm', parameters, x), heads, true)),
  );
  return scoped('feedForward', () => {
    const inner = gelu(dense('in', parameters, norm('norm', parameters, mixed), 4 * width), 'tanh');
    return add(mixed, dense('out', parameters, inner, width));
  });
}

/**
 * The reference decoder transformer: pre-norm, causal, last position to 5 outputs; x [b, 60, 50].
 *
 * Parameters come in the order of the PyTorch module, so that its flat vectors fit.
 */
export function decoder(
  parameters: Parameters,
  x: Tensor,
  { width, heads, layers }: DecoderSizes,
): Tensor {
  let h = dense('embedding', parameters, x, width);
  for (let at = 0; at < layers; at++) h = scoped(`block${at}`, () => block(parameters, h, heads));
  return dense('head', parameters, pick(norm('norm', parameters, h), 1, -1), OUTPUTS);
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
  const mixed = scoped('attention', () => selfAttention(parameters, states, 4, false));
  return dense('head', parameters, pick(add(states, mixed), 1, -1), OUTPUTS);
}

/** Mean squared error of outputs [b, 5]. */
export function meanSquaredError(outputs: Tensor, targets: Tensor): Tensor {
  return mean(square(subtract(outputs, targets)));
}
