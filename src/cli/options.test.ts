import { expect, it } from 'vitest';
import { INTERVALS, LOG_LEVELS } from '#base';
import { MODEL_NAMES } from '#models';
import { STRATEGY_NAMES } from '#strategies';
import { backtestCommand, liveCommand, trainCommand } from './options.ts';
import { PROVIDER_NAMES } from './provider-choice.ts';

interface Described {
  readonly options: readonly { readonly long?: string; readonly description: string }[];
}

const described = (flag: string, command: Described = backtestCommand()) =>
  command.options.find(({ long }) => long === flag)?.description;

const listedIn = (text = '') => text.replace(/^.*?: /, '').split(/, | or /);

it('tells every strategy, provider, interval and level there is, and no other', () => {
  for (const command of [backtestCommand(), liveCommand()]) {
    expect(
      described('--strategy', command)
        ?.split(/, | or /)
        .toSorted(),
    ).toEqual([...STRATEGY_NAMES, 'FILE.ts of your own'].toSorted());
  }
  expect(listedIn(described('--provider'))).toEqual(PROVIDER_NAMES);
  expect(listedIn(described('--interval'))).toEqual(INTERVALS);
  expect(listedIn(described('--log-level'))).toEqual(LOG_LEVELS);
});

it('tells every model there is', () => {
  const text = described('--model', trainCommand());
  expect(text).toBe(`${MODEL_NAMES.join(', ')}, several with commas, or all`);
});
