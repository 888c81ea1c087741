import { expect, it } from 'vitest';
import { emptySlice } from '#base';
import { Book } from '#portfolio';
import type { Executor } from './executor.ts';
import { addsTo, heldShares } from './exposure.ts';

it('an asset that has yet to trade has no share, whatever waits has one', () => {
  const book = new Book(3, 100);
  const slice = { ...emptySlice(3), time: 1, close: Float64Array.of(Number.NaN, 10, 20) };
  slice.present.set([0, 1, 1]);
  book.mark(slice);
  const waiting = [0, 0, 2];
  const executor = { pendingQuantity: (asset: number) => waiting[asset] } as Executor;
  expect([...heldShares(book, executor)]).toEqual([0, 0, 0.4]);
});

it('what waits adds to a position on its side, nor does nothing to none', () => {
  const cases: readonly (readonly [number, number])[] = [
    ...([
      [0, 0],
      [5, 0],
      [5, -5],
      [5, -3],
    ] as const),
    ...([
      [0, 5],
      [5, 1],
      [5, -8],
      [-5, -1],
    ] as const),
  ];
  expect(cases.map(([held, pending]) => addsTo(held, pending))).toEqual([
    ...[false, false, false, false],
    ...[true, true, true, true],
  ]);
});
