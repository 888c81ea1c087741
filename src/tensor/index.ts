/** Symbolic tensors, their gradients, and the runtime that trains and runs them; knows no market. Imports base. */
export type { DeviceChoice } from './choose-device.ts';
export { chooseDevice } from './choose-device.ts';
export { Evaluation } from './evaluation.ts';
export { gradients } from './gradients.ts';
export type { Tensor, TensorData } from './graph.ts';
export { constant, stopGradient } from './graph.ts';
export type { Initialiser } from './initialisers.ts';
export {
  fanInUniform,
  given,
  glorot,
  he,
  normal,
  ones,
  orthogonal,
  uniform,
  zeros,
} from './initialisers.ts';
export type { Build, InputShapes } from './model.ts';
export { modelFile } from './model-file.ts';
export { parameterSpecs } from './parameter-specs.ts';
export { add, divide, multiply, negate, subtract } from './ops/arithmetic.ts';
export { attention } from './ops/attention.ts';
export { clip, maximum, minimum, where } from './ops/choice.ts';
export { asNumbers, equal, greater, greaterOrEqual } from './ops/comparisons.ts';
export { elu } from './ops/elu.ts';
export { gatedLinearUnit } from './ops/gated-linear-unit.ts';
export { gather } from './ops/gather.ts';
export { gelu } from './ops/gelu.ts';
export { layerNorm } from './ops/layer-norm.ts';
export { linear } from './ops/linear.ts';
export { lstm } from './ops/lstm.ts';
export { matmul } from './ops/matmul.ts';
export {
  absolute,
  errorFunction,
  exp,
  log,
  power,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  tanh,
} from './ops/pointwise.ts';
export { logSumExp, max, mean } from './ops/reductions.ts';
export { flatten, reshape, transpose } from './ops/reshape.ts';
export { concat, pad, pick, slice, split } from './ops/slicing.ts';
export { logSoftmax, softmax } from './ops/softmax.ts';
export { expand, sum } from './ops/sum.ts';
export { adamW } from './optimizers/adamw.ts';
export { clipByGlobalNorm } from './optimizers/clip-by-global-norm.ts';
export type { Optimizer } from './optimizers/optimizer.ts';
export { chain } from './optimizers/optimizer.ts';
export { sgd } from './optimizers/sgd.ts';
export type { Parameters, ParameterSpec } from './parameters.ts';
export type { Compiler, Device, Program, RuntimeOptions, Values } from './runtime.ts';
export { Runtime } from './runtime.ts';
export { constantRate, scaledRate, type Schedule, warmupCosine } from './schedule.ts';
export { scoped } from './scope.ts';
export type { StepReport, TrainingState } from './training-step.ts';
export { TrainingStep } from './training-step.ts';
