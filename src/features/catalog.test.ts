import { describe, expect, it } from 'vitest';
import type { BarTable } from '#base';
import {
  featureContract,
  firstRowThatPeeks,
  ordinaryHistory,
} from '../../tests/contracts/feature.ts';
import { FEATURE_NAMES, FEATURES, selectFeatures } from './catalog.ts';

featureContract(FEATURES);

describe('the catalogue', () => {
  it('has no name twice', () => {
    expect(new Set(FEATURE_NAMES).size).toBe(FEATURE_NAMES.length);
  });

  it('selects in its own order and refuses a name that is not there', () => {
    const chosen = selectFeatures(['rsi14', 'log_return']);
    expect(chosen.map((feature) => feature.name)).toEqual(['log_return', 'rsi14']);
    expect(() => selectFeatures(['rsi15'])).toThrow(/found 'rsi15'; there are momentum_ew21/);
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
