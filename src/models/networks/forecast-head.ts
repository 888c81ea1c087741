import { concat, multiply, type Parameters, pick, reshape, type Tensor, zeros } from '#tensor';
import { dense } from './dense.ts';
import type { Head } from './head.ts';

/**
 * A linear map from what a network knows at the end of a window to its forecast.
 *
 * For trading: W [state / √n, newest row of x] + b, W and b zero at first. Returns are nearly all noise:
 * a network that starts with forecasts of its own learns by heart before it has unlearnt them. The root
 * keeps a wide state from learning faster than a narrow one, and the newest row gives what is linear in
 * it a short way, which a faint signal does not find through the layers.
 *
 * @param state - [b, n]
 * @param x - the window, [b, t, f]
 * @returns [b, horizon] for trading, [b, horizon, f] for the multivariate head
 */
export function forecastHead(
  parameters: Parameters,
  state: Tensor,
  { head: { kind, horizonBars }, x }: { readonly head: Head; readonly x: Tensor },
): Tensor {
  const [batch, length] = state.shape;
  if (kind === 'trading') {
    const known = concat([multiply(state, 1 / Math.sqrt(Number(length))), pick(x, 1, -1)], 1);
    return dense('head', parameters, known, { outputs: horizonBars, initialiser: zeros });
  }
  const features = Number(x.shape[2]);
  const outputs = dense('head', parameters, state, { outputs: horizonBars * features });
  return reshape(outputs, [batch, horizonBars, features]);
}
