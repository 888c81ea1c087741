import { add, type Parameters, pick, scoped, slice, type Tensor } from '#tensor';
import { forecastHead } from './forecast-head.ts';
import type { Head } from './head.ts';
import { lstmLayer } from './lstm-layer.ts';
import type { NetworkSizes } from './network-sizes.ts';
import { norm } from './norm.ts';
import { selfAttention } from './self-attention.ts';

/**
 * Stacked LSTMs whose last state also looks back at all others: head(norm(h_T + attention(h_T over h₁ … h_T))).
 *
 * @param x - [b, t, f]
 * @returns [b, horizon], or [b, horizon, f] for the multivariate head
 * @throws models/network-size
 * @see Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; Vaswani et al., Attention Is All You Need, 2017
 */
export function attentionLstm(
  parameters: Parameters,
  x: Tensor,
  { width, heads, layers, dropout }: NetworkSizes,
  head: Head,
): Tensor {
  let states = x;
  for (let at = 0; at < layers; at++) {
    const sequence = lstmLayer(`lstm${at}`, parameters, states, width);
    states = parameters.dropout(sequence, dropout);
  }
  const recalled = scoped('attention', () => {
    // The last position is the only one that is read.
    const found = selfAttention(parameters, states, { heads, causal: false, lastOnly: true });
    const kept = parameters.dropout(found, dropout);
    return norm('norm', parameters, add(slice(states, 1, -1), kept));
  });
  return forecastHead(parameters, pick(recalled, 1, -1), { head, x });
}
