import {
  glorot,
  type Initialiser,
  lstm,
  orthogonal,
  type Parameters,
  scoped,
  type Tensor,
} from '#tensor';

const GATES = ['input', 'output', 'forget', 'candidate'] as const;

/**
 * An LSTM with parameters of its own, every state returned.
 *
 * Each gate's matrix is drawn for itself: from the inputs by Glorot, from the states orthogonal. The
 * forget gate starts at a bias of 1, so that memories last while nothing is learned yet.
 *
 * @param x - [b, t, f]
 * @returns [b, t, width]
 * @see Jozefowicz, Zaremba and Sutskever, An Empirical Exploration of Recurrent Network Architectures, 2015, for the bias
 */
export function lstmLayer(name: string, parameters: Parameters, x: Tensor, width: number): Tensor {
  const rows = GATES.length * width;
  return scoped(name, () =>
    lstm(x, {
      input: parameters.parameter('input', [rows, Number(x.shape[2])], perGate(glorot)),
      recurrent: parameters.parameter('recurrent', [rows, width], perGate(orthogonal())),
      bias: parameters.parameter('bias', [rows], rememberingBias),
    }),
  );
}

function perGate(initialiser: Initialiser): Initialiser {
  return ([rows, columns], random) => {
    const gates = GATES.map(() => initialiser([rows / GATES.length, columns], random));
    return Float32Array.from(gates.flatMap((gate) => [...gate]));
  };
}

const rememberingBias: Initialiser = ([rows]) => {
  const width = rows / GATES.length;
  const forget = GATES.indexOf('forget') * width;
  return new Float32Array(rows).fill(1, forget, forget + width);
};
