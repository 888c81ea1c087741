import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CombinatorialPurgedSplitter } from './combinatorial-purged.ts';
import type { CrossFold } from './cross-fold.ts';
import { horizonLabels, type LabelSpans } from './label-spans.ts';
import { PurgedKFoldSplitter } from './purged-k-fold.ts';
import type { RowRange } from './row-range.ts';

/** Labels that begin in order, some at one instant, and end whenever they like. */
const labels: fc.Arbitrary<LabelSpans> = fc
  .array(fc.record({ wait: fc.nat(3), length: fc.oneof(fc.nat(4), fc.nat(40)) }), {
    minLength: 8,
    maxLength: 120,
  })
  .map((rows) => {
    let from = 0;
    const starts = rows.map(({ wait }) => {
      from += wait;
      return from;
    });
    return {
      from: Float64Array.from(starts),
      to: Float64Array.from(rows, ({ length }, row) => starts[row] + length),
    };
  });

const listed = (ranges: readonly RowRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));

const meet = ({ from, to }: LabelSpans, a: number, b: number) =>
  from[a] <= to[b] && from[b] <= to[a];

/** The definition, row by row: which rows a fold may learn from. */
function mayLearn(spans: LabelSpans, row: number, { test }: CrossFold, embargo: number): boolean {
  return test.every((range) => {
    const rows = listed([range]);
    if (rows.includes(row)) return false;
    const end = Math.max(...rows.map((tested) => spans.to[tested]));
    const begin = spans.from[range.from];
    if (row < range.from) return spans.to[row] < begin;
    const firstFree = spans.from.findIndex((from, at) => at >= range.to && from > end);
    return spans.from[row] > end && row >= firstFree + embargo;
  });
}

function holdsItsPromises(spans: LabelSpans, fold: CrossFold, embargo: number): void {
  const train = listed(fold.train);
  for (const row of train) {
    for (const tested of listed(fold.test)) expect(meet(spans, row, tested)).toBe(false);
  }
  const allowed = Array.from(spans.from.keys()).filter((row) =>
    mayLearn(spans, row, fold, embargo),
  );
  expect(train).toEqual(allowed);
}

describe('PurgedKFoldSplitter', () => {
  it('tests every row once, and learns from all rows but those whose label meets a tested one, and the embargo', () => {
    fc.assert(
      fc.property(labels, fc.integer({ min: 2, max: 8 }), fc.nat(10), (spans, folds, embargo) => {
        const split = new PurgedKFoldSplitter({ folds, embargo }).split(spans);
        if (split.kind !== 'folds') throw new Error('expected folds');
        const tested = split.folds.flatMap(({ test }) => listed(test));
        expect(tested).toEqual([...spans.from.keys()]);
        for (const fold of split.folds) holdsItsPromises(spans, fold, embargo);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves horizon rows before a test, and horizon and embargo rows after it', () => {
    const split = new PurgedKFoldSplitter({ folds: 4, embargo: 2 }).split(horizonLabels(40, 3));
    if (split.kind !== 'folds') throw new Error('expected folds');
    expect(split.folds[1]).toEqual({
      train: [
        { from: 0, to: 7 },
        { from: 25, to: 40 },
      ],
      test: [{ from: 10, to: 20 }],
    });
  });

  it('says how many rows it would need', () => {
    const splitter = new PurgedKFoldSplitter({ folds: 5, embargo: 0 });
    expect(splitter.split(horizonLabels(4, 1))).toEqual({
      kind: 'too-few',
      needed: 5,
      available: 4,
    });
    expect(splitter.split(horizonLabels(5, 1)).kind).toBe('folds');
  });

  it('refuses labels out of order, or without an end', () => {
    const splitter = new PurgedKFoldSplitter({ folds: 2, embargo: 0 });
    const from = Float64Array.of(0, 2, 1);
    expect(() => splitter.split({ from, to: Float64Array.of(3, 3, 3) })).toThrow('in order');
    expect(() => splitter.split({ from: from.sort(), to: Float64Array.of(3, 3, NaN) })).toThrow(
      'ends after',
    );
  });
});

describe('CombinatorialPurgedSplitter', () => {
  const sizes = fc
    .integer({ min: 2, max: 6 })
    .chain((groups) => fc.tuple(fc.constant(groups), fc.integer({ min: 1, max: groups - 1 })));

  it('tests each choice of groups once and lets no label that is learned from meet a tested one', () => {
    fc.assert(
      fc.property(labels, sizes, fc.nat(6), (spans, [groups, testGroups], embargo) => {
        const split = new CombinatorialPurgedSplitter({ groups, testGroups, embargo }).split(spans);
        if (split.kind !== 'folds') throw new Error('expected folds');
        const tests = new Set(split.folds.map(({ test }) => JSON.stringify(test)));
        expect(tests.size).toBe(split.folds.length);
        for (const fold of split.folds) {
          expect(fold.test.length).toBe(testGroups);
          holdsItsPromises(spans, fold, embargo);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('makes paths that each test all rows in order, and uses every test of every fold once', () => {
    fc.assert(
      fc.property(sizes, ([groups, testGroups]) => {
        const splitter = new CombinatorialPurgedSplitter({ groups, testGroups, embargo: 0 });
        const split = splitter.split(horizonLabels(60, 1));
        if (split.kind !== 'folds') throw new Error('expected folds');
        const used = new Set<string>();
        for (const path of split.paths) {
          const rows = path.flatMap((fold, group) => {
            const range = split.folds[fold].test.find(
              ({ from }) => from === Math.floor((60 * group) / groups),
            );
            used.add(`${fold} ${range?.from}`);
            return range === undefined ? [] : listed([range]);
          });
          expect(rows).toEqual(Array.from({ length: 60 }, (_, row) => row));
        }
        expect(split.paths.length).toBe((split.folds.length * testGroups) / groups);
        expect(used.size).toBe(split.folds.length * testGroups);
      }),
    );
  });

  it('gives the 15 folds and 5 paths of the textbook for six groups, two of them tested', () => {
    const splitter = new CombinatorialPurgedSplitter({ groups: 6, testGroups: 2, embargo: 1 });
    const split = splitter.split(horizonLabels(600, 5));
    if (split.kind !== 'folds') throw new Error('expected folds');
    expect([split.folds.length, split.paths.length]).toEqual([15, 5]);
    expect(split.folds[1].test).toEqual([
      { from: 0, to: 100 },
      { from: 200, to: 300 },
    ]);
    expect(split.folds[1].train).toEqual([
      { from: 106, to: 195 },
      { from: 306, to: 600 },
    ]);
    expect(splitter.split(horizonLabels(5, 1))).toEqual({
      kind: 'too-few',
      needed: 6,
      available: 5,
    });
  });

  it('refuses numbers that leave nothing to learn from, or more folds than anyone can train', () => {
    const make = (groups: number, testGroups: number) => () =>
      new CombinatorialPurgedSplitter({ groups, testGroups, embargo: 0 });
    expect(make(4, 4)).toThrow('others train');
    expect(make(4, 0)).toThrow('others train');
    expect(make(40, 20)).toThrow('can be counted');
  });
});
