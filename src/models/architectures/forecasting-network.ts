import type { SystemConfig } from '#config';
import type { Parameters, Tensor } from '#tensor';
import type { Architecture } from '../architecture.ts';
import { forecastExamples, type ForecastInput } from './forecast-examples.ts';
import { combinedLoss } from '../losses/combined.ts';
import { directionalLoss } from '../losses/directional.ts';
import { huberLoss } from '../losses/huber.ts';
import { meanSquaredLoss } from '../losses/mean-squared.ts';
import { quantileLoss } from '../losses/quantile.ts';
import type { ModelSettings, ModelSpec } from '../model.ts';
import type { Network } from './network-model.ts';
import { trainerNetwork } from './trainer-network.ts';
import type { Head } from '../networks/head.ts';

type Forecaster<Sizes> = (parameters: Parameters, x: Tensor, sizes: Sizes, head: Head) => Tensor;

/**
 * An architecture that forecasts the standardised return of each bar of the horizon.
 *
 * loss(network(x [b, t, f]) [b, horizon], y [b, horizon]), the loss `training.loss` names.
 */
export function forecastingNetwork<Sizes extends ModelSettings>(
  name: string,
  forecaster: Forecaster<Sizes>,
  sizesIn: (config: SystemConfig) => Sizes,
): Architecture {
  const networkOf = ({ horizonBars }: ModelSpec, sizes: Sizes): Network => {
    const head = { kind: 'trading', horizonBars } as const;
    return (parameters, x) => forecaster(parameters, x, sizes, head);
  };
  return trainerNetwork<ForecastInput, Sizes>({
    name,
    output: 'returns',
    sizes: sizesIn,
    network: networkOf,
    objective: (spec, sizes, config) => ({
      inputs: (examples) => ({
        x: [examples, spec.seqLen, spec.features.length],
        y: [examples, spec.horizonBars],
      }),
      build: (parameters, { x, y }) => ({
        loss: lossOf(config)(networkOf(spec, sizes)(parameters, x), y),
      }),
    }),
    examples: forecastExamples,
    samplesAnExample: () => 1,
  });
}

function lossOf({ training }: SystemConfig): (outputs: Tensor, targets: Tensor) => Tensor {
  switch (training.loss) {
    case 'mse':
      return meanSquaredLoss;
    case 'huber':
      return huberLoss;
    case 'directional':
      return directionalLoss;
    case 'combined':
      return combinedLoss;
    case 'quantile':
      return (outputs, targets) => quantileLoss(outputs, targets, training.quantile);
  }
}
