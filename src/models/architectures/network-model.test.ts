import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { linear, normal, type Parameters, Runtime, reshape, type Tensor } from '#tensor';
import { NetworkModel, type NetworkOptions } from './network-model.ts';

const SEQ_LEN = 3;
const FEATURES = ['a', 'b'];
const HORIZON = 2;

/** All of a window in one linear map. */
function flatLinear(parameters: Parameters, x: Tensor): Tensor {
  const width = SEQ_LEN * FEATURES.length;
  const weight = parameters.parameter('weight', [HORIZON, width], normal(1));
  const bias = parameters.parameter('bias', [HORIZON], normal(1));
  return linear(reshape(x, [x.shape[0], width]), weight, bias);
}

const options: NetworkOptions = {
  name: 'flat',
  spec: { features: FEATURES, seqLen: SEQ_LEN, horizonBars: HORIZON },
  output: 'returns',
  network: flatLinear,
  members: 1,
};
const ensemble = { ...options, members: 2 };
const COUNT = HORIZON * (SEQ_LEN * FEATURES.length + 1);

function drawn(seed: number, count: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** W x + b in plain arithmetic. */
function plain(weights: Float32Array, window: Float32Array): number[] {
  return Array.from({ length: HORIZON }, (_, k) => {
    const bias = weights[HORIZON * window.length + k];
    return window.reduce((sum, value, at) => sum + value * weights[k * window.length + at], bias);
  });
}

describe('a network as a model', () => {
  const windows = drawn(9, 4 * SEQ_LEN * FEATURES.length);
  const window = (at: number) => windows.subarray(at * 6, (at + 1) * 6);

  it('forecasts what its weights say, window by window', async () => {
    const weights = drawn(1, COUNT);
    const model = NetworkModel.ofMembers(options, [weights]);
    const output = await model.forward(windows, 4);
    [0, 1, 2, 3]
      .flatMap((at) => plain(weights, window(at)))
      .forEach((expected, at) => {
        expect(output[at]).toBeCloseTo(expected, 5);
      });
    expect(await model.forward(window(2), 1)).toEqual(output.slice(4, 6));
    await model.release();
  });

  it('is the mean of its members', async () => {
    const members = [drawn(1, COUNT), drawn(2, COUNT)];
    const model = NetworkModel.ofMembers(ensemble, members);
    const output = await model.forward(window(0), 1);
    const [first, second] = members.map((weights) => plain(weights, window(0)));
    first.forEach((value, at) => expect(output[at]).toBeCloseTo((value + second[at]) / 2, 5));
    expect(model.countParameters()).toBe(2 * COUNT);
    await model.release();
  });

  it('comes back from its tensors, and works again after its memory was given back', async () => {
    const model = NetworkModel.ofMembers(ensemble, [drawn(1, COUNT), drawn(2, COUNT)]);
    const before = await model.forward(windows, 4);
    await model.release();
    await model.release();
    expect(await model.forward(windows, 4)).toEqual(before);
    const again = NetworkModel.ofTensors(ensemble, model.weights());
    expect(await again.forward(windows, 4)).toEqual(before);
    await Promise.all([model.release(), again.release()]);
  });

  it('is a plain ONNX file of any batch', async () => {
    const model = NetworkModel.ofMembers(options, [drawn(1, COUNT)]);
    const program = await new Runtime().compile(model.toOnnx());
    const { y } = await program.run({ x: { data: windows, shape: [4, 3, 2] } }, { y: null });
    expect(y.shape).toEqual([4, HORIZON]);
    const expected = await model.forward(windows, 4);
    y.data.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 5));
    await Promise.all([program.release(), model.release()]);
  });

  it('refuses tensors that are not its own', () => {
    const weights = NetworkModel.ofMembers(options, [drawn(1, COUNT)]).weights();
    const [weight, bias] = weights;
    const refused = (wrong: typeof weights) => () => NetworkModel.ofTensors(options, wrong);
    expect(refused([weight])).toThrow(/tensor 'member0\/bias' of \[2\] .* found none/);
    expect(refused([{ ...weight, shape: [6, 2] }, bias])).toThrow(/found \[6, 2\]/);
    expect(refused([{ ...weight, data: new Float64Array(12) }, bias])).toThrow(/float32/);
    expect(refused([weight, { ...bias, shape: [3], data: new Float32Array(3) }])).toThrow(
      /member0\/bias/,
    );
    expect(refused([weight, bias, { ...bias, name: 'more' }])).toThrow(/Expected 2 tensors/);
  });
});
