import { type Parameters, reshape, type Tensor } from '#tensor';
import { dense } from './dense.ts';
import type { Head } from './head.ts';

/**
 * A linear map from what a network knows at the end of a window to its forecast.
 *
 * @param state - [b, n]
 * @param features - columns of the window
 * @returns [b, horizon] for trading, [b, horizon, features] for the multivariate head
 */
export function forecastHead(
  parameters: Parameters,
  state: Tensor,
  { head: { kind, horizonBars }, features }: { readonly head: Head; readonly features: number },
): Tensor {
  if (kind === 'trading') return dense('head', parameters, state, { outputs: horizonBars });
  const outputs = dense('head', parameters, state, { outputs: horizonBars * features });
  return reshape(outputs, [state.shape[0], horizonBars, features]);
}
