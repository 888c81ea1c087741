import { describe, expect, it } from 'vitest';
import {
  fitted,
  smallExamples,
  smallSettings,
  withTrainer,
} from '../../../tests/support/small-training.ts';

const training = smallExamples(60);
const validation = smallExamples(29, 2);

describe('continued training', () => {
  const further = { epochs: 3, rateFactor: 0.3 };

  it('goes on from the best weights', async () => {
    await withTrainer({}, async (trainer) => {
      const { validationLosses } = fitted(await trainer.fit(training, validation));
      const before = Math.min(...validationLosses);
      const outcome = fitted(await trainer.continueTraining(training, further, validation));
      expect(outcome.validationLosses).toHaveLength(3);
      expect(outcome.bestEpoch).toBeGreaterThan(0);
      const after = await trainer.evaluate(validation);
      expect(after).toBeLessThan(before);
      expect(after).toBe(Math.min(...outcome.validationLosses));
    });
  });

  it('keeps the weights it started from when no epoch is better', async () => {
    const contrary = smallExamples(60, 3);
    contrary.y.forEach((value, at) => {
      contrary.y[at] = -value;
    });
    await withTrainer(smallSettings({ epochs: 12 }), async (trainer) => {
      await trainer.fit(training, validation);
      const before = trainer.parameters;
      const outcome = fitted(await trainer.continueTraining(contrary, further, validation));
      expect(outcome.bestEpoch).toBe(0);
      expect(trainer.parameters).toEqual(before);
      expect(trainer.getState().training.parameters).not.toEqual(before);
      const unchecked = fitted(await trainer.continueTraining(contrary, further, null));
      expect(unchecked.bestEpoch).toBe(3);
      expect(trainer.parameters).not.toEqual(before);
    });
  });

  it('keeps them when it diverges or cannot validate', async () => {
    const spoilt = smallExamples(60);
    spoilt.x.fill(Number.NaN);
    await withTrainer({}, async (trainer) => {
      await trainer.fit(training, validation);
      const before = trainer.parameters;
      expect((await trainer.continueTraining(spoilt, further, validation)).kind).toBe('diverged');
      expect(trainer.parameters).toEqual(before);
      expect((await trainer.continueTraining(training, further, spoilt)).kind).toBe('diverged');
      expect(trainer.parameters).toEqual(before);
    });
  });

  it('takes the weights of a trained model, and the same ones give the same bytes', async () => {
    const weights = await withTrainer({}, async (trainer) => {
      await trainer.fit(training, validation);
      return trainer.parameters;
    });
    const run = () =>
      withTrainer({}, async (trainer) => {
        trainer.loadParameters(weights);
        expect(trainer.parameters).toEqual(weights);
        await trainer.continueTraining(training, further, validation);
        return trainer.parameters;
      });
    const first = await run();
    expect(first).not.toEqual(weights);
    expect(await run()).toEqual(first);
    await withTrainer({}, async (trainer) => {
      expect(() => trainer.loadParameters(weights.slice(1))).toThrow(/^The saved parameters hold/);
    });
  });
});
