import { assert, QuantError } from '#base';
import { solvePositiveDefinite } from './cholesky.ts';
import type { Architecture, TrainingTask } from '../architecture.ts';
import type { Model, ModelSpec, NamedTensor } from '../model.ts';
import { priorSamples } from './prior-samples.ts';
import { horizonTargets, type SampleSet, sampleAt } from '../samples.ts';

const NAME = 'ridge';
/** Penalties tried beside the believed one, as multiples of it. */
const MULTIPLES = [0.001, 0.01, 0.1, 10];
/** Standard errors by which another penalty must do better than the believed one. */
const EVIDENCE = 2;

/**
 * Linear regression with shrinkage, one for each bar of the horizon, pooled over assets.
 *
 * ŷ = b + W x, x the newest row of the window, W = argmin Σ |y − b − W x̃|² + λ |W|², x̃ standardised
 * over the training samples. λ = penalty · features · horizon / 0.01: the choice of one who believes
 * in normal weights that foresee a hundredth of the variance, and knows that labels overlap, so that
 * only one sample in `horizon` is news. The mean is shrunk like a weight: b = mean(y) · n / (n + λ).
 * Solved exactly by Cholesky in float64.
 *
 * It reads the newest row only, because the features already look back 1 to 63 bars: older rows are
 * nearly the same numbers again, and cost as many weights as bars.
 *
 * @see Hoerl and Kennard, Ridge Regression: Biased Estimation for Nonorthogonal Problems, 1970
 */
export const ridge: Architecture = {
  name: NAME,
  seqLen: () => 1,
  samplesAnExample: () => 1,
  settings: () => ({}),
  refits: true,
  train: async (task) => {
    const moments = momentsOf(task.samples);
    const penalty = task.choices?.['penalty'] ?? choosePenalty(task, moments);
    const { spec } = task.samples;
    return {
      kind: 'trained',
      model: ridgeModel(spec, solve(spec, moments, penalty)),
      choices: { penalty },
    };
  },
  restore: async (spec, _settings, weights) => {
    const { features, horizonBars } = spec;
    return ridgeModel(spec, {
      weight: tensorOf(weights, 'weight', horizonBars * features.length),
      bias: tensorOf(weights, 'bias', horizonBars),
    });
  },
};

interface Weights {
  /** W [horizon · features] */
  readonly weight: Float64Array;
  /** b [horizon] */
  readonly bias: Float64Array;
}

/** b_k + W_k x for one bar k of the horizon, x the row of `values` that begins at `from`. */
function predict({ weight, bias }: Weights, k: number, values: Float32Array, from: number): number {
  const width = weight.length / bias.length;
  let sum = bias[k];
  for (let at = 0; at < width; at++) sum += weight[k * width + at] * values[from + at];
  return sum;
}

function ridgeModel(spec: ModelSpec, weights: Weights): Model {
  const { seqLen, horizonBars } = spec;
  const features = spec.features.length;
  return {
    name: NAME,
    inputShape: { seqLen, features },
    horizonBars,
    output: 'returns',
    forward: async (windows, batch) =>
      Float64Array.from({ length: batch * horizonBars }, (_, at) => {
        const window = Math.floor(at / horizonBars);
        const newest = ((window + 1) * seqLen - 1) * features;
        return predict(weights, at % horizonBars, windows, newest);
      }),
    countParameters: () => weights.weight.length + weights.bias.length,
    weights: () => [
      { name: 'weight', shape: [horizonBars, features], data: weights.weight },
      { name: 'bias', shape: [horizonBars], data: weights.bias },
    ],
    release: async () => undefined,
  };
}

/** Everything the normal equations need, from one pass over the samples after their means are known. */
interface Moments {
  readonly count: number;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly targetMean: Float64Array;
  /** X̃ᵀX̃ [features · features] and X̃ᵀY, a column of features for each bar of the horizon. */
  readonly gram: Float64Array;
  readonly cross: Float64Array;
}

function momentsOf(samples: SampleSet): Moments {
  const width = samples.spec.features.length;
  const { horizonBars } = samples.spec;
  const { count } = samples;
  assert(count > 0, 'ridge is trained on samples');
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  const targetMean = new Float64Array(horizonBars);
  for (let index = 0; index < count; index++) {
    const { x, y } = newestRow(samples, index);
    for (let at = 0; at < width; at++) mean[at] += x[at] / count;
    for (let k = 0; k < horizonBars; k++) targetMean[k] += y[k] / count;
  }
  for (let index = 0; index < count; index++) {
    const { x } = newestRow(samples, index);
    for (let at = 0; at < width; at++) squares[at] += (x[at] - mean[at]) ** 2 / count;
  }
  const deviation = squares.map((square) => (square > 0 ? Math.sqrt(square) : 1));

  const gram = new Float64Array(width * width);
  const cross = new Float64Array(horizonBars * width);
  const z = new Float64Array(width);
  for (let index = 0; index < count; index++) {
    const { x, y } = newestRow(samples, index);
    for (let at = 0; at < width; at++) z[at] = (x[at] - mean[at]) / deviation[at];
    for (let at = 0; at < width; at++) {
      for (let other = 0; other <= at; other++) gram[at * width + other] += z[at] * z[other];
      for (let k = 0; k < horizonBars; k++) cross[k * width + at] += z[at] * y[k];
    }
  }
  return { count, mean, deviation, targetMean, gram, cross };
}

function newestRow(samples: SampleSet, index: number): { x: Float32Array; y: Float32Array } {
  const { x, y } = sampleAt(samples, index);
  return { x: x.subarray(x.length - samples.spec.features.length), y };
}

function solve(spec: ModelSpec, moments: Moments, penalty: number): Weights {
  const width = spec.features.length;
  const lambda = penalty * priorSamples(spec);
  const system = moments.gram.slice();
  for (let at = 0; at < width; at++) system[at * width + at] += lambda;
  const weight = solvePositiveDefinite(system, moments.cross);
  const bias = moments.targetMean.map((mean) => (mean * moments.count) / (moments.count + lambda));
  for (let k = 0; k < spec.horizonBars; k++) {
    for (let at = 0; at < width; at++) {
      weight[k * width + at] /= moments.deviation[at];
      bias[k] -= weight[k * width + at] * moments.mean[at];
    }
  }
  return { weight, bias };
}

/**
 * The believed penalty, unless another one does clearly better on the validation samples.
 *
 * The least loss alone would follow noise: forecasts explain a hundredth of it.
 */
function choosePenalty({ config, samples, validation }: TrainingTask, moments: Moments): number {
  const { penalty, autoPenalty } = config.model.ridge;
  if (!autoPenalty || validation === null) return penalty;
  const { spec } = samples;
  const errorsOf = (tried: number) => squaredErrors(solve(spec, moments, tried), validation);
  const believed = errorsOf(penalty);
  let best = penalty;
  let mostGained = 0;
  for (const multiple of MULTIPLES) {
    const errors = errorsOf(penalty * multiple);
    const { mean, standardError } = gain(believed, errors, spec.horizonBars);
    if (mean > mostGained && mean > EVIDENCE * standardError) {
      mostGained = mean;
      best = penalty * multiple;
    }
  }
  return best;
}

/** Squared error over the horizon of each sample. */
function squaredErrors(weights: Weights, samples: SampleSet): Float64Array {
  const { horizonBars } = samples.spec;
  return horizonTargets(samples).map((realised, index) => {
    const { x } = newestRow(samples, index);
    let forecast = 0;
    for (let k = 0; k < horizonBars; k++) forecast += predict(weights, k, x, 0);
    return (realised - forecast / Math.sqrt(horizonBars)) ** 2;
  });
}

/** Mean of before − after, and its standard error when only one sample in `overlap` is news. */
function gain(
  before: Float64Array,
  after: Float64Array,
  overlap: number,
): { mean: number; standardError: number } {
  const count = before.length;
  let mean = 0;
  for (let index = 0; index < count; index++) mean += (before[index] - after[index]) / count;
  let variance = 0;
  for (let index = 0; index < count; index++) {
    variance += (before[index] - after[index] - mean) ** 2 / count;
  }
  return { mean, standardError: Math.sqrt((variance * overlap) / count) };
}

function tensorOf(weights: readonly NamedTensor[], name: string, length: number): Float64Array {
  const data = weights.find((tensor) => tensor.name === name)?.data;
  if (data instanceof Float64Array && data.length === length) return data;
  throw new QuantError(
    'models/bad-weights',
    `Expected a float64 tensor '${name}' of ${length} values for model '${NAME}', found ${data === undefined ? 'none' : `${data.length}`}; train the model again.`,
  );
}
