import { describe, expect, it } from 'vitest';
import { systemSchema } from './system-schema.ts';

describe('the purge', () => {
  it('is never less than the forecast horizon', () => {
    const purge = (purgeBars: number, forecastHorizonBars: number) =>
      systemSchema.parse({ training: { purgeBars }, features: { forecastHorizonBars } }).training
        .purgeBars;
    expect([purge(0, 1), purge(5, 21), purge(30, 21)]).toEqual([1, 21, 30]);
  });
});
