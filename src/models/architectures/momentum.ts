import type { SystemConfig } from '#config';
import { type Parameters, pick, reshape, type Tensor } from '#tensor';
import type { Architecture } from '../architecture.ts';
import { trainerNetwork } from './trainer-network.ts';
import { momentumTransformer } from '../networks/momentum-transformer.ts';
import { momentumObjective } from '../momentum/momentum-objective.ts';
import {
  positionSequences,
  type SequenceInput,
  sequenceBars,
} from '../momentum/position-sequences.ts';

type Sizes = SystemConfig['model']['momentum'];

/**
 * The momentum transformer as a model: a window's score is the position at its newest bar.
 *
 * It learns from whole sequences of positions and what they earn after costs, where forecasting
 * networks learn from windows one by one.
 */
export const momentum: Architecture = trainerNetwork<SequenceInput, Sizes>({
  name: 'momentum',
  output: 'score',
  sizes: ({ model }) => model.momentum,
  network: (_, sizes) => (parameters: Parameters, x: Tensor) =>
    reshape(pick(momentumTransformer(parameters, x, sizes), 1, -1), [x.shape[0], 1]),
  objective: (spec, sizes, { training }) =>
    momentumObjective({ spec, sizes, costBps: training.costBps }),
  examples: positionSequences,
  samplesAnExample: ({ model }) => sequenceBars(model.seqLen),
});
