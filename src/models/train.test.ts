import { describe, expect, it } from 'vitest';
import { firstRowAtOrAfter, sliceBars } from '#base';
import { systemSchema } from '#config';
import { ALL_TIME, FeaturePipeline } from '#features';
import { FEW_FEATURES } from '../../tests/support/few-features.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { evaluateLoss } from './evaluate-loss.ts';
import { minimumBars } from './minimum-bars.ts';
import { collectSamples, validationStart } from './samples.ts';
import { trainModel } from './train.ts';
import { trainWalkForward } from './train-walk-forward.ts';

const config = systemSchema.parse({
  features: { only: FEW_FEATURES, scalingWindowBars: 40 },
  training: { folds: 3, minTrainBars: 250 },
});
const bars = randomBars(1, 700, { edge: 0.3 });
/** Trades on other days, so that labels of five bars reach over longer spans of time. */
const rareBars = randomBars(2, 500, { edge: 0.3, skip: 0.3 });
const assets = [
  { symbol: 'A', adjusted: bars },
  { symbol: 'B', adjusted: rareBars },
];

describe('trainModel', () => {
  it('says how many bars it needs, and is content with exactly that many', async () => {
    const needed = minimumBars('ridge', config);
    const of = (count: number) =>
      trainModel({
        name: 'ridge',
        assets: [{ symbol: 'A', adjusted: sliceBars(bars, 0, count) }],
        config,
        seed: 1,
      });
    expect(await of(needed - 1)).toEqual({ kind: 'too-few', needed, available: needed - 1 });
    expect((await of(needed)).kind).toBe('trained');
    expect(needed).toBe(49 + 39 + 100 + 5);
  });

  it('fits a validation share that no training label touches', () => {
    const pipeline = new FeaturePipeline(config);
    const tables = pipeline.fitTransform(pipeline.build(assets));
    const all = collectSamples(tables, 1, ALL_TIME);
    const start = validationStart(all, 0.2);
    const training = collectSamples(tables, 1, { from: ALL_TIME.from, to: start });
    for (let index = 0; index < training.count; index++) {
      const { labelEnd } = tables[training.asset[index]];
      expect(labelEnd[training.row[index]]).toBeLessThan(start);
    }
    expect(training.count).toBeGreaterThan(0.7 * all.count);
  });

  it('writes in the card what the model is and has seen', async () => {
    const to = bars.time[500];
    const span = { from: bars.time[150], to };
    const outcome = await trainModel({ name: 'ridge', assets, config, seed: 9, span });
    if (outcome.kind !== 'trained') throw new Error('too few bars');
    const { card } = outcome.trained;
    expect(card).toMatchObject({ name: 'ridge', symbols: ['A', 'B'], interval: '1d', seed: 9 });
    expect(card.training.firstBarTime).toBeGreaterThanOrEqual(span.from);
    expect(card.training.lastLabelTime).toBe(bars.time[499]);
    expect(card.parameters).toBe((card.pipeline.selected.length + 1) * 5);
    expect(card.metrics['samples']).toBe(card.calibration.samples);
  });
});

describe('trainWalkForward', () => {
  it('judges each fold on bars after everything its model has seen', async () => {
    const outcome = await trainWalkForward({ name: 'ridge', assets, config, seed: 1 });
    if (outcome.kind !== 'trained') throw new Error('too few bars');
    expect(outcome.folds.length).toBe(3);
    let before = Number.NEGATIVE_INFINITY;
    for (const { trained, train, test, score } of outcome.folds) {
      const { lastLabelTime } = trained.card.training;
      expect(lastLabelTime).toBeLessThan(train.to);
      expect(train.to).toBeLessThan(test.from);
      expect(test.from).toBeGreaterThanOrEqual(before);
      before = test.to;
      expect(score.samples).toBeGreaterThan(100);
      expect(score.r2, 'the planted edge is found out of sample').toBeGreaterThan(0);
    }
    expect(outcome.final.card.training.lastLabelTime).toBe(
      Math.max(bars.time[699], rareBars.time[499]),
    );
  });

  it('trains every fold and the final model on as many bars when the window rolls', async () => {
    const rolling = systemSchema.parse({
      ...config,
      training: { ...config.training, window: 'rolling' },
    });
    const outcome = await trainWalkForward({ name: 'ridge', assets, config: rolling, seed: 1 });
    if (outcome.kind !== 'trained') throw new Error('too few bars');
    const row = (time: number) => firstRowAtOrAfter(bars.time, time);
    for (const { train } of outcome.folds) expect(row(train.to) - row(train.from)).toBe(250);
    const { firstBarTime } = outcome.final.card.training;
    expect(row(firstBarTime)).toBeGreaterThanOrEqual(450);
  });

  it('says how many bars it would take', async () => {
    const few = [{ symbol: 'A', adjusted: sliceBars(bars, 0, 255) }];
    expect(await trainWalkForward({ name: 'ridge', assets: few, config, seed: 1 })).toEqual({
      kind: 'too-few',
      needed: 250 + 5 + 5 + 3,
      available: 255,
    });
  });
});

describe('evaluateLoss', () => {
  it('refuses to call a span out of sample that the model has seen', async () => {
    const span = { from: ALL_TIME.from, to: bars.time[500] };
    const outcome = await trainModel({ name: 'ridge', assets, config, seed: 1, span });
    if (outcome.kind !== 'trained') throw new Error('too few bars');
    const { trained } = outcome;
    const on = (from: number, to: number) =>
      evaluateLoss(trained, assets, { from: bars.time[from], to: bars.time[to] }, config);
    expect(await on(499, 600)).toEqual({ kind: 'in-sample', lastLabelTime: bars.time[499] });
    const scored = await on(500, 600);
    expect(scored.kind === 'scored' && scored.score.mse).toBeLessThan(
      scored.kind === 'scored' ? scored.score.zeroMse : 0,
    );
    expect(await on(500, 505)).toEqual({ kind: 'no-samples' });
  });

  it('refuses assets and settings that the card does not cover', async () => {
    const outcome = await trainModel({ name: 'ridge', assets, config, seed: 1 });
    if (outcome.kind !== 'trained') throw new Error('too few bars');
    const { trained } = outcome;
    const future = { from: bars.time[699] + 1e12, to: Number.POSITIVE_INFINITY };
    const stranger = [{ symbol: 'C', adjusted: bars }];
    await expect(evaluateLoss(trained, stranger, future, config)).rejects.toThrow(/never seen C/);
    const hourly = systemSchema.parse({ ...config, data: { interval: '1h' } });
    await expect(evaluateLoss(trained, assets, future, hourly)).rejects.toThrow(
      /trained on 1d bars and cannot be used on 1h/,
    );
  });
});
