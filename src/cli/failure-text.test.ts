import { CommanderError } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import { QuantError } from '#base';
import { failureText, usageText } from './failure-text.ts';

it('a failure is told as it stands, on one line', () => {
  expect(failureText(new QuantError('data/no-bars', 'There is none.'))).toBe('There is none.');
  expect(failureText(new QuantError('data/no-bars', 'One\n  two.'))).toBe('One two.');
});

it('a bug says so, and how to see more', () => {
  expect(failureText(new Error('Invariant broken: x'))).toBe(
    'Unexpected failure: Invariant broken: x; run it again with --log-level debug to see where, and please report it.',
  );
  expect(failureText('thrown text')).toContain('Unexpected failure: thrown text;');
});

it.each([
  ["error: unknown command 'x'", "Unknown command 'x'; quant --help shows what there is."],
  ["error: unknown option '--x'\n(Did you mean --y?)", "Unknown option '--x'; did you mean --y?"],
  [
    "error: too many arguments for 'x'. Expected 0 arguments but got 1: y.",
    "Too many arguments for 'x': expected 0 arguments but got 1: y; quant --help shows what there is.",
  ],
])('%o is one sentence', (message, sentence) => {
  expect(usageText(new CommanderError(1, 'commander.any', message))).toBe(sentence);
});
