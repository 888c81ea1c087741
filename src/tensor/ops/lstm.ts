import { type Body, filled, input, operation, operations, type Tensor } from '../graph.ts';
import { describeShape, sameShape, type Shape, shapeError, staticShape } from '../shape.ts';
import { add, multiply, subtract } from './arithmetic.ts';
import { linear } from './linear.ts';
import { matmul } from './matmul.ts';
import { sigmoid, tanh } from './pointwise.ts';
import { reshape, rowsOf, transpose } from './reshape.ts';
import { concat, pad, slice, split } from './slicing.ts';
import { sumTo } from './sum.ts';

export interface LstmWeights {
  /** From the inputs, [4h, f]; rows in the order of the gates: input, output, forget, candidate. */
  readonly input: Tensor;
  /** From the state before, [4h, h]. */
  readonly recurrent: Tensor;
  /** [4h] */
  readonly bias: Tensor;
}

interface Sizes {
  readonly batch: Shape[number];
  readonly time: number;
  readonly width: number;
}

/**
 * Long short-term memory over a sequence, from a zero state; every state is returned.
 *
 * i, o, f = σ(W x + R h + b), g = tanh(W x + R h + b), c = f c₋₁ + i g, h = o tanh c
 *
 * Without a gradient this is the runtime's own LSTM, which a file can hold. With one it is a Scan
 * forward and a Scan in reverse that carry only what must go step by step; products with the inputs
 * and all weight gradients are single matrix products over the whole sequence.
 *
 * @param x - [b, t, f]
 * @returns h, [b, t, h]
 * @throws tensor/shape
 * @see Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; with the forget gate of Gers et al., 2000
 */
export function lstm(x: Tensor, weights: LstmWeights): Tensor {
  const sizes = sizesOf(x, weights);
  const { batch, time, width } = sizes;
  const steps = transpose(x, [1, 0, 2]);
  const perStep: Shape = [time, batch, width];
  const [states, inputGate, outputGate, forgetGate, candidate, added, kept, squashed] = operations(
    'LstmSequence',
    [steps, weights.input, weights.recurrent, weights.bias],
    Array.from({ length: 8 }, () => perStep),
    {
      gradient: ([dStates]) => {
        const gates = { inputGate, outputGate, forgetGate, candidate };
        const products = { states, added, kept, squashed };
        return dStates ? backward(dStates, { steps, weights, sizes, ...gates, ...products }) : [];
      },
      lower: ({ used }) =>
        used.size === 1 && used.has(0)
          ? [native(steps, weights, sizes)]
          : forward(steps, weights, sizes),
    },
  );
  return transpose(states, [1, 0, 2]);
}

function sizesOf(x: Tensor, { input: w, recurrent, bias }: LstmWeights): Sizes {
  const [batch, time, features] = x.shape;
  const [, width] = recurrent.shape;
  const fits =
    x.shape.length === 3 &&
    typeof width === 'number' &&
    sameShape(recurrent.shape, [4 * width, width]) &&
    sameShape(w.shape, [4 * width, features]) &&
    sameShape(bias.shape, [4 * width]);
  if (!fits) {
    const given = [x, w, recurrent, bias].map(({ shape }) => describeShape(shape)).join(', ');
    throw shapeError('lstm', `${given} are not [b, t, f], [4h, f], [4h, h], [4h]`);
  }
  return { batch, time: staticShape('lstm', [time])[0], width };
}

/** The standard operator: one direction, biases of both products side by side. */
function native(steps: Tensor, weights: LstmWeights, { batch, time, width }: Sizes): Tensor {
  const oneDirection = (weight: Tensor) => reshape(weight, [1, ...weight.shape]);
  const inputs = [
    steps,
    oneDirection(weights.input),
    oneDirection(weights.recurrent),
    oneDirection(pad(weights.bias, 0, 0, 4 * width)),
  ];
  const y = operation('LSTM', inputs, [time, 1, batch, width], {
    attributes: { hidden_size: width },
  });
  return reshape(y, [time, batch, width]);
}

function scan(
  initial: readonly Tensor[],
  sequences: readonly Tensor[],
  body: Body,
  reverse: boolean,
): readonly Tensor[] {
  const { length } = initial;
  const [time] = sequences[0].shape;
  const shapes = body.outputs.map(({ shape }, at) => (at < length ? shape : [time, ...shape]));
  const directions = (count: number) => new Array<number>(count).fill(reverse ? 1 : 0);
  return operations('Scan', [...initial, ...sequences], shapes, {
    attributes: {
      body,
      num_scan_inputs: sequences.length,
      scan_input_directions: directions(sequences.length),
      scan_output_directions: directions(body.outputs.length - length),
    },
  });
}

/** States of every step, and what the way back needs of it. */
function forward(
  steps: Tensor,
  weights: LstmWeights,
  { batch, time, width }: Sizes,
): readonly Tensor[] {
  const projected = linear(steps, weights.input, weights.bias);
  const stateShape = staticShape('lstm', [batch, width]);
  const stateBefore = input('state', stateShape);
  const cellBefore = input('cell', stateShape);
  const step = input('projected', [batch, 4 * width]);
  const summed = operation('Gemm', [stateBefore, weights.recurrent, step], step.shape, {
    attributes: { transB: 1 },
  });
  const [gatesIn, candidateIn] = split(summed, 1, [3 * width, width]);
  const gates = sigmoid(gatesIn);
  const candidate = tanh(candidateIn);
  const [inputGate, outputGate, forgetGate] = split(gates, 1, [width, width, width]);
  const kept = multiply(forgetGate, cellBefore);
  const added = multiply(inputGate, candidate);
  const cell = add(kept, added);
  const squashed = tanh(cell);
  const state = multiply(outputGate, squashed);
  const parts = [inputGate, outputGate, forgetGate, candidate, added, kept, squashed];
  const [, , ...sequences] = scan(
    [filled(stateShape, 0), filled(stateShape, 0)],
    [reshape(projected, [time, batch, 4 * width])],
    {
      inputs: [stateBefore, cellBefore, step],
      outputs: [state, cell, copyOf(state), ...parts],
      captures: [weights.recurrent],
    },
    false,
  );
  return sequences;
}

/** The outputs of a Scan body need names of their own. */
function copyOf(x: Tensor): Tensor {
  return operation('Identity', [x], x.shape);
}

interface Forward {
  readonly steps: Tensor;
  readonly weights: LstmWeights;
  readonly sizes: Sizes;
  readonly states: Tensor;
  readonly inputGate: Tensor;
  readonly outputGate: Tensor;
  readonly forgetGate: Tensor;
  readonly candidate: Tensor;
  /** i g */
  readonly added: Tensor;
  /** f c₋₁ */
  readonly kept: Tensor;
  /** tanh c */
  readonly squashed: Tensor;
}

/**
 * Gradients of steps, input weights, recurrent weights and bias.
 *
 * With z the sums before the gates, dz = (dc, dh, dc, dc) · slopes, where the slopes of all steps are
 * worked out at once, from products that the forward pass has made; only dc and dh go step by step.
 */
function backward(dStates: Tensor, { steps, weights, sizes, states, ...parts }: Forward) {
  const { inputGate, outputGate, forgetGate, candidate, added, kept, squashed } = parts;
  // σ′ = σ(1 − σ), so that the slope of a gated product p = σ q is p(1 − σ).
  const gated = (product: Tensor, gate: Tensor) => subtract(product, multiply(product, gate));
  const slopes = concat(
    [
      gated(added, inputGate),
      gated(states, outputGate),
      gated(kept, forgetGate),
      subtract(inputGate, multiply(added, candidate)),
    ],
    2,
  );
  const cellSlope = subtract(outputGate, multiply(states, squashed));
  const dSums = reverseScan(
    dStates,
    { slopes, cellSlope, forgetGate },
    weights.recurrent,
    sizes.width,
  );
  const rows = rowsOf(dSums);
  const before = slice(pad(states, 0, 1, 0), 0, 0, sizes.time);
  return [
    reshape(matmul(rows, weights.input), steps.shape),
    matmul(rows, rowsOf(steps), { transposeLeft: true }),
    matmul(rows, rowsOf(before), { transposeLeft: true }),
    sumTo(rows, weights.bias.shape),
  ];
}

interface Slopes {
  /** dz of (i, o, f, g) per dc, dh, dc, dc, [t, b, 4h]. */
  readonly slopes: Tensor;
  /** dc per dh, [t, b, h]. */
  readonly cellSlope: Tensor;
  readonly forgetGate: Tensor;
}

/** dz of every step, [t, b, 4h]. */
function reverseScan(
  dStates: Tensor,
  { slopes, cellSlope, forgetGate }: Slopes,
  recurrent: Tensor,
  width: number,
): Tensor {
  const [, batch] = staticShape('lstm', dStates.shape);
  const dSumAfter = input('dSumAfter', [batch, 4 * width]);
  const dCellAfter = input('dCellAfter', [batch, width]);
  const [dStateHere, slope, cellStep, forget] = [dStates, slopes, cellSlope, forgetGate].map(
    (sequence, at) => input(`step${at}`, sequence.shape.slice(1)),
  );
  const dState = operation('Gemm', [dSumAfter, recurrent, dStateHere], dStateHere.shape);
  const dCell = add(dCellAfter, multiply(dState, cellStep));
  const dSum = multiply(concat([dCell, dState, dCell, dCell], 1), slope);
  const [, , dSums] = scan(
    [filled([batch, 4 * width], 0), filled([batch, width], 0)],
    [dStates, slopes, cellSlope, forgetGate],
    {
      inputs: [dSumAfter, dCellAfter, dStateHere, slope, cellStep, forget],
      outputs: [dSum, multiply(dCell, forget), copyOf(dSum)],
      captures: [recurrent],
    },
    true,
  );
  return dSums;
}
