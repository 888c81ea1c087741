import { allocationWeights } from '#base';
import {
  add,
  divide,
  exp,
  log,
  multiply,
  slice,
  square,
  subtract,
  sum,
  type Tensor,
} from '#tensor';
import type { ActionDistribution } from './action-distribution.ts';

const LOG_ROOT_TWO_PI = Math.log(2 * Math.PI) / 2;
/** Scores drawn are held to ±this, so that no weight vanishes in float32 and its logarithm stays finite. */
const LARGEST_SCORE = 40;

/**
 * Portfolio weights of assets and cash, ≥ 0 with sum 1: the softmax of normal scores, that of cash being 0.
 *
 * z_i ~ N(μ_i, σ_i), w = softmax(z_1 … z_n, 0); the network says μ_1 … μ_n, ln σ_1 … ln σ_n. Because
 * cash is the reference, z_i = ln(w_i / w_cash): weights say which scores were drawn, and probabilities
 * are densities of the scores. The density of the weights differs from them by −Σ ln w, which has no
 * parameters and leaves every probability ratio and gradient as it is.
 *
 * Not a Dirichlet: its density needs lnΓ and its entropy ψ, which the graph has no operators for, and
 * where its concentrations fall below 1 its draws stick to the corners.
 *
 * @param assets - without cash, ≥ 1
 * @see Aitchison and Shen, Logistic-Normal Distributions: Some Properties and Uses, 1980
 */
export function logisticNormal(assets: number): ActionDistribution {
  const deviationsOf = (outputs: Tensor) => slice(outputs, 1, assets); // [b, assets], logarithms
  return {
    outputSize: 2 * assets,
    actionSize: assets + 1,
    sample(outputs, random, into) {
      const scores = Float64Array.from({ length: assets }, (_, at) => {
        const drawn = outputs[at] + Math.exp(outputs[assets + at]) * random.normal();
        return Math.min(LARGEST_SCORE, Math.max(-LARGEST_SCORE, drawn));
      });
      into.set(allocationWeights(scores));
      return logDensity(outputs, into, assets);
    },
    best(outputs, into) {
      into.set(allocationWeights(outputs.subarray(0, assets)));
    },
    logProbs(outputs, actions) {
      const logs = log(actions);
      const scores = subtract(slice(logs, 1, 0, assets), slice(logs, 1, assets));
      const logDeviations = deviationsOf(outputs);
      const distance = divide(subtract(scores, slice(outputs, 1, 0, assets)), exp(logDeviations));
      const densities = subtract(multiply(square(distance), -0.5), logDeviations);
      return subtract(sum(densities, [1]), assets * LOG_ROOT_TWO_PI);
    },
    entropy(outputs) {
      return add(sum(deviationsOf(outputs), [1]), assets * (0.5 + LOG_ROOT_TWO_PI));
    },
  };
}

/** Of the weights as they were rounded, as the graph sees them. */
function logDensity(outputs: Float32Array, weights: Float32Array, assets: number): number {
  let total = -assets * LOG_ROOT_TWO_PI;
  for (let at = 0; at < assets; at++) {
    const score = Math.log(weights[at]) - Math.log(weights[assets]);
    const distance = (score - outputs[at]) / Math.exp(outputs[assets + at]);
    total += -(distance * distance) / 2 - outputs[assets + at];
  }
  return total;
}
