import { describe, expect, it } from 'vitest';
import { constantRate, given, linear, mean, multiply } from '#tensor';
import {
  fitted,
  smallExamples,
  smallSettings,
  type SmallInput,
  smallObjective,
  smallOptions,
  watched,
  withTrainer,
} from '../../../tests/support/small-training.ts';
import { courseOf } from './course.ts';
import type { Objective } from './objective.ts';
import type { TrainingProgress } from './training-progress.ts';
import { QUIET_SERVICES } from './training-services.ts';

const training = smallExamples(60);
const validation = smallExamples(29, 2);

describe('a fit', () => {
  it('learns, and returns the weights of the epoch with the lowest validation loss', async () => {
    await withTrainer(smallSettings({ epochs: 8 }), async (trainer) => {
      const before = await trainer.evaluate(validation);
      const { validationLosses, trainingLosses, bestEpoch } = fitted(
        await trainer.fit(training, validation),
      );
      expect(validationLosses).toHaveLength(8);
      expect(trainingLosses).toHaveLength(8);
      const lowest = Math.min(...validationLosses);
      expect(lowest).toBeLessThan(before / 4);
      expect(validationLosses[bestEpoch - 1]).toBe(lowest);
      expect(await trainer.evaluate(validation)).toBe(lowest);
      expect(trainer.specs.map(({ name }) => name)).toEqual([
        'hidden/weight',
        'hidden/bias',
        'head/weight',
        'head/bias',
      ]);
      expect(trainer.parameters).toHaveLength(6 * 8 + 8 + 8 + 1);
    });
  });

  it('gives the same bytes for the same seed, whatever the threads, and others for another', async () => {
    const run = (seed: number, threads: number) =>
      withTrainer({ seed, services: { ...QUIET_SERVICES, threads } }, async (trainer) => ({
        outcome: await trainer.fit(training, validation),
        parameters: trainer.parameters,
        again: await trainer.fit(training, validation),
        parametersAgain: trainer.parameters,
      }));
    const first = await run(7, 1);
    expect(await run(7, 2)).toEqual(first);
    expect({ outcome: first.again, parameters: first.parametersAgain }).toEqual({
      outcome: first.outcome,
      parameters: first.parameters,
    });
    expect((await run(8, 1)).parameters).not.toEqual(first.parameters);
  });

  it('sees full batches of an epoch’s own order, and no example twice', async () => {
    const seen: number[][] = [];
    const source = watched(training, (examples) => seen.push([...examples]));
    await withTrainer(smallSettings({ epochs: 3 }), (trainer) => trainer.fit(source, null));
    const steps = seen.slice(-21);
    expect(steps.every((batch) => batch.length === 8)).toBe(true);
    const epochs = [0, 7, 14].map((from) => steps.slice(from, from + 7).flat());
    for (const epoch of epochs) expect(new Set(epoch).size).toBe(56);
    expect(epochs[1]).not.toEqual(epochs[0]);
    expect(epochs[2]).not.toEqual(epochs[1]);
  });

  it('takes all examples as one batch where they are fewer than one', async () => {
    const seen: number[] = [];
    const few = smallExamples(5);
    const source = watched(few, (examples) => seen.push(examples.length));
    await withTrainer(smallSettings({ epochs: 3 }), async (trainer) => {
      expect(fitted(await trainer.fit(source, few)).trainingLosses).toHaveLength(3);
    });
    expect(seen.slice(-3)).toEqual([5, 5, 5]);
  });

  it('refuses no examples and no epochs', async () => {
    await withTrainer({}, async (trainer) => {
      const none = smallExamples(0);
      await expect(trainer.fit(none, null)).rejects.toThrow('Invariant broken');
      await expect(trainer.fit(training, none)).rejects.toThrow('Invariant broken');
      await expect(trainer.evaluate(none)).rejects.toThrow('Invariant broken');
      const nothing = { epochs: 0, rateFactor: 1 };
      await expect(trainer.continueTraining(training, nothing, null)).rejects.toThrow(
        'Invariant broken',
      );
    });
  });

  it('stops after epochs without a better validation loss, with the weights of the best', async () => {
    const noise = smallExamples(24, 5, 10);
    const patient = smallSettings({ epochs: 60, patienceEpochs: 3, learningRate: 0.1 });
    await withTrainer(patient, async (trainer) => {
      const { epochs, bestEpoch, validationLosses } = fitted(await trainer.fit(noise, validation));
      expect(epochs).toBeLessThan(60);
      expect(epochs).toBe(bestEpoch + 3);
      expect(Math.min(...validationLosses)).toBe(validationLosses[bestEpoch - 1]);
      expect(await trainer.evaluate(validation)).toBe(validationLosses[bestEpoch - 1]);
    });
  });

  it('keeps the last weights where nothing validates', async () => {
    await withTrainer({}, async (trainer) => {
      expect(await trainer.fit(training, null)).toMatchObject({
        kind: 'fitted',
        epochs: 4,
        bestEpoch: 4,
        validationLosses: [],
      });
      expect(trainer.parameters).toEqual(trainer.getState().training.parameters);
    });
  });

  it('lets matrices decay, and nothing else', async () => {
    const objective: Objective<SmallInput> = {
      inputs: (examples) => smallObjective().inputs(examples),
      build: (p, { x }) => {
        const matrix = p.parameter('matrix', [1, 6], given(new Float32Array(6).fill(1)));
        const offset = p.parameter('offset', [1], given(Float32Array.of(1)));
        return { loss: multiply(mean(linear(x, matrix, offset)), 0) };
      },
    };
    const changes = { objective, schedule: () => constantRate(0.1) };
    const decaying = smallSettings({ weightDecay: 0.5, epochs: 1 });
    await withTrainer({ ...changes, ...decaying }, async (trainer) => {
      await trainer.fit(training, null);
      const [matrix, , , , , , offset] = trainer.parameters;
      expect(matrix).toBeCloseTo((1 - 0.1 * 0.5) ** 7, 5);
      expect(offset).toBe(1);
    });
  });

  it('clips the gradient before Adam sees it', async () => {
    const moments = async (clipNorm: number) =>
      withTrainer(smallSettings({ clipNorm, epochs: 1 }), async (trainer) => {
        await trainer.fit(training, null);
        const { adamSquare } = trainer.getState().training.moments;
        return adamSquare.reduce((total, value) => total + value, 0);
      });
    // Each step adds 0.001 · ‖g‖² to the sum of squares, and ‖g‖ ≤ 0.01.
    const clipped = await moments(0.01);
    expect(clipped).toBeGreaterThan(0);
    expect(clipped).toBeLessThanOrEqual(7 * 0.001 * 0.01 ** 2 * 1.001);
    expect(await moments(1000)).toBeGreaterThan(10 * clipped);
  });

  it('raises and lowers the rate over the steps of all epochs', () => {
    const plan = { kind: 'fit', training, validation, epochs: 10, rateFactor: 1 } as const;
    const graphs = { batch: 6, hash: '', specs: [] };
    const start = new Float32Array();
    const { schedule, stepsPerEpoch } = courseOf({ ...plan, start }, smallOptions(), graphs);
    expect(stepsPerEpoch).toBe(10);
    expect(schedule(0)).toBeCloseTo(0.02 / 10, 12);
    expect(schedule(9)).toBeCloseTo(0.02, 12);
    expect(schedule(55)).toBeCloseTo(0.01, 12);
    expect(schedule(99)).toBeLessThan(1e-4);
    const slower = courseOf({ ...plan, start, rateFactor: 0.1 }, smallOptions(), graphs);
    expect(slower.schedule(9)).toBeCloseTo(0.002, 12);
    const oneStep = courseOf({ ...plan, start, epochs: 1 }, smallOptions(), {
      ...graphs,
      batch: 60,
    });
    expect(oneStep.schedule(0)).toBeCloseTo(0.02, 12);
    const rising = courseOf(
      { ...plan, start },
      smallOptions(smallSettings({ warmupFraction: 1 })),
      graphs,
    );
    expect(rising.schedule(98)).toBeCloseTo(0.02, 12);
  });

  it('tells how far it is at each epoch’s end and at least every 20 steps, and waits', async () => {
    const told: TrainingProgress[] = [];
    let waiting = 0;
    const onProgress = async (progress: TrainingProgress) => {
      waiting++;
      expect(waiting).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      waiting--;
      told.push(progress);
    };
    const services = { ...QUIET_SERVICES, onProgress };
    const changes = { services, ...smallSettings({ batchSize: 1, epochs: 2 }) };
    await withTrainer(changes, (trainer) => trainer.fit(training, validation));
    const done = told.map(({ examplesDone }) => examplesDone);
    expect(Math.max(...done.map((at, index) => at - (done[index - 1] ?? 0)))).toBeLessThan(21);
    expect(done).toContain(60);
    expect(done.at(-1)).toBe(120);
    expect(told.every(({ examplesTotal, loss }) => examplesTotal === 120 && loss > 0)).toBe(true);
    expect(told[0]).toMatchObject({ model: 'small', epoch: 0, epochs: 2, validationLoss: null });
    expect(told.at(-1)).toMatchObject({ epoch: 2 });
    expect(told.at(-1)?.validationLoss).toBeGreaterThan(0);
  });
});

describe('the loss of examples', () => {
  it('is their mean, a short last batch included by its share', async () => {
    await withTrainer({}, async (trainer) => {
      const whole = await trainer.evaluate(validation);
      const one = async (at: number) => {
        const single = {
          count: 1,
          fill: (_: Uint32Array, into: Readonly<Record<SmallInput, Float32Array>>) =>
            validation.fill(Uint32Array.of(at), into),
        };
        return trainer.evaluate(single);
      };
      let total = 0;
      for (let at = 0; at < validation.count; at++) total += await one(at);
      expect(whole).toBeCloseTo(total / validation.count, 5);
      expect(await trainer.evaluate(validation)).toBe(whole);
    });
  });
});
