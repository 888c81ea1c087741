import {
  concat,
  expand,
  mean,
  multiply,
  type Parameters,
  pick,
  reshape,
  scoped,
  slice,
  type Tensor,
  tanh,
  given,
} from '#tensor';
import {
  type ActorCritic,
  orthogonalLayer,
  POLICY_GAIN,
  tanhLayers,
  VALUE_GAIN,
} from './actor-critic.ts';
import { logisticNormal } from './logistic-normal.ts';
import { portfolioStateSize } from './portfolio-state.ts';

export interface PortfolioPolicySizes {
  /** Of the two hidden layers of each network. */
  readonly width: number;
}

export interface PortfolioPolicyOptions extends PortfolioPolicySizes {
  readonly assets: number;
  /** Numbers known about one asset. */
  readonly features: number;
}

/** Scores stay within ±this: a weight e^10 times that of cash is as good as all of it. */
const SCORE_LIMIT = 10;
/** Of drawn scores around the policy's, at first: wide enough to try both halves and doubles. */
const FIRST_DEVIATION = 0.6;

/**
 * How much one asset is preferred to cash, from its own newest features alone: x [b, t, f] → [b].
 *
 * The same network scores every asset, so it serves any number of them in any order.
 * `allocationWeights` makes weights of the scores; 0 is as good as cash.
 *
 * @returns in (−10, 10)
 */
export function portfolioScore(
  parameters: Parameters,
  x: Tensor,
  sizes: PortfolioPolicySizes,
): Tensor {
  return reshape(scoresOf(parameters, pick(x, 1, -1), sizes), [x.shape[0]]);
}

/** Rows [..., f] → [..., 1]. */
function scoresOf(parameters: Parameters, rows: Tensor, { width }: PortfolioPolicySizes): Tensor {
  const hidden = tanhLayers(parameters, rows, [width, width]);
  const options = { outputs: 1, gain: POLICY_GAIN };
  const raw = orthogonalLayer('score', parameters, hidden, options);
  return multiply(tanh(multiply(raw, 1 / SCORE_LIMIT)), SCORE_LIMIT);
}

/**
 * Actor and critic of a PortfolioEnvironment.
 *
 * Actor: the score of each asset, and one learned deviation for all. Its first weights are, in order,
 * those of `portfolioScore`. Critic: the same layers over each asset's features and held weight, their
 * mean over assets, and a layer on top; so both are indifferent to the order of assets.
 *
 * @see Zaheer et al., Deep Sets, 2017
 */
export function portfolioActorCritic(options: PortfolioPolicyOptions): ActorCritic {
  const { assets, features, width } = options;
  const rowsOf = (states: Tensor) =>
    reshape(slice(states, 1, 0, assets * features), [states.shape[0], assets, features]);
  return {
    stateSize: portfolioStateSize(options),
    distribution: logisticNormal(assets),
    actor(parameters, states) {
      const scores = scoresOf(parameters, rowsOf(states), options);
      const first = given(Float32Array.of(Math.log(FIRST_DEVIATION)));
      const logDeviation = parameters.parameter('logDeviation', [1, 1], first);
      const flat = reshape(scores, [states.shape[0], assets]);
      return concat([flat, expand(logDeviation, flat.shape)], 1);
    },
    critic(parameters, states) {
      const batch = states.shape[0];
      const held = slice(states, 1, assets * features, assets * features + assets);
      const seen = concat([rowsOf(states), reshape(held, [batch, assets, 1])], 2);
      const hidden = mean(
        scoped('asset', () => tanhLayers(parameters, seen, [width, width])),
        [1],
      );
      const joint = scoped('portfolio', () => tanhLayers(parameters, hidden, [width]));
      const value = orthogonalLayer('value', parameters, joint, { outputs: 1, gain: VALUE_GAIN });
      return reshape(value, [batch]);
    },
  };
}
