import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import {
  adamW,
  add,
  pick,
  chain,
  clipByGlobalNorm,
  Evaluation,
  given,
  glorot,
  linear,
  lstm,
  mean,
  multiply,
  normal,
  type Optimizer,
  type Parameters,
  Runtime,
  scoped,
  sgd,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  type Tensor,
  TrainingStep,
  zeros,
} from './index.ts';

const runtime = new Runtime();

const random = new Random(5);
const BATCH = {
  x: Float32Array.from({ length: 32 }, () => random.normal()),
  y: Float32Array.from({ length: 8 }, () => random.normal()),
};

function network(parameters: Parameters, x: Tensor): Tensor {
  const hidden = scoped('hidden', () =>
    tanh(
      linear(
        x,
        parameters.parameter('weight', [16, 4], glorot),
        parameters.parameter('bias', [16], zeros),
      ),
    ),
  );
  const kept = parameters.dropout(hidden, 0.25);
  return scoped('head', () => linear(kept, parameters.parameter('weight', [1, 16], glorot)));
}

function create(optimizer: Optimizer = chain(clipByGlobalNorm(1), adamW()), seed = 3) {
  return TrainingStep.create(runtime, {
    inputs: { x: [8, 4], y: [8, 1] },
    optimizer,
    seed,
    build: (parameters, { x, y }) => {
      const error = subtract(network(parameters, x), y);
      return { loss: mean(square(error)), bias: mean(error) };
    },
  });
}

/** Descends on f(w) from w, one parameter vector. */
async function descent(values: number[], f: (w: Tensor) => Tensor, optimizer: Optimizer) {
  const step = await TrainingStep.create(runtime, {
    inputs: {},
    optimizer,
    seed: 1,
    build: (parameters) => ({
      loss: f(parameters.parameter('w', [values.length], given(Float32Array.from(values)))),
    }),
  });
  return step;
}

describe('a training step', () => {
  it('learns, and reports loss, norm and metrics', async () => {
    const step = await create();
    const first = await step.step(BATCH, 0.01);
    let last = first;
    for (let run = 0; run < 300; run++) last = await step.step(BATCH, 0.01);
    expect(first.gradientNorm).toBeGreaterThan(0);
    expect(last.loss).toBeLessThan(first.loss / 2);
    expect(Number.isFinite(last.metrics.bias)).toBe(true);
    expect(step.specs.map(({ name }) => name)).toEqual([
      'hidden/weight',
      'hidden/bias',
      'head/weight',
    ]);
    expect(step.specs.map(({ offset }) => offset)).toEqual([0, 64, 80]);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const run = async (seed: number) => {
      const step = await create(undefined, seed);
      for (let count = 0; count < 5; count++) await step.step(BATCH, 0.01);
      return step.saveState();
    };
    expect(await run(3)).toEqual(await run(3));
    expect((await run(4)).parameters).not.toEqual((await run(3)).parameters);
  });

  it('continues from a saved state as if it had never stopped, dropout included', async () => {
    const whole = await create();
    for (let count = 0; count < 4; count++) await whole.step(BATCH, 0.01);
    const saved = whole.saveState();
    const reports = [await whole.step(BATCH, 0.01), await whole.step(BATCH, 0.01)];
    const resumed = await create(undefined, 99);
    resumed.loadState(saved);
    expect([await resumed.step(BATCH, 0.01), await resumed.step(BATCH, 0.01)]).toEqual(reports);
    expect(resumed.saveState()).toEqual(whole.saveState());
  });

  it.each([
    ['input', Number.NaN, 0.01],
    ['learning rate', 1, Number.NaN],
    ['input', Number.POSITIVE_INFINITY, 0.01],
  ])('leaves the weights alone when the %s is not finite', async (_, value, rate) => {
    const step = await create();
    await step.step(BATCH, 0.01);
    const before = step.saveState();
    const x = BATCH.x.with(0, value);
    expect((await step.step({ ...BATCH, x }, rate)).applied).toBe(false);
    const { step: count, parameters, moments } = step.saveState();
    expect({ count, parameters, moments }).toEqual({
      count: 1,
      parameters: before.parameters,
      moments: before.moments,
    });
    expect((await step.step(BATCH, 0.01)).applied).toBe(true);
  });

  it('leaves them alone when only the gradient is not finite', async () => {
    const step = await descent([0], (w) => sum(sqrt(w)), sgd());
    expect(await step.step({}, 0.1)).toMatchObject({ applied: false, loss: 0 });
    expect([...step.parameters]).toEqual([0]);
  });

  it('refuses a state of another model with the numbers', async () => {
    const step = await create();
    expect(() => step.loadState({ parameters: new Float32Array(7) })).toThrow(
      /^The saved parameters hold 7 numbers and this model needs 96;/,
    );
    const { moments, ...rest } = step.saveState();
    const { adamMean } = moments;
    expect(() => step.loadState({ ...rest, moments: { adamMean } })).toThrow(
      /^The saved adamSquare hold 0 numbers/,
    );
  });

  it('refuses two parameters of one name, a loss that is no scalar, an impossible dropout rate', async () => {
    const attempt = (build: (parameters: Parameters) => Tensor) =>
      TrainingStep.create(runtime, {
        inputs: {},
        optimizer: sgd(),
        seed: 1,
        build: (parameters) => ({ loss: scoped('layer', () => build(parameters)) }),
      });
    const weight = (parameters: Parameters) => parameters.parameter('w', [2], zeros);
    await expect(attempt((p) => sum(add(weight(p), weight(p))))).rejects.toThrow(
      /^Two parameters are called layer\/w \(the second one \[2\]\);/,
    );
    await expect(attempt(weight)).rejects.toThrow('loss must be a scalar, and is [2]');
    await expect(attempt((p) => sum(p.dropout(weight(p), 1)))).rejects.toThrow(
      'A dropout rate must be in [0, 1), and is 1.',
    );
  });
});

describe('optimizers', () => {
  it('sgd goes down the slope, with momentum further', async () => {
    const half = (w: Tensor) => multiply(sum(square(w)), 0.5);
    const plain = await descent([1, -2], half, sgd());
    const heavy = await descent([1, -2], half, sgd({ momentum: 0.5 }));
    for (const step of [plain, heavy]) for (let run = 0; run < 2; run++) await step.step({}, 0.1);
    expect(plain.parameters[0]).toBeCloseTo(0.81, 6);
    expect(heavy.parameters[0]).toBeCloseTo(1 - 0.1 - 0.1 * (0.5 + 0.9), 6);
  });

  it('clipping keeps the direction and the reported norm, and leaves a short gradient alone', async () => {
    const slope = (w: Tensor) => sum(multiply(w, 1));
    const clipped = await descent([0, 0, 0, 0], slope, chain(clipByGlobalNorm(1), sgd()));
    expect((await clipped.step({}, 1)).gradientNorm).toBeCloseTo(2, 6);
    expect(clipped.parameters[0]).toBeCloseTo(-0.5, 5);
    const short = await descent([0, 0, 0, 0], slope, chain(clipByGlobalNorm(3), sgd()));
    await short.step({}, 1);
    expect([...short.parameters]).toEqual([-1, -1, -1, -1]);
  });

  it('AdamW moves by the rate at first, whatever the slope, and decays what decays', async () => {
    const build = (parameters: Parameters) => {
      const a = parameters.parameter('a', [1], given(Float32Array.of(2)));
      const b = parameters.parameter('b', [1], given(Float32Array.of(2)));
      return { loss: sum(add(multiply(a, 100), multiply(b, 0.01))) };
    };
    const optimizer = adamW({ weightDecay: 0.5, decays: ({ name }) => name === 'a' });
    const step = await TrainingStep.create(runtime, { inputs: {}, optimizer, seed: 1, build });
    await step.step({}, 0.1);
    expect(step.parameters[0]).toBeCloseTo(2 - 0.1 - 0.1 * 0.5 * 2, 5);
    expect(step.parameters[1]).toBeCloseTo(2 - 0.1, 5);
  });
});

describe('dropout', () => {
  it('keeps the expected value in training, and is not there in evaluation', async () => {
    const size = 20_000;
    const ones = new Float32Array(size).fill(1);
    const build = (parameters: Parameters, { x }: { readonly x: Tensor }) => {
      const kept = parameters.dropout(
        multiply(x, parameters.parameter('w', [1], given(Float32Array.of(1)))),
        0.25,
      );
      return { loss: mean(kept), power: mean(square(kept)) };
    };
    const inputs = { x: [size] };
    const step = await TrainingStep.create(runtime, { inputs, optimizer: sgd(), seed: 1, build });
    const { loss, metrics } = await step.step({ x: ones }, 0);
    expect(loss).toBeCloseTo(1, 1);
    expect(metrics.power).toBeCloseTo(4 / 3, 1);
    expect((await step.step({ x: ones }, 0)).loss).not.toBe(loss);
    const evaluation = await Evaluation.create(runtime, { inputs, build });
    const { power } = await evaluation.run({ x: { data: ones, shape: [size] } }, step.parameters);
    expect(power.data[0]).toBe(1);
  });
});

describe('an lstm', () => {
  it('has the same states step by step as the runtime’s own', async () => {
    const build = (parameters: Parameters, { x }: { readonly x: Tensor }) => {
      const states = lstm(x, {
        input: parameters.parameter('input', [12, 4], normal(1)),
        recurrent: parameters.parameter('recurrent', [12, 3], normal(1)),
        bias: parameters.parameter('bias', [12], normal(1)),
      });
      return { loss: mean(square(states)), last: mean(pick(states, 1, -1)) };
    };
    const inputs = { x: [2, 4, 4] };
    const step = await TrainingStep.create(runtime, { inputs, optimizer: sgd(), seed: 1, build });
    const { loss, metrics } = await step.step({ x: BATCH.x }, 0);
    const evaluation = await Evaluation.create(runtime, { inputs, build });
    const found = await evaluation.run({ x: { data: BATCH.x, shape: [2, 4, 4] } }, step.parameters);
    expect(found.loss.data[0]).toBeCloseTo(loss, 6);
    expect(found.last.data[0]).toBeCloseTo(metrics.last, 6);
  });
});
