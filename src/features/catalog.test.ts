import { describe, expect, it } from 'vitest';
import type { BarTable } from '#base';
import {
  featureContract,
  firstRowThatPeeks,
  ordinaryHistory,
} from '../../tests/contracts/feature.ts';
import { FEATURES, MODEL_FEATURES, selectFeatures } from './catalog.ts';

featureContract(FEATURES);

const chosen = (...names: string[]) => selectFeatures(names).map((feature) => feature.name);

describe('the catalogue', () => {
  it('has no name twice', () => {
    expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
  });

  it('shows models everything but levels', () => {
    expect(selectFeatures([])).toBe(MODEL_FEATURES);
    expect(MODEL_FEATURES).toEqual(FEATURES.filter(({ group }) => group !== 'level'));
    expect(MODEL_FEATURES.length).toBeLessThan(FEATURES.length);
  });

  it('selects in its own order, each once', () => {
    expect(chosen('rsi14', 'log_return', 'rsi14')).toEqual(['log_return', 'rsi14']);
  });

  it('selects levels with any periods, after those that are listed', () => {
    expect(chosen('SMA_50', 'SMA_20', 'SMA_050', 'MACD.MACDSignal', 'log_return')).toEqual([
      'log_return',
      'SMA_20',
      'MACD.MACDSignal',
      'SMA_50',
    ]);
  });

  it('refuses a name that is not there, and says which is nearest', () => {
    const refused = (name: string) => () => selectFeatures(['log_return', name]);
    expect(refused('rsi15')).toThrow(/found 'rsi15'; the nearest is rsi14,.* --list/);
    expect(refused('SMA_0')).toThrow(/the nearest is SMA_20/);
    expect(refused('SMA_20_3')).toThrow(/the nearest is SMA_20/);
    expect(refused('MACD')).toThrow(/the nearest is/);
  });
});

describe('the contract itself', () => {
  it('catches an average centred on its bar', () => {
    const centred = ({ close }: BarTable) =>
      close.map((price, row) => (price + (close[row + 1] ?? price)) / 2);
    expect(firstRowThatPeeks(centred, ordinaryHistory, 100)).toBe(99);
  });

  it('catches scaling by a mean over the whole history', () => {
    const scaled = ({ close }: BarTable) => {
      const mean = close.reduce((sum, price) => sum + price, 0) / close.length;
      return close.map((price) => price / mean);
    };
    expect(firstRowThatPeeks(scaled, ordinaryHistory, 100)).toBe(0);
  });
});
