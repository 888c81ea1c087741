import { describe, expect, it } from 'vitest';
import type { BarTable } from '#base';
import {
  featureContract,
  firstRowThatPeeks,
  ordinaryHistory,
} from '../../../tests/contracts/feature.ts';
import { FEATURES, MODEL_FEATURES } from './catalog.ts';

featureContract(FEATURES);

describe('the catalogue', () => {
  it('has no name twice', () => {
    expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
  });

  it('shows models all but levels and what compares assets', () => {
    const others = new Set(['level', 'cross-asset']);
    expect(MODEL_FEATURES).toEqual(FEATURES.filter(({ group }) => !others.has(group)));
    expect(MODEL_FEATURES.length).toBeLessThan(FEATURES.length);
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
