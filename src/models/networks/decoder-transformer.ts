import { add, gelu, type Parameters, pick, scoped, slice, type Tensor } from '#tensor';
import { dense } from './dense.ts';
import { feedForward } from './feed-forward.ts';
import { forecastHead } from './forecast-head.ts';
import type { Head } from './head.ts';
import type { NetworkSizes } from './network-sizes.ts';
import { norm } from './norm.ts';
import { selfAttention } from './self-attention.ts';
import { sinusoidalPositions } from './sinusoidal-positions.ts';

/**
 * A causal transformer over the bars of a window; what it knows at the last bar makes the forecast.
 *
 * Linear embedding + sinusoidal positions, then blocks of causal self-attention and feed-forward
 * (4 × width, GELU), each behind a layer norm and added to its input; a last norm and a linear head.
 *
 * @param x - [b, t, f]
 * @returns [b, horizon], or [b, horizon, f] for the multivariate head
 * @throws models/network-size
 * @see Vaswani et al., Attention Is All You Need, 2017; Xiong et al., On Layer Normalization in the Transformer Architecture, 2020, for the norms' place
 */
export function decoderTransformer(
  parameters: Parameters,
  x: Tensor,
  sizes: NetworkSizes,
  head: Head,
): Tensor {
  const last = pick(states(parameters, x, { ...sizes, lastOnly: true }), 1, -1);
  return forecastHead(parameters, last, { head, x });
}

/**
 * What the decoder transformer knows at every bar, from that bar and those before it.
 *
 * @param x - [b, t, f]
 * @returns [b, t, width]
 * @throws models/network-size
 */
export function decoderStates(parameters: Parameters, x: Tensor, sizes: NetworkSizes): Tensor {
  return states(parameters, x, { ...sizes, lastOnly: false });
}

function states(
  parameters: Parameters,
  x: Tensor,
  { width, heads, layers, dropout, lastOnly }: NetworkSizes & { readonly lastOnly: boolean },
): Tensor {
  const embedded = dense('embedding', parameters, x, { outputs: width });
  const marked = add(embedded, sinusoidalPositions(Number(x.shape[1]), width));
  let h = parameters.dropout(marked, dropout);
  for (let at = 0; at < layers; at++) {
    // Earlier positions of the last block reach no output when only the last one is read.
    const options = { heads, dropout, lastOnly: lastOnly && at === layers - 1 };
    h = scoped(`block${at}`, () => decoderBlock(parameters, h, options));
  }
  return norm('norm', parameters, h);
}

export interface DecoderBlockOptions {
  readonly heads: number;
  readonly dropout: number;
  readonly lastOnly?: boolean;
  readonly activation?: (x: Tensor) => Tensor;
}

/**
 * One pre-norm block: h = x + attention(norm(x)), y = h + feedForward(norm(h)).
 *
 * @param x - [b, t, width]
 * @returns [b, t, width], or [b, 1, width] for the last position only
 * @throws models/network-size
 */
export function decoderBlock(
  parameters: Parameters,
  x: Tensor,
  { heads, dropout, lastOnly = false, activation = gelu }: DecoderBlockOptions,
): Tensor {
  const mixed = scoped('attention', () => {
    const seen = norm('norm', parameters, x);
    const found = selfAttention(parameters, seen, { heads, causal: true, lastOnly });
    return add(lastOnly ? slice(x, 1, -1) : x, parameters.dropout(found, dropout));
  });
  return scoped('feedForward', () => {
    const seen = norm('norm', parameters, mixed);
    const inner = 4 * Number(x.shape.at(-1));
    const found = feedForward(parameters, seen, { inner, activation });
    return add(mixed, parameters.dropout(found, dropout));
  });
}
