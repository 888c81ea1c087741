import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WalkForwardOptions, WalkForwardSplitter } from './walk-forward.ts';

const rows = (max: number, min = 0) => fc.integer({ min, max });
const options: fc.Arbitrary<WalkForwardOptions> = fc.record({
  folds: rows(8, 1),
  minTrain: rows(60, 1),
  horizon: rows(20),
  purge: rows(30),
  embargo: rows(15),
  window: fc.constantFrom('expanding' as const, 'rolling' as const),
});

describe('WalkForwardSplitter', () => {
  it('lets no training label reach a test, and tests every row after the first training span', () => {
    fc.assert(
      fc.property(options, rows(600), rows(40), (chosen, total, features) => {
        const split = new WalkForwardSplitter(chosen).split(total, features);
        if (split.kind === 'too-few') {
          expect(split.available).toBe(total);
          expect(split.needed).toBeGreaterThan(total);
          return;
        }
        let tested = split.folds[0].test.from;
        for (const { train, test } of split.folds) {
          const lastLabelKnownAt = train.to - 1 + chosen.horizon;
          expect(lastLabelKnownAt).toBeLessThan(test.from);
          expect(test.from - train.to).toBeGreaterThanOrEqual(chosen.purge + chosen.embargo);
          expect(train.from).toBeGreaterThanOrEqual(0);
          expect(train.to - train.from).toBeGreaterThanOrEqual(chosen.minTrain);
          expect(train.to - train.from).toBeGreaterThan(features);
          expect(test.from).toBe(tested);
          expect(test.to).toBeGreaterThan(test.from);
          tested = test.to;
          if (chosen.window === 'expanding') expect(train.from).toBe(0);
        }
        expect(tested).toBe(total);
        expect(split.folds.length).toBe(chosen.folds);
      }),
    );
  });

  it('says how many rows it would need, and is content with exactly those', () => {
    const splitter = new WalkForwardSplitter({
      folds: 3,
      minTrain: 100,
      horizon: 5,
      purge: 0,
      embargo: 2,
      window: 'expanding',
    });
    expect(splitter.split(50)).toEqual({ kind: 'too-few', needed: 110, available: 50 });
    expect(splitter.split(109)).toEqual({ kind: 'too-few', needed: 110, available: 109 });
    expect(splitter.split(110).kind).toBe('folds');
    expect(splitter.split(200, 300)).toEqual({ kind: 'too-few', needed: 311, available: 200 });
    expect(splitter.split(Number.NaN).kind).toBe('too-few');
  });

  it('rolls a training span of constant length', () => {
    const chosen = { folds: 4, minTrain: 50, horizon: 1, purge: 3, embargo: 0 };
    const split = new WalkForwardSplitter({ ...chosen, window: 'rolling' }).split(173);
    if (split.kind !== 'folds') throw new Error('expected folds');
    expect(split.folds[0]).toEqual({ train: { from: 0, to: 50 }, test: { from: 53, to: 83 } });
    expect(split.folds[3]).toEqual({ train: { from: 90, to: 140 }, test: { from: 143, to: 173 } });
  });
});
