import { describe, expect, it } from 'vitest';
import {
  constantRate,
  divide,
  glorot,
  linear,
  mean,
  scoped,
  sqrt,
  square,
  subtract,
} from '#tensor';
import {
  fitted,
  recordingLogger,
  smallExamples,
  smallSettings,
  type SmallInput,
  smallObjective,
  watched,
  withTrainer,
} from '../../../tests/support/small-training.ts';
import type { Objective } from './objective.ts';
import { QUIET_SERVICES } from './training-services.ts';

const training = smallExamples(60);
const validation = smallExamples(29, 2);

describe('steps that are not finite', () => {
  it('are left out and counted, and the others learn', async () => {
    const spoilt = smallExamples(64);
    spoilt.x[6 * 17] = Number.NaN;
    const { logger, lines } = recordingLogger();
    const services = { ...QUIET_SERVICES, logger };
    await withTrainer({ services }, async (trainer) => {
      const outcome = fitted(await trainer.fit(spoilt, validation));
      expect(outcome.skippedSteps).toBe(4);
      expect(outcome.validationLosses[3]).toBeLessThan(0.5);
      expect(outcome.trainingLosses.every(Number.isFinite)).toBe(true);
    });
    expect(lines).toEqual([
      { level: 'warn', message: expect.stringMatching(/'small' left out 4 of 32 steps/) as string },
    ]);
  });

  it('end training when they come in a row, with the weights from before them', async () => {
    let fills = 0;
    const breaking = watched(training, (_, into) => {
      // One fill tells the data's identity.
      if (++fills > 1 + 5) into.y.fill(Number.NaN);
    });
    const { logger, lines } = recordingLogger();
    const services = { ...QUIET_SERVICES, logger };
    const schedule = () => constantRate(0.01);
    await withTrainer({ services, schedule }, async (trainer) => {
      const before = trainer.parameters;
      expect(await trainer.fit(breaking, validation)).toEqual({
        kind: 'diverged',
        badSteps: 3,
        step: 8,
      });
      const untilThen = () => (step: number) => (step < 5 ? 0.01 : 0);
      await withTrainer(
        { schedule: untilThen, ...smallSettings({ weightDecay: 0 }) },
        async (other) => {
          await other.fit(training, null);
          expect(other.parameters).not.toEqual(before);
        },
      );
      const sameDecay = smallSettings({ epochs: 1 });
      await withTrainer({ schedule: untilThen, ...sameDecay }, async (other) => {
        await other.fit(training, null);
        expect(trainer.parameters).toEqual(other.parameters);
      });
    });
    expect(lines.map(({ level }) => level)).toEqual(['error']);
    expect(lines[0].message).toMatch(
      /^Training 'small' diverged: loss or gradient was not finite in 3 steps in a row, up to step 8;/,
    );
  });

  it('leave the first weights where no step is finite, as with targets that never change', async () => {
    const objective: Objective<SmallInput> = {
      inputs: (examples) => smallObjective().inputs(examples),
      build: (parameters, { x, y }) => {
        const output = scoped('head', () => linear(x, parameters.parameter('w', [1, 6], glorot)));
        const centred = subtract(y, mean(y));
        const scale = sqrt(mean(square(centred)));
        return { loss: mean(square(subtract(output, divide(centred, scale)))) };
      },
    };
    const constant = smallExamples(60);
    constant.y.fill(2);
    await withTrainer({ objective }, async (trainer) => {
      const before = trainer.parameters;
      expect((await trainer.fit(training, validation)).kind).toBe('fitted');
      expect(await trainer.fit(constant, validation)).toEqual({
        kind: 'diverged',
        badSteps: 3,
        step: 3,
      });
      expect(trainer.parameters).toEqual(before);
    });
  });

  it('never count as a better validation loss', async () => {
    let evaluations = 0;
    const flickering = watched(smallExamples(8, 2), (_, into) => {
      // One fill tells the data's identity, then one an epoch.
      if (++evaluations === 3) into.y.fill(Number.NaN);
    });
    await withTrainer({}, async (trainer) => {
      const { validationLosses, bestEpoch } = fitted(await trainer.fit(training, flickering));
      expect(validationLosses.map(Number.isFinite)).toEqual([true, false, true, true]);
      const lowest = Math.min(...validationLosses.filter(Number.isFinite));
      expect(validationLosses[bestEpoch - 1]).toBe(lowest);
    });
  });

  it('are told where no epoch could be validated', async () => {
    const blind = smallExamples(20, 2);
    blind.y[3] = Number.NaN;
    const { logger, lines } = recordingLogger();
    const services = { ...QUIET_SERVICES, logger };
    await withTrainer({ services }, async (trainer) => {
      expect(await trainer.fit(training, blind)).toEqual({
        kind: 'diverged',
        badSteps: 0,
        step: 28,
      });
    });
    expect(lines[0].message).toContain('the validation loss was not finite after any of 4 epochs');
  });
});
