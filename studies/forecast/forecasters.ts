import { type Parameters, slice, type Tensor } from '#tensor';
import { iTransformer } from '../../src/models/networks/i-transformer.ts';
import { linearNetwork } from '../../src/models/networks/linear-network.ts';
import type { WindowSizes } from './windows.ts';

/** A network to be trained on windows of all channels. */
export interface Forecaster {
  readonly name: string;
  /** Of Adam in the first two epochs. */
  readonly learningRate: number;
  /** Windows [b, input, channels + calendar columns] → [b, horizon, channels]. */
  build(parameters: Parameters, window: Tensor, sizes: WindowSizes): Tensor;
}

/** The network of the paper, sized as its scripts size it for files of few channels. */
export function iTransformerForecaster(width: number): Forecaster {
  return {
    name: `itransformer, width ${width}`,
    learningRate: 1e-4,
    build: (parameters, window, { calendarColumns: covariates, horizonBars }) => {
      const sizes = { width, heads: 8, layers: 2, dropout: 0.1, instanceNorm: true, covariates };
      return iTransformer(parameters, window, sizes, { kind: 'multivariate', horizonBars });
    },
  };
}

/** One linear map from a window free of its level and scale to its future, shared by all channels. */
export const LINEAR: Forecaster = {
  name: 'linear',
  learningRate: 1e-3,
  build: (parameters, window, { channels, horizonBars }) => {
    const values = slice(window, 2, 0, channels);
    const head = { kind: 'multivariate', horizonBars } as const;
    return linearNetwork(parameters, values, { instanceNorm: true }, head);
  },
};
