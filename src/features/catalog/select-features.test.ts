import { describe, expect, it } from 'vitest';
import { FEATURES, MODEL_FEATURES } from './catalog.ts';
import { type FeatureChoice, selectFeatures } from './select-features.ts';

const USUAL: FeatureChoice = { only: [], also: [], interval: '1h', own: [] };
const own = { ...FEATURES[0], name: 'my_own' };

const namesOf = (choice: Partial<FeatureChoice>) =>
  selectFeatures({ ...USUAL, ...choice }).map(({ name }) => name);

describe('the features that are asked for', () => {
  it('are the usual ones and the user’s own when none is named', () => {
    expect(selectFeatures(USUAL)).toEqual(MODEL_FEATURES);
    expect(namesOf({ own: [own] }).at(-1)).toBe('my_own');
    expect(namesOf({ own: [own], only: ['rsi14'] })).toEqual(['rsi14']);
    expect(namesOf({ own: [own], only: ['my_own'] })).toEqual(['my_own']);
  });

  it('come in the order of the catalogue, each once', () => {
    expect(namesOf({ only: ['rsi14', 'log_return', 'rsi14'] })).toEqual(['log_return', 'rsi14']);
  });

  it('may be joined by others', () => {
    const names = namesOf({ also: ['xs_rank', 'rsi14@1w', 'rsi14'] });
    expect(names).toEqual([...MODEL_FEATURES.map(({ name }) => name), 'xs_rank', 'rsi14@1w']);
  });

  it('are levels with any periods, after those that are listed', () => {
    const only = ['SMA_50', 'SMA_20', 'SMA_050', 'MACD.MACDSignal', 'log_return'];
    expect(namesOf({ only })).toEqual(['log_return', 'SMA_20', 'MACD.MACDSignal', 'SMA_50']);
  });

  it('are at a higher interval that the bars make', () => {
    expect(namesOf({ only: ['SMA_5@4h', 'rsi14@1d'] })).toEqual(['SMA_5@4h', 'rsi14@1d']);
    const refused =
      (name: string, interval: FeatureChoice['interval'] = '1h') =>
      () =>
        selectFeatures({ ...USUAL, only: [name], interval });
    expect(refused('rsi14@1h')).toThrow(
      /interval that 1h bars make, found '1h'; there are 4h, 1d, 1w/,
    );
    expect(refused('rsi14@30m')).toThrow(/found '30m'/);
    expect(refused('rsi14@')).toThrow(/found ''/);
    expect(refused('rsi14@4h@1d')).toThrow(/found '4h@1d'/);
    expect(refused('rsi14@1w', '1w')).toThrow(/there are none longer/);
    expect(refused('xs_rank@1d')).toThrow(/compares assets at each bar/);
  });

  it('are refused with the nearest name when there is no such', () => {
    const refused = (name: string) => () => selectFeatures({ ...USUAL, also: [name] });
    expect(refused('rsi15')).toThrow(/found 'rsi15'; the nearest is rsi14,.* --list/);
    expect(refused('rsi15@1d')).toThrow(/found 'rsi15'; the nearest is rsi14/);
    expect(refused('SMA_0')).toThrow(/the nearest is SMA_20, periods are 1 to 10000 bars, and/);
    expect(refused('SMA_10001')).toThrow(/periods are 1 to 10000/);
    expect(refused('SMA_20_3')).toThrow(/the nearest is SMA_20/);
    expect(refused('MACD')).toThrow(/the nearest is/);
  });
});
