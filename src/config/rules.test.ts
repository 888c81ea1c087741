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

describe('settings of strategies', () => {
  it.each([
    ['macd.fastBars', { macd: { fastBars: 26 } }, '< trading.macd.slowBars, which is 26'],
    ['pairs.exitZ', { pairs: { exitZ: 2 } }, '< trading.pairs.entryZ, which is 2'],
    ['pairs.entryZ', { pairs: { entryZ: 4 } }, '< trading.pairs.stopZ, which is 4'],
    ['ensemble.weights', { ensemble: { weights: [1] } }, 'a weight for each of'],
    ['ensemble.weights', { ensemble: { weights: [0, 0, 0, 0] } }, 'one above 0'],
    ['ensemble.models', { ensemble: { models: ['ridge', 'ridge'] } }, 'each model once'],
  ])('refuse %s as it is in %j', (path, trading, must) => {
    const refused = systemSchema.safeParse({ trading });
    expect(refused.error?.issues[0].path).toEqual(['trading', ...path.split('.')]);
    expect(refused.error?.issues[0].message).toContain(must);
  });
});

describe('margin', () => {
  it('is kept at no more than it is begun with', () => {
    const parse = (margin: object) => systemSchema.safeParse({ trading: { margin } });
    expect(parse({ initialFraction: 0.5, maintenanceFraction: 0.5 }).success).toBe(true);
    expect(parse({ initialFraction: 0.5 }).success).toBe(true);
    for (const margin of [
      { maintenanceFraction: 0.25 },
      { initialFraction: 0.2, maintenanceFraction: 0.25 },
    ]) {
      const issue = parse(margin).error?.issues[0];
      expect(issue?.path).toEqual(['trading', 'margin', 'maintenanceFraction']);
      expect(issue?.message).toContain('≤ trading.margin.initialFraction');
    }
  });
});

describe('a change-point detector', () => {
  it('needs four hypotheses more than it has recent bars, unless it keeps all', () => {
    const parse = (recentBars: number, maxHypotheses: number | null) =>
      systemSchema.safeParse({ features: { changePoint: { recentBars, maxHypotheses } } });
    expect(parse(16, 20).success).toBe(true);
    expect(parse(64, null).success).toBe(true);
    const refused = parse(17, 20);
    expect(refused.error?.issues[0].path).toEqual(['features', 'changePoint', 'maxHypotheses']);
    expect(refused.error?.issues[0].message).toContain('recentBars + 4, which is 21');
  });
});
