import { describe, expect, it, vi } from 'vitest';
import { SILENT_LOGGER, sliceBars } from '#base';
import { systemSchema, type SystemConfig } from '#config';
import { smallConfig } from '../../tests/support/learning-market.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { leastSamples } from './least-samples.ts';
import { retrain } from './retrain.ts';

const share = (validationFraction: number) => smallConfig({ training: { validationFraction } });

describe('leastSamples', () => {
  it.each<[string, SystemConfig]>([
    ['the defaults', systemSchema.parse({})],
    ['a small hold-out', share(0.1)],
    ['a third', share(1 / 3)],
    ['0.45', share(0.45)],
    ['a large hold-out', share(0.7)],
    ['a long horizon', smallConfig({ features: { forecastHorizonBars: 10 } })],
    ['a wide gap', smallConfig({ training: { purgeBars: 30, embargoBars: 20 } })],
  ])('are enough for a retrain, and one less is not: %s', async (_, config) => {
    const least = leastSamples(['ridge'], config, SILENT_LOGGER);
    const bars = randomBars(4, least, { edge: 0.3 });
    const outcomeOf = async (first: number) => {
      const tables = [sliceBars(bars, first, least)];
      const symbols = ['A'];
      return (await retrain({ model: 'ridge', symbols, tables, config, seed: 1, champion: null }))
        .kind;
    };
    expect(await outcomeOf(0)).toBe('ACCEPTED');
    expect(await outcomeOf(1)).toBe('FAILED');
  });

  it('are the setting where that is more, and without models; raising it is said once', () => {
    const info = vi.fn<(message: string) => void>();
    const logger = { ...SILENT_LOGGER, info };
    const many = smallConfig({ training: { retrainMinSamples: 5000 } });
    expect(leastSamples(['ridge'], many, logger)).toBe(5000);
    expect(leastSamples([], smallConfig(), logger)).toBe(1);
    expect(info).not.toHaveBeenCalled();
    const least = leastSamples(['ridge', 'persistence'], smallConfig(), logger);
    expect(info.mock.calls).toEqual([
      [`training.retrainMinSamples raised from 1 to ${least} bars, what a retrain needs`],
    ]);
  });
});
