import { expect, it } from 'vitest';
import { type ErrorCode, QuantError } from '#base';
import { exitCodeOf } from './exit-code.ts';

const CODES: readonly (readonly [ErrorCode, number])[] = [
  ['data/file-unreadable', 1],
  ['data/unknown-column', 2],
  ['cli/unknown-run', 2],
  ['backtest/run-damaged', 1],
  ['data/csv-number', 1],
  ['data/bad-bars', 1],
  ['data/no-bars', 1],
  ['base/write-failed', 1],
  ['models/corrupt', 1],
  ['core/data-missing', 1],
  ['cli/bad-date', 2],
  ['config/unknown-key', 2],
  ['data/bad-symbol', 2],
  ['data/unknown-symbol', 2],
  ['data/unknown-interval', 2],
  ['models/unknown-model', 2],
  ['strategies/unknown-strategy', 2],
  ['features/unknown-feature', 2],
  ['portfolio/no-rate', 2],
  ['models/in-sample', 3],
  ['models/not-covered', 3],
  ['core/state-of-another-run', 3],
  ['core/state-newer', 3],
  ['core/journal-gap', 3],
  ['core/replay-diverged', 3],
];

it.each(CODES)('%s ends with %d', (code, expected) => {
  expect(exitCodeOf(new QuantError(code, 'because'))).toBe(expected);
});

it('anything else that is thrown is a failure', () => {
  expect([new Error('bug'), 'text', undefined].map(exitCodeOf)).toEqual([1, 1, 1]);
});
