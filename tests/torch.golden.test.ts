import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  adamW,
  chain,
  clipByGlobalNorm,
  Evaluation,
  modelFile,
  type Parameters,
  Runtime,
  sgd,
  type Tensor,
  TrainingStep,
} from '#tensor';
import { meanSquaredLoss } from '../src/models/losses/mean-squared.ts';
import { attentionLstm, decoder } from './support/reference-networks.ts';

const folder = join(import.meta.dirname, 'golden', 'torch');
const BATCH = 64;
const INPUTS = { x: [BATCH, 60, 50], y: [BATCH, 5] } as const;

interface Meta {
  readonly total: number;
  readonly losses: readonly number[];
}

const NETWORKS: Readonly<Record<string, (parameters: Parameters, x: Tensor) => Tensor>> = {
  w1: (parameters, x) => decoder(parameters, x, { width: 64, heads: 4, layers: 2 }),
  w4: attentionLstm,
};

function numbers(name: string): Float32Array {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The worst |a − b| as a part of what is allowed, 1e-6 + 1e-5·|b|. */
function worstOf(found: ArrayLike<number>, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  let worst = 0;
  for (let at = 0; at < expected.length; at++) {
    const part = Math.abs(found[at] - expected[at]) / (1e-6 + 1e-5 * Math.abs(expected[at]));
    worst = part <= worst ? worst : part;
  }
  return worst;
}

async function training(network: string, threads = 2, optimizer = adamWithClipping()) {
  const step = await TrainingStep.create(new Runtime({ threads }), {
    inputs: INPUTS,
    optimizer,
    seed: 1,
    build: (parameters, { x, y }) => ({
      loss: meanSquaredLoss(NETWORKS[network](parameters, x), y),
    }),
  });
  step.loadState({ parameters: numbers(`${network}/weights.bin`) });
  return step;
}

function adamWithClipping() {
  return chain(clipByGlobalNorm(1), adamW({ weightDecay: 0.01 }));
}

describe.each(Object.keys(NETWORKS))('%s, against PyTorch', (network) => {
  const meta = JSON.parse(readFileSync(join(folder, network, 'meta.json'), 'utf8')) as Meta;
  const weights = numbers(`${network}/weights.bin`);
  const expected = numbers(`${network}/out.bin`);
  const batch = { x: numbers('x.bin'), y: numbers('y.bin') };

  it('has the same outputs, without gradients and as a file of any batch', async () => {
    const build = (parameters: Parameters, { x }: { readonly x: Tensor }) => ({
      y: NETWORKS[network](parameters, x),
    });
    const runtime = new Runtime({ threads: 2 });
    const x = { data: batch.x, shape: INPUTS.x };
    const evaluation = await Evaluation.create(runtime, { build, inputs: { x: INPUTS.x } });
    expect(worstOf((await evaluation.run({ x }, weights)).y.data, expected)).toBeLessThan(1);
    const file = modelFile({ build, inputs: { x: ['batch', 60, 50] }, parameters: weights });
    const program = await runtime.compile(file);
    for (const count of [1, 7, BATCH]) {
      const part = { data: batch.x.subarray(0, count * 3000), shape: [count, 60, 50] };
      const { y } = await program.run({ x: part }, { y: null });
      expect(y.shape).toEqual([count, 5]);
      expect(worstOf(y.data as Float32Array, expected.subarray(0, count * 5))).toBeLessThan(1);
    }
    await evaluation.release();
    await program.release();
  });

  it('has the same gradients', async () => {
    // After the first step the velocity is the gradient itself.
    const step = await training(network, 2, sgd({ momentum: 0.5 }));
    await step.step(batch, 0);
    const gradient = step.saveState().moments['velocity'];
    expect(worstOf(gradient, numbers(`${network}/grads.bin`))).toBeLessThan(1);
    await step.release();
  });

  it('has the same ten losses under AdamW with clipping, and the same bytes on one thread as on two', async () => {
    const [one, two] = [await training(network, 1), await training(network, 2)];
    expect(one.parameters.length).toBe(meta.total);
    for (const loss of meta.losses) {
      const reports = [await one.step(batch, 1e-3), await two.step(batch, 1e-3)];
      expect(Math.abs(reports[0].loss / loss - 1)).toBeLessThan(1e-5);
      expect(reports[1]).toEqual(reports[0]);
    }
    expect(two.saveState()).toEqual(one.saveState());
    await Promise.all([one.release(), two.release()]);
  });
});

describe('memory', () => {
  it('comes back when steps are released: 30 of them need no more than one', async () => {
    const cycle = async () => {
      const step = await training('w1', 1);
      await step.step({ x: numbers('x.bin'), y: numbers('y.bin') }, 1e-3);
      await step.release();
    };
    for (let run = 0; run < 3; run++) await cycle();
    const before = process.memoryUsage().rss;
    for (let run = 0; run < 30; run++) await cycle();
    const grownMb = (process.memoryUsage().rss - before) / 2 ** 20;
    expect(grownMb).toBeLessThan(100);
  });
});
