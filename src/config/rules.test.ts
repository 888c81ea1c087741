import { describe, expect, it } from 'vitest';
import { leastRetrainBars } from './rules.ts';
import { systemSchema } from './system-schema.ts';

describe('the purge', () => {
  it('is never less than the forecast horizon', () => {
    const purge = (purgeBars: number, forecastHorizonBars: number) =>
      systemSchema.parse({ training: { purgeBars }, features: { forecastHorizonBars } }).training
        .purgeBars;
    expect([purge(0, 1), purge(5, 21), purge(30, 21)]).toEqual([1, 21, 30]);
  });
});

describe('leastRetrainBars', () => {
  it('leaves one whole window on either side of the hold-out’s border', () => {
    for (const validationFraction of [0.05, 0.2, 0.5, 0.9]) {
      for (const seqLen of [1, 60, 251]) {
        const config = systemSchema.parse({ model: { seqLen }, training: { validationFraction } });
        const windowsAt = (bars: number) => {
          const rows = bars - 300 - config.features.forecastHorizonBars;
          const held = Math.floor(rows * validationFraction + 1e-9);
          const learned = Math.floor(rows * (1 - validationFraction) + 1e-9);
          return Math.min(held, learned - config.training.purgeBars) - seqLen;
        };
        const least = leastRetrainBars(config, 300);
        expect(windowsAt(least)).toBeGreaterThanOrEqual(0);
        expect(windowsAt(least - 2), 'one bar of slack for rounding').toBeLessThan(0);
      }
    }
  });
});
