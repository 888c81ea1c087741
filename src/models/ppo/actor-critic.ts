import { orthogonal, type Parameters, reshape, type Tensor, tanh } from '#tensor';
import { dense } from '../networks/dense.ts';
import type { ActionDistribution } from './action-distribution.ts';

/** A policy and its judge: networks of their own, which share no weights. */
export interface ActorCritic {
  /** Numbers in one state. */
  readonly stateSize: number;
  readonly distribution: ActionDistribution;
  /** States [b, stateSize] → what the distribution reads, [b, outputSize]. */
  actor(parameters: Parameters, states: Tensor): Tensor;
  /** States [b, stateSize] → the discounted sum of rewards expected from each, [b]. */
  critic(parameters: Parameters, states: Tensor): Tensor;
}

export interface LayerOptions {
  readonly outputs: number;
  /** Of the orthogonal first weights; offsets begin at zero. */
  readonly gain: number;
}

/** Keeps the size of numbers through a tanh layer, as it is customary for PPO. */
const HIDDEN_GAIN = Math.SQRT2;
/** A policy begins nearly indifferent. */
export const POLICY_GAIN = 0.01;
/** Values begin about as large as what the layer before them says. */
export const VALUE_GAIN = 1;

/** A fully connected layer, orthogonal at first; x [..., in] → [..., outputs]. */
export function orthogonalLayer(
  name: string,
  parameters: Parameters,
  x: Tensor,
  { outputs, gain }: LayerOptions,
): Tensor {
  return dense(name, parameters, x, { outputs, initialiser: orthogonal(gain) });
}

/** Tanh layers of these widths, one after the other; x [..., in] → [..., the last width]. */
export function tanhLayers(parameters: Parameters, x: Tensor, widths: readonly number[]): Tensor {
  return widths.reduce(
    (hidden, outputs, at) =>
      tanh(orthogonalLayer(`hidden${at}`, parameters, hidden, { outputs, gain: HIDDEN_GAIN })),
    x,
  );
}

export interface DenseActorCriticOptions {
  readonly stateSize: number;
  readonly distribution: ActionDistribution;
  /** Hidden layers of both networks. */
  readonly widths: readonly number[];
}

/** Two perceptrons over the whole state. */
export function denseActorCritic({
  stateSize,
  distribution,
  widths,
}: DenseActorCriticOptions): ActorCritic {
  const network = (parameters: Parameters, states: Tensor, options: LayerOptions) =>
    orthogonalLayer('output', parameters, tanhLayers(parameters, states, widths), options);
  return {
    stateSize,
    distribution,
    actor: (parameters, states) =>
      network(parameters, states, { outputs: distribution.outputSize, gain: POLICY_GAIN }),
    critic: (parameters, states) =>
      reshape(network(parameters, states, { outputs: 1, gain: VALUE_GAIN }), [states.shape[0]]),
  };
}
