import { add, normal, type Parameters, reshape, scoped, tanh, type Tensor } from '#tensor';
import { dense } from './dense.ts';
import { gatedResidual, gatedSkip } from './gated-residual.ts';
import { interpretableAttention } from './interpretable-attention.ts';
import { lstmLayer } from './lstm-layer.ts';
import type { NetworkSizes } from './network-sizes.ts';
import { variableSelection } from './variable-selection.ts';

/** First positions are this small: trading starts flat, and its costs do not drown the first gradients. */
const FIRST_POSITION = 0.01;
/** And so is what the newest features say by themselves. */
const FIRST_DIRECT = 0.001;

/**
 * Positions straight from features: a momentum rule that is learned, to be trained on its Sharpe ratio.
 *
 * Variable selection → LSTM → causal interpretable attention → gated residual network, each with a gated
 * skip around it, then position = tanh(linear(final) + linear(x)) at every bar, from that bar and those
 * before it. The paper has no linear path from the features: without it the network must find through six
 * layers of gates what a straight line of returns already says, and on a faint signal does not.
 *
 * @param x - [b, t, f]
 * @returns positions [b, t], in (−1, 1)
 * @throws models/network-size
 * @see Wood et al., Trading with the Momentum Transformer: An Intelligent and Interpretable Architecture, 2022
 */
export function momentumTransformer(
  parameters: Parameters,
  x: Tensor,
  { width, heads, dropout }: Omit<NetworkSizes, 'layers'>,
): Tensor {
  const { selected } = scoped('selection', () =>
    variableSelection(parameters, x, { width, dropout }),
  );
  const states = lstmLayer('lstm', parameters, selected, width);
  const local = scoped('lstmSkip', () =>
    gatedSkip(parameters, states, { skip: selected, dropout }),
  );
  const recalled = scoped('attention', () => {
    const found = interpretableAttention(parameters, local, heads);
    return gatedSkip(parameters, found, { skip: local, dropout });
  });
  const decided = scoped('feedForward', () =>
    gatedResidual(parameters, recalled, { hidden: width, outputs: width, dropout }),
  );
  const final = scoped('finalSkip', () =>
    gatedSkip(parameters, decided, { skip: local, dropout: 0 }),
  );
  const initialiser = normal(FIRST_POSITION / Math.sqrt(width));
  const position = dense('position', parameters, final, { outputs: 1, initialiser });
  const initialDirect = normal(FIRST_DIRECT);
  const direct = dense('direct', parameters, x, { outputs: 1, initialiser: initialDirect });
  return tanh(reshape(add(position, direct), x.shape.slice(0, 2)));
}
