import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { retrainReasons, type TriggerInputs } from './retrain-triggers.ts';

const { training } = systemSchema.parse({
  training: { retrainIntervalBars: 100, retrainMinSamples: 40, sharpeThreshold: 0.5 },
});
const quiet: TriggerInputs = {
  barCounter: 1000,
  lastRetrainBar: 960,
  samples: 500,
  minSamples: 300,
  rollingSharpe: 1,
};

describe('retrainReasons', () => {
  it.each<[string, Partial<TriggerInputs>, string[]]>([
    ['nothing is wrong', {}, []],
    ['the interval has not quite passed', { lastRetrainBar: 901 }, []],
    ['the interval has passed', { lastRetrainBar: 900 }, ['interval (100 >= 100)']],
    ['Sharpe is poor', { rollingSharpe: 0.123 }, ['sharpe (0.12 < 0.5)']],
    ['Sharpe is at the threshold', { rollingSharpe: 0.5 }, []],
    ['Sharpe is unknown', { rollingSharpe: Number.NaN }, []],
    ['Sharpe is poor again too soon', { rollingSharpe: -2, lastRetrainBar: 961 }, []],
    [
      'both',
      { rollingSharpe: -2, lastRetrainBar: 0 },
      ['interval (1000 >= 100)', 'sharpe (-2.00 < 0.5)'],
    ],
    ['the buffer is too short', { lastRetrainBar: 0, rollingSharpe: -2, samples: 299 }, []],
  ])('when %s', (_, changes, reasons) => {
    expect(retrainReasons({ ...quiet, ...changes }, training)).toEqual(reasons);
  });

  it('never looks at Sharpe without a threshold', () => {
    const inputs = { ...quiet, rollingSharpe: -9 };
    expect(retrainReasons(inputs, { ...training, sharpeThreshold: null })).toEqual([]);
  });

  it('looks at Sharpe at most once an interval that is shorter than the fewest samples', () => {
    const often = { ...training, retrainIntervalBars: 10 };
    expect(
      retrainReasons({ ...quiet, rollingSharpe: -2, lastRetrainBar: 990 }, often),
    ).toHaveLength(2);
    expect(retrainReasons({ ...quiet, rollingSharpe: -2, lastRetrainBar: 991 }, often)).toEqual([]);
  });
});
