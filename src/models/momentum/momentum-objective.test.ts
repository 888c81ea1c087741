import { expect, it } from 'vitest';
import { Random } from '#base';
import type { ModelTable } from '#features';
import { Evaluation, Runtime } from '#tensor';
import { momentumTransformer } from '../networks/momentum-transformer.ts';
import { collectSamples, type SampleSet } from '../samples.ts';
import { QUIET_SERVICES } from '../training/training-services.ts';
import { Trainer } from '../training/trainer.ts';
import { momentumObjective } from './momentum-objective.ts';
import { positionSequences, type SequenceInput } from './position-sequences.ts';

const BARS = 1500;
const SEQ_LEN = 12;
const SPEC = { features: ['fast', 'slow'], seqLen: SEQ_LEN, horizonBars: 1 };
const SIZES = { width: 4, heads: 2, dropout: 0 };
const SETTINGS = {
  batchSize: 64,
  epochs: 12,
  learningRate: 0.02,
  warmupFraction: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
  patienceEpochs: 12,
  maxBadSteps: 3,
  checkpointSteps: 1000,
};

/** An asset whose next return follows one signal that changes every bar and one that lasts. */
function market(): SampleSet {
  const random = Random.stream(5, 'market');
  const features = new Float32Array(BARS * 2);
  const targets = new Float32Array(BARS);
  let slow = 0;
  for (let row = 0; row < BARS; row++) {
    const fast = random.normal();
    slow = 0.97 * slow + Math.sqrt(1 - 0.97 ** 2) * random.normal();
    features.set([fast, slow], row * 2);
    targets[row] = 0.25 * fast + 0.25 * slow + random.normal();
  }
  const rows = Float64Array.from({ length: BARS }, (_, row) => row);
  const table: ModelTable = {
    names: SPEC.features,
    times: rows,
    features,
    ready: new Uint8Array(BARS).fill(1),
    volatility: new Float64Array(BARS).fill(0.01),
    horizonBars: 1,
    targets,
    labelEnd: rows.map((row) => row + 1),
  };
  return collectSamples([table], SEQ_LEN, { from: 0, to: BARS });
}

async function trained(costBps: number): Promise<{ loss: number; parameters: Float32Array }> {
  const source = positionSequences(market());
  const trainer = await Trainer.create<SequenceInput>({
    model: 'momentum',
    objective: momentumObjective({ spec: SPEC, sizes: SIZES, costBps }),
    settings: SETTINGS,
    seed: 1,
    services: QUIET_SERVICES,
    run: 'test',
  });
  await trainer.fit(source, null);
  const loss = await trainer.evaluate(source);
  const { parameters } = trainer;
  await trainer.release();
  return { loss, parameters };
}

/** Mean |Δp| over root mean square p, of every window's last two positions. */
async function turnover(parameters: Float32Array): Promise<number> {
  const source = positionSequences(market());
  const { count } = source;
  const x = new Float32Array(count * SEQ_LEN * 2);
  const [returns, volatility] = [0, 1].map(() => new Float32Array(count * SEQ_LEN));
  source.fill(
    Uint32Array.from({ length: count }, (_, at) => at),
    { x, returns, volatility },
  );
  const evaluation = await Evaluation.create(new Runtime(), {
    build: (p, inputs) => ({ positions: momentumTransformer(p, inputs.x, SIZES) }),
    inputs: { x: [count, SEQ_LEN, 2] },
  });
  const { positions } = await evaluation.run(
    { x: { data: x, shape: [count, SEQ_LEN, 2] } },
    parameters,
  );
  await evaluation.release();
  let traded = 0;
  let squares = 0;
  for (let end = SEQ_LEN - 1; end < positions.data.length; end += SEQ_LEN) {
    traded += Math.abs(positions.data[end] - positions.data[end - 1]) / count;
    squares += positions.data[end] ** 2 / count;
  }
  return traded / Math.sqrt(squares);
}

it('learns positions that earn, and to leave a signal alone that costs more than it earns', async () => {
  const free = await trained(0);
  const costly = await trained(30);
  // Both signals together are worth 0.33 a bar, the lasting one alone 0.24; a trade of one σ costs 0.3.
  expect(free.loss).toBeLessThan(-0.28);
  expect(costly.loss).toBeLessThan(-0.1);
  expect(await turnover(free.parameters)).toBeGreaterThan(0.6);
  expect(await turnover(costly.parameters)).toBeLessThan(0.3);
});

it('judges no position of the first third of a sequence', async () => {
  const objective = momentumObjective({ spec: SPEC, sizes: SIZES, costBps: 10 });
  const random = Random.stream(1, 'numbers');
  const drawn = (length: number) => Float32Array.from({ length }, () => random.normal());
  const x = { data: drawn(SEQ_LEN * 2), shape: [1, SEQ_LEN, 2] };
  const volatility = { data: new Float32Array(SEQ_LEN).fill(0.01), shape: [1, SEQ_LEN] };
  const returns = drawn(SEQ_LEN);
  const evaluation = await Evaluation.create(new Runtime(), {
    build: (parameters, given) => ({ loss: objective.build(parameters, given).loss }),
    inputs: objective.inputs(1),
  });
  const size = evaluation.specs.reduce(
    (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
    0,
  );
  const parameters = drawn(size);
  const lossWith = async (step: number) => {
    const changed = returns.map((value, at) => (at === step ? value + 1 : value));
    const given = { x, volatility, returns: { data: changed, shape: [1, SEQ_LEN] } };
    return (await evaluation.run(given, parameters)).loss.data[0];
  };
  const unchanged = await lossWith(-1);
  for (let step = 0; step < SEQ_LEN; step++) {
    const same = (await lossWith(step)) === unchanged;
    expect(same, `step ${step}`).toBe(step < SEQ_LEN / 3);
  }
  await evaluation.release();
});
