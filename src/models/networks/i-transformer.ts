import {
  add,
  concat,
  type Parameters,
  reshape,
  scoped,
  slice,
  type Tensor,
  transpose,
} from '#tensor';
import { dense } from './dense.ts';
import { feedForward } from './feed-forward.ts';
import { forecastHead } from './forecast-head.ts';
import type { Head } from './head.ts';
import { instanceNorm } from './instance-norm.ts';
import type { NetworkSizes } from './network-sizes.ts';
import { norm } from './norm.ts';
import { selfAttention } from './self-attention.ts';

export interface ITransformerSizes extends NetworkSizes {
  /** Each window is shown free of its own mean and deviation, which multivariate forecasts get back. */
  readonly instanceNorm: boolean;
  /** Width inside the feed-forward layers; the width of the rest without it, as in the paper's runs. */
  readonly feedForward?: number;
  /** So many of the last columns, such as the calendar, are looked at as they are and not forecast. */
  readonly covariates?: number;
}

/**
 * A transformer whose tokens are the columns of a window, each with its whole history.
 *
 * A linear map takes each series [t] to a token; attention then runs between series, not between bars.
 * Blocks are post-norm: h = norm(x + attention(x)), y = norm(h + feedForward(h)), with a last norm. The
 * multivariate head is one map from a token to its future, shared by all. The trading head sees all
 * tokens side by side: their mean could not tell one feature from another.
 *
 * @param x - [b, t, f + covariates]
 * @returns [b, horizon], or [b, horizon, f] for the multivariate head
 * @throws models/network-size
 * @see Liu et al., iTransformer: Inverted Transformers Are Effective for Time Series Forecasting, 2024
 */
export function iTransformer(
  parameters: Parameters,
  x: Tensor,
  sizes: ITransformerSizes,
  head: Head,
): Tensor {
  const [batch, , columns] = x.shape;
  const features = Number(columns) - (sizes.covariates ?? 0);
  const series = slice(x, 2, 0, features);
  const stationary = sizes.instanceNorm ? instanceNorm(series) : null;
  const shown = stationary?.normalised ?? series;
  const beside = features === columns ? [] : [slice(x, 2, features)];
  const tokens = slice(encode(parameters, concat([shown, ...beside], 2), sizes), 1, 0, features);
  if (head.kind === 'trading') {
    const state = reshape(tokens, [batch, features * sizes.width]);
    return forecastHead(parameters, state, { head, x });
  }
  const futures = dense('head', parameters, tokens, { outputs: head.horizonBars });
  const forecast = transpose(futures, [0, 2, 1]);
  return stationary?.restore(forecast) ?? forecast;
}

/** [b, t, columns] → [b, columns, width] */
function encode(
  parameters: Parameters,
  x: Tensor,
  { width, heads, layers, dropout, feedForward: inner = width }: ITransformerSizes,
): Tensor {
  const embedded = dense('embedding', parameters, transpose(x, [0, 2, 1]), { outputs: width });
  let h = parameters.dropout(embedded, dropout);
  for (let at = 0; at < layers; at++) {
    h = scoped(`block${at}`, () => encoderBlock(parameters, h, { heads, dropout, inner }));
  }
  return norm('norm', parameters, h);
}

interface EncoderBlockOptions {
  readonly heads: number;
  readonly dropout: number;
  readonly inner: number;
}

function encoderBlock(
  parameters: Parameters,
  x: Tensor,
  { heads, dropout, inner }: EncoderBlockOptions,
): Tensor {
  const mixed = scoped('attention', () => {
    const found = selfAttention(parameters, x, { heads, causal: false });
    return norm('norm', parameters, add(x, parameters.dropout(found, dropout)));
  });
  return scoped('feedForward', () => {
    const found = feedForward(parameters, mixed, { inner, dropout });
    return norm('norm', parameters, add(mixed, parameters.dropout(found, dropout)));
  });
}
