import { type Parameters, reshape, type Tensor, transpose } from '#tensor';
import { dense } from './dense.ts';
import { forecastHead } from './forecast-head.ts';
import type { Head } from './head.ts';
import { instanceNorm } from './instance-norm.ts';

/**
 * One linear map, the baseline that larger networks must beat.
 *
 * For trading from all numbers of the window to the horizon. The multivariate head maps each series to
 * its own future, by one map shared by all series.
 *
 * @param x - [b, t, f]
 * @returns [b, horizon], or [b, horizon, f] for the multivariate head
 * @see Zeng et al., Are Transformers Effective for Time Series Forecasting?, 2023
 */
export function linearNetwork(
  parameters: Parameters,
  x: Tensor,
  options: { readonly instanceNorm: boolean },
  head: Head,
): Tensor {
  const stationary = options.instanceNorm ? instanceNorm(x) : null;
  const window = stationary?.normalised ?? x;
  const [batch, time, length] = x.shape;
  const features = Number(length);
  if (head.kind === 'trading') {
    const state = reshape(window, [batch, Number(time) * features]);
    return forecastHead(parameters, state, { head, x });
  }
  const series = transpose(window, [0, 2, 1]);
  const futures = dense('head', parameters, series, { outputs: head.horizonBars });
  const forecast = transpose(futures, [0, 2, 1]);
  return stationary?.restore(forecast) ?? forecast;
}
