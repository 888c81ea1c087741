import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, sliceBars } from '#base';
import { type FeatureConfig, systemSchema } from '#config';
import { flatHistory } from '../../../tests/contracts/feature.ts';
import { FEW_FEATURES } from '../../../tests/support/few-features.ts';
import { randomBars, withOtherFuture } from '../../../tests/support/random-bars.ts';
import { refusalOf } from '../../../tests/support/refusal.ts';
import type { FeatureSettings } from '../catalog/feature-settings.ts';
import type { FeatureTable } from './feature-table.ts';
import { FeaturePipeline } from './pipeline.ts';
import { buildTargets } from './targets.ts';

const configOf = (settings: Partial<FeatureConfig> = {}): FeatureSettings => {
  const { features, data } = systemSchema.parse({});
  return {
    features: { ...features, only: FEW_FEATURES, scalingWindowBars: 40, ...settings },
    data,
  };
};

const bars = randomBars(1, 300);

const tableOf = (pipeline: FeaturePipeline, adjusted: BarTable): FeatureTable =>
  pipeline.build([{ symbol: 'A', adjusted }])[0];

const codeOf = (action: () => unknown): string => refusalOf(action).code;

describe('FeaturePipeline', () => {
  it('refuses to transform before it was fitted', () => {
    const pipeline = new FeaturePipeline(configOf());
    const table = tableOf(pipeline, bars);
    expect(codeOf(() => pipeline.transform(table))).toBe('features/not-fitted');
    expect(codeOf(() => pipeline.inferenceWindow(table, 3))).toBe('features/not-fitted');
    expect(codeOf(() => pipeline.getState())).toBe('features/not-fitted');
  });

  it('marks exactly the warm-up rows as not ready, and shows no NaN to a model', () => {
    const pipeline = new FeaturePipeline(configOf());
    const [table] = pipeline.fitTransform([tableOf(pipeline, bars)]);
    expect(table.ready.indexOf(1)).toBe(pipeline.set.warmupBars);
    expect(table.ready.subarray(pipeline.set.warmupBars).includes(0)).toBe(false);
    expect(table.features.every(Number.isFinite)).toBe(true);
    expect(table.features.some((value) => Math.abs(value) > 5)).toBe(false);
  });

  it('waits for features that are not scaled too, and holds them within the same limits', () => {
    const pipeline = new FeaturePipeline(configOf({ only: ['ret63_vol'], scalingClip: 0.5 }));
    const { ready, values } = tableOf(pipeline, bars);
    expect(ready.indexOf(1)).toBe(63);
    expect(Math.max(...values)).toBe(0.5);
    expect(Math.min(...values)).toBe(-0.5);
  });

  it('keeps the earlier of two features that say the same, and drops one that is constant', () => {
    const pipeline = new FeaturePipeline(configOf());
    const { selected, dropped } = pipeline.fit([tableOf(pipeline, bars)]);
    expect(selected).toContain('ret1_vol');
    expect(dropped).toContainEqual(
      expect.objectContaining({ name: 'log_return', reason: 'correlated', with: 'ret1_vol' }),
    );
    expect(dropped).toContainEqual({ name: 'hour_sin', reason: 'constant' });
    expect(selected.length + dropped.length).toBe(pipeline.set.names.length);
  });

  it('drops no twin when any correlation is allowed', () => {
    const pipeline = new FeaturePipeline(configOf({ correlationLimit: 1 }));
    const { dropped } = pipeline.fit([tableOf(pipeline, bars)]);
    expect(dropped.every(({ reason }) => reason === 'constant')).toBe(true);
  });

  it('learns nothing from rows outside its span', () => {
    const span = { from: bars.time[0], to: bars.time[220] };
    const fitOf = (table: BarTable) => {
      const pipeline = new FeaturePipeline(configOf());
      return pipeline.fit([tableOf(pipeline, table)], span);
    };
    expect(fitOf(withOtherFuture(bars, 219))).toEqual(fitOf(bars));
    expect(fitOf(withOtherFuture(bars, 150))).not.toEqual(fitOf(bars));
  });

  it('gives the newest window although its future is unknown', () => {
    const pipeline = new FeaturePipeline(configOf());
    const features = tableOf(pipeline, bars);
    const [table] = pipeline.fitTransform([features]);
    const window = pipeline.inferenceWindow(features, 10);
    expect(table.labelEnd[299]).toBeNaN();
    expect(window).toEqual({
      kind: 'window',
      time: bars.time[299],
      values: table.features.slice(290 * table.names.length),
    });
  });

  it('says how many bars a window lacks', () => {
    const pipeline = new FeaturePipeline(configOf());
    pipeline.fit([tableOf(pipeline, bars)]);
    const needed = pipeline.set.warmupBars + 10;
    const of = (count: number) =>
      pipeline.inferenceWindow(tableOf(pipeline, sliceBars(bars, 0, count)), 10);
    expect(of(needed - 1)).toEqual({
      kind: 'too-short',
      neededBars: needed,
      availableBars: needed - 1,
    });
    expect(of(needed).kind).toBe('window');
  });

  it('refuses fewer rows than features, prices that never move, and bars that are none', () => {
    const pipeline = new FeaturePipeline(configOf());
    const width = pipeline.set.names.length;
    const short = tableOf(pipeline, sliceBars(bars, 0, pipeline.set.warmupBars + width));
    expect(() => pipeline.fit([short])).toThrow(
      `more complete rows than the ${width} features, found ${width}`,
    );
    expect(codeOf(() => pipeline.fit([tableOf(pipeline, flatHistory)]))).toBe(
      'features/too-few-rows',
    );

    const bad = structuredClone(bars);
    bad.low[7] = Number.NaN;
    expect(() => tableOf(pipeline, bad)).toThrow(/low from .*, was NaN in the bar of 2010-01-09/);
    const noVolume = barTableOf([
      { time: 0, open: 1, high: 1, low: 1, close: 1, volume: Number.POSITIVE_INFINITY },
    ]);
    expect(() => tableOf(pipeline, noVolume)).toThrow(/volume from 0 to .*, was Infinity/);
  });

  it('refuses a fit made with other features or scaling', () => {
    const pipeline = new FeaturePipeline(configOf());
    const fit = pipeline.fit([tableOf(pipeline, bars)]);
    const again = new FeaturePipeline(configOf(), JSON.parse(JSON.stringify(fit)));
    expect(again.getState()).toEqual(fit);
    const other = configOf({ scalingClip: 4 });
    expect(codeOf(() => new FeaturePipeline(other, fit))).toBe('features/other-features');
  });
});

describe('buildTargets', () => {
  it('gives the next returns in units of the volatility known today', () => {
    const pipeline = new FeaturePipeline(configOf());
    const features = tableOf(pipeline, bars);
    const { values, labelEnd } = buildTargets(features, 3);
    const row = 200;
    for (let k = 1; k <= 3; k++) {
      const move = Math.log(bars.close[row + k] / bars.close[row + k - 1]);
      expect(values[row * 3 + k - 1]).toBe(Math.fround(move / features.volatility[row]));
    }
    expect(labelEnd[row]).toBe(bars.time[row + 3]);
  });

  it('knows no label in the last bars of a history, nor before anything has moved', () => {
    const features = tableOf(new FeaturePipeline(configOf()), bars);
    const { values, labelEnd } = buildTargets(features, 3);
    expect(labelEnd.subarray(297).every(Number.isNaN)).toBe(true);
    expect(values.subarray(297 * 3).every(Number.isNaN)).toBe(true);
    expect(labelEnd[296]).toBe(bars.time[299]);
    expect(labelEnd[10]).toBeNaN();
  });
});
