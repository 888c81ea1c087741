import { describe, expect, it } from 'vitest';
import { QuantError } from '#base';
import {
  MemoryCheckpoints,
  SMALL_SETTINGS,
  smallExamples,
  type SmallInput,
  smallObjective,
  smallOptions,
  withTrainer as withSmallTrainer,
} from '../../../tests/support/small-training.ts';
import { multiply } from '#tensor';
import { Trainer } from './trainer.ts';
import type { TrainerOptions } from './trainer-options.ts';
import type { TrainerState } from './trainer-state.ts';
import { QUIET_SERVICES } from './training-services.ts';

type Options = TrainerOptions<SmallInput>;

/** One example is NaN, so that the counters of bad steps have something to lose. */
const training = smallExamples(44);
training.x[6 * 20] = Number.NaN;
const validation = smallExamples(13, 2);
const further = { epochs: 2, rateFactor: 0.5 };

const EVERY_STEP = { ...SMALL_SETTINGS, epochs: 3, checkpointSteps: 1 };

class Stopped extends Error {}

const withTrainer: typeof withSmallTrainer = (changes, use) =>
  withSmallTrainer({ settings: EVERY_STEP, ...changes }, use);

type Run = (trainer: Trainer<SmallInput>) => Promise<unknown>;

interface Case {
  readonly run: Run;
  readonly changes?: Partial<Options>;
  /** Saves from one that is stopped to the next. */
  readonly stride: number;
}

const cases: readonly (readonly [string, Case])[] = [
  ['a fit', { run: (trainer) => trainer.fit(training, validation), stride: 1 }],
  ['a fit without validation', { run: (trainer) => trainer.fit(training, null), stride: 4 }],
  [
    'a fit that stops early',
    {
      run: (trainer) => trainer.fit(training, smallExamples(8, 2, 10)),
      changes: { settings: { ...EVERY_STEP, epochs: 9, patienceEpochs: 2, learningRate: 0.1 } },
      stride: 4,
    },
  ],
  [
    'a fit and its continuation',
    {
      run: async (trainer) => [
        await trainer.fit(training, validation),
        await trainer.continueTraining(training, further, validation),
      ],
      stride: 3,
    },
  ],
];

/** All that a finished run leaves, weights, moments and random state included. */
async function resultOf(run: Run, trainer: Trainer<SmallInput>) {
  const outcome = await run(trainer);
  return { outcome, parameters: trainer.parameters, state: trainer.getState() };
}

/** A run and the states it went through, one at each call of `onProgress`. */
async function statesOf(run: Run, settings: Options['settings'] = EVERY_STEP) {
  const states: TrainerState[] = [];
  const onProgress = async () => void states.push(trainer.getState());
  const services = { ...QUIET_SERVICES, onProgress };
  const trainer = await Trainer.create(smallOptions({ settings, services }));
  const expected = await resultOf(run, trainer);
  await trainer.release();
  return { states, expected };
}

describe.each(cases)('%s', (_, { run, changes = {}, stride }) => {
  it('goes on from its checkpoint with the same bits, wherever it was stopped', async () => {
    const attempt = (checkpoints: MemoryCheckpoints | null) =>
      withTrainer({ ...changes, services: { ...QUIET_SERVICES, checkpoints } }, (trainer) =>
        resultOf(run, trainer),
      );
    const whole = await attempt(null);
    const counting = new MemoryCheckpoints();
    expect(await attempt(counting)).toEqual(whole);
    expect(counting.saves).toBeGreaterThanOrEqual(15);
    for (let stop = 1; stop <= counting.saves; stop += stride) {
      const checkpoints = new MemoryCheckpoints();
      checkpoints.beforeSave = (save) => {
        if (save === stop) throw new Stopped();
      };
      await expect(attempt(checkpoints)).rejects.toThrow(Stopped);
      expect(await attempt(checkpoints), `stopped at save ${stop}`).toEqual(whole);
    }
  });
});

describe('a fit', () => {
  it('goes on when its caller stopped it, also between two checkpoints', async () => {
    const fit: Run = (trainer) => trainer.fit(training, validation);
    const settings = { ...EVERY_STEP, batchSize: 1, checkpointSteps: 7 };
    const whole = await withTrainer({ settings }, (trainer) => resultOf(fit, trainer));
    for (let stop = 1; stop <= 6; stop++) {
      const checkpoints = new MemoryCheckpoints();
      let told = 0;
      const onProgress = async () => {
        if (++told === stop) throw new Stopped();
      };
      const services = { ...QUIET_SERVICES, checkpoints, onProgress };
      await expect(withTrainer({ settings, services }, fit)).rejects.toThrow(Stopped);
      expect(checkpoints.saves).toBeGreaterThan(0);
      const resumed = await withTrainer({ settings, services }, (trainer) =>
        resultOf(fit, trainer),
      );
      expect(resumed, `stopped at call ${stop}`).toEqual(whole);
    }
  });

  it('that is finished is not trained again', async () => {
    const checkpoints = new MemoryCheckpoints();
    let told = 0;
    const onProgress = async () => void told++;
    const services = { ...QUIET_SERVICES, checkpoints, onProgress };
    const run: Run = (trainer) => trainer.fit(training, validation);
    const first = await withTrainer({ services }, (trainer) => resultOf(run, trainer));
    const [before, saves] = [told, checkpoints.saves];
    expect(await withTrainer({ services }, (trainer) => resultOf(run, trainer))).toEqual(first);
    expect([told, checkpoints.saves]).toEqual([before, saves]);
  });

  it('that diverged diverges again', async () => {
    const spoilt = smallExamples(44);
    spoilt.x.fill(Number.NaN, 6 * 10);
    const checkpoints = new MemoryCheckpoints();
    const changes = { services: { ...QUIET_SERVICES, checkpoints } };
    const run: Run = (trainer) => trainer.fit(spoilt, null);
    const first = await withTrainer(changes, (trainer) => resultOf(run, trainer));
    expect(first.outcome).toMatchObject({ kind: 'diverged' });
    expect(await withTrainer(changes, (trainer) => resultOf(run, trainer))).toEqual(first);
  });

  it.each([
    ['with', validation],
    ['without', null],
  ])('%s validation goes on from a state that was taken over', async (_, held) => {
    const run: Run = (trainer) => trainer.fit(training, held);
    const settings = { ...EVERY_STEP, batchSize: 3 };
    const { states, expected } = await statesOf(run, settings);
    expect(states.length).toBeGreaterThan(5);
    for (const state of states) {
      const resumed = await withTrainer({ settings }, (trainer) => {
        trainer.loadState(state);
        return resultOf(run, trainer);
      });
      expect(resumed).toEqual(expected);
    }
  });

  it('goes on from a state that was taken over with fewer examples than a batch', async () => {
    const run: Run = (trainer) => trainer.fit(smallExamples(5), validation);
    const { states, expected } = await statesOf(run);
    const resumed = await withTrainer({}, (trainer) => {
      trainer.loadState(states[0]);
      return resultOf(run, trainer);
    });
    expect(resumed).toEqual(expected);
  });

  it('does not go on from a state of another training', async () => {
    const state = await withTrainer({}, async (trainer) => {
      await trainer.fit(training, validation);
      return trainer.getState();
    });
    await withTrainer({ seed: 8 }, async (trainer) => {
      trainer.loadState(state);
      await expect(trainer.fit(training, validation)).rejects.toThrow(/seed: 7 there, 8 here/);
    });
    await withTrainer({ objective: smallObjective({ width: 9 }) }, async (trainer) => {
      const before = trainer.parameters;
      expect(() => trainer.loadState(state)).toThrow(/^The saved parameters hold 65 numbers/);
      expect(trainer.parameters).toEqual(before);
    });
  });
});

describe('a continuation', () => {
  it('goes on from a state that was taken over', async () => {
    const fitted = await withTrainer({}, (trainer) =>
      resultOf((fitting) => fitting.fit(training, validation), trainer),
    );
    const run: Run = (trainer) => trainer.continueTraining(training, further, validation);
    const { states, expected } = await statesOf(async (trainer) => {
      trainer.loadState(fitted.state);
      return run(trainer);
    });
    const resumed = await withTrainer({}, (trainer) => {
      trainer.loadState(states[0]);
      return resultOf(run, trainer);
    });
    expect(resumed).toEqual(expected);
  });

  it('makes room for the next one when it is over', async () => {
    const checkpoints = new MemoryCheckpoints();
    const services = { ...QUIET_SERVICES, checkpoints };
    const run: Run = async (trainer) => [
      await trainer.fit(training, validation),
      await trainer.continueTraining(training, further, validation),
      await trainer.continueTraining(smallExamples(30, 9), further, validation),
    ];
    const plain = await withTrainer({}, (trainer) => resultOf(run, trainer));
    expect(await withTrainer({ services }, (trainer) => resultOf(run, trainer))).toEqual(plain);
    expect([...checkpoints.kept.keys()]).toEqual(['small-run', 'small-run-continued']);
  });
});

describe('a checkpoint of another training', () => {
  const others: readonly (readonly [string, Partial<Options>, RegExp])[] = [
    ['another seed', { seed: 8 }, /\(seed: 7 there, 8 here\)/],
    [
      'another rate',
      { settings: { ...EVERY_STEP, learningRate: 0.03 } },
      /\(learningRate: 0.02 there, 0.03 here\)/,
    ],
    ['another schedule', { schedule: () => () => 0.01 }, /\(schedule: /],
    ['another architecture', { objective: smallObjective({ width: 9 }) }, /\(parameters: /],
    ['another dropout rate', { objective: smallObjective({ dropout: 0.5 }) }, /\(graph: /],
    [
      'another loss',
      {
        objective: {
          ...smallObjective(),
          build: (parameters, inputs) => {
            const { loss } = smallObjective().build(parameters, inputs);
            return { loss: multiply(loss, 2) };
          },
        },
      },
      /\(graph: /,
    ],
  ];

  async function keptCheckpoints(): Promise<MemoryCheckpoints> {
    const checkpoints = new MemoryCheckpoints();
    const services = { ...QUIET_SERVICES, checkpoints };
    await withTrainer({ services }, (trainer) => trainer.fit(training, validation));
    return checkpoints;
  }

  async function expectRefused(
    trainer: Trainer<SmallInput>,
    fit: Promise<unknown>,
    message: RegExp,
  ): Promise<void> {
    const before = trainer.parameters;
    const thrown: unknown = await fit.catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(QuantError);
    expect(thrown).toMatchObject({ code: 'models/checkpoint-mismatch' });
    expect((thrown as QuantError).message).toMatch(message);
    expect(trainer.parameters).toEqual(before);
  }

  it.each(others)('is refused: %s', async (_, changes, message) => {
    const services = { ...QUIET_SERVICES, checkpoints: await keptCheckpoints() };
    await withTrainer({ ...changes, services }, (trainer) =>
      expectRefused(trainer, trainer.fit(training, validation), message),
    );
  });

  it('is refused: other examples', async () => {
    const services = { ...QUIET_SERVICES, checkpoints: await keptCheckpoints() };
    await withTrainer({ services }, async (trainer) => {
      const refused = (fit: Promise<unknown>, message: RegExp) =>
        expectRefused(trainer, fit, message);
      const fewer = smallExamples(43);
      await refused(trainer.fit(fewer, validation), /\(trainingExamples: 44 there, 43 here\)/);
      await refused(trainer.fit(training, null), /\(validationExamples: 13 there, 0 here\)/);
      await refused(trainer.fit(smallExamples(44, 3), validation), /\(trainingData: /);
      await refused(trainer.fit(training, smallExamples(13, 3)), /\(validationData: /);
    });
  });
});
