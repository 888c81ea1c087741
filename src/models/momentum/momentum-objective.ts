import { differentiableSharpeRatio } from '../losses/differentiable-sharpe.ts';
import type { ModelSpec } from '../model.ts';
import { momentumTransformer } from '../networks/momentum-transformer.ts';
import type { NetworkSizes } from '../networks/network-sizes.ts';
import type { Objective } from '../training/objective.ts';
import { type SequenceInput, sequenceBars } from './position-sequences.ts';

/** Share of a sequence that comes first and is not judged: a deployed position knows a whole window. */
const BURN_IN = 1 / 3;

export interface MomentumObjectiveOptions {
  readonly spec: ModelSpec;
  readonly sizes: Omit<NetworkSizes, 'layers'>;
  /** Cost a side, basis points of notional. */
  readonly costBps: number;
}

/**
 * A momentum transformer, judged by the Sharpe ratio of its positions after costs.
 *
 * Inputs x [b, L, f], returns [b, L] and volatility [b, L], as `positionSequences` gives them. The first
 * third of each sequence only lets the network see enough to take a position.
 */
export function momentumObjective({
  spec,
  sizes,
  costBps,
}: MomentumObjectiveOptions): Objective<SequenceInput> {
  const bars = sequenceBars(spec.seqLen);
  const uncountedSteps = Math.max(1, Math.floor(bars * BURN_IN));
  return {
    inputs: (examples) => ({
      x: [examples, bars, spec.features.length],
      returns: [examples, bars],
      volatility: [examples, bars],
    }),
    build: (parameters, { x, returns, volatility }) => {
      const positions = momentumTransformer(parameters, x, sizes);
      const traded = { positions, returns, volatility, costBps, uncountedSteps };
      return { loss: differentiableSharpeRatio(traded) };
    },
  };
}
