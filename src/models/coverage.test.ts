import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { FEATURES, featureSet } from '#features';
import { checkCoverage, isOutOfSample } from './coverage.ts';
import { sealCard } from './model-card.ts';

const hash = 'a'.repeat(64);
const config = systemSchema.parse({});
const set = featureSet(config);
const card = sealCard({
  name: 'ridge',
  symbols: ['A', 'B'],
  interval: '1d',
  pipeline: { featureHash: set.hash, selected: ['rsi14'], dropped: [] },
  seqLen: 60,
  horizonBars: 5,
  training: { firstBarTime: 0, lastLabelTime: 1000, samples: 50 },
  settings: {},
  choices: {},
  calibration: { slope: 1, scale: 1, samples: 20 },
  correlation: 0,
  metrics: {},
  parameters: 2,
  seed: 1,
  dataHash: hash,
  configHash: hash,
  weightsHash: hash,
});
const usage = { symbols: ['B'], config, set };
const withSettings = (settings: object) => ({ ...usage, config: systemSchema.parse(settings) });

describe('what a model may be used for', () => {
  it('is the assets, interval, features, horizon and window of its card', () => {
    expect(() => checkCoverage(card, usage)).not.toThrow();
  });

  it.each([
    ['another asset', { ...usage, symbols: ['B', 'C'] }, /trained on A, B and has never seen C/],
    ['another interval', withSettings({ data: { interval: '1h' } }), /on 1d bars .* used on 1h/],
    ['other features', { ...usage, set: { ...set, hash } }, /other feature settings/],
    [
      'another horizon',
      withSettings({ features: { forecastHorizonBars: 6 } }),
      /foresees 5 bars and features.forecastHorizonBars is 6/,
    ],
    ['shorter windows', withSettings({ model: { seqLen: 59 } }), /windows of 60 bars .* is 59/],
  ])('is not %s', (_, other, message) => {
    expect(() => checkCoverage(card, other)).toThrow(message);
  });

  it('is the same assets together where the model compares them', () => {
    const comparing = featureSet(
      config,
      FEATURES.filter(({ name }) => name === 'xs_rank'),
    );
    const { id: _, schema: __, ...rest } = card;
    const ranked = sealCard({
      ...rest,
      pipeline: { featureHash: comparing.hash, selected: ['xs_rank'], dropped: [] },
    });
    const together = { symbols: ['B', 'A'], config, set: comparing };
    expect(() => checkCoverage(ranked, together)).not.toThrow();
    expect(() => checkCoverage(ranked, { ...together, symbols: ['B'] })).toThrow(
      /compares its assets \(xs_rank\) and was trained on A, B together, not on B alone/,
    );
  });

  it('is out of sample after the newest bar it has seen, not on it', () => {
    expect(isOutOfSample(card, 1000)).toBe(false);
    expect(isOutOfSample(card, 1001)).toBe(true);
  });
});
