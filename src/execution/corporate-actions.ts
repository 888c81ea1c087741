import type { MarketSlice } from '#base';
import { rebasedTerms } from '#strategies';
import type { DeskParts } from './desk-setup.ts';

/** Applies the splits and dividends of a slice to all that is held, waits or is wanted. */
export function applyActions({ splitRatio, dividend }: MarketSlice, parts: DeskParts): void {
  for (let asset = 0; asset < splitRatio.length; asset++) {
    if (splitRatio[asset] !== 1) applySplit(asset, splitRatio[asset], parts);
    if (dividend[asset] !== 0) parts.book.applyDividend(asset, dividend[asset]);
  }
}

function applySplit(asset: number, ratio: number, parts: DeskParts): void {
  const { desk, book, guard, brackets, signals } = parts;
  book.applySplit(asset, ratio);
  desk.executor.applySplit(asset, ratio);
  guard.applySplit(asset, ratio);
  brackets.applySplit(asset, ratio);
  const signal = signals[asset];
  if (signal !== null) signals[asset] = rebasedTerms(signal, ratio);
}
