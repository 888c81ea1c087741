import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, Random } from '#base';
import { systemSchema } from '#config';
import {
  featureContract,
  firstRowThatPeeks,
  ordinaryHistory,
} from '../../../tests/contracts/feature.ts';
import { FEATURES, MODEL_FEATURES } from './catalog.ts';
import { featureSet } from './feature-set.ts';
import { computeFeatures } from '../pipeline/feature-table.ts';

const settings = systemSchema.parse({});

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

describe('at the ends of their ranges, to the last bit, features stay', () => {
  const DAY_MS = 86_400_000;
  const random = new Random(7);
  const history = (price: (row: number) => number, volume: (row: number) => number) =>
    barTableOf(
      Array.from({ length: 460 }, (_, row) => {
        const [open, close] = [price(row), price(row + 1)];
        const [high, low] = [Math.max(open, close), Math.min(open, close) * 0.99];
        return { time: row * DAY_MS, open, high, low, close, volume: volume(row) };
      }),
    );
  const rare = () => (random.uniform() < 0.04 ? 1e6 * random.uniform() : 0);

  it.each([
    ['on a line that rises', history((row) => 100 + 0.1 * row, rare)],
    ['on one that falls', history((row) => 100 - 0.1 * row, rare)],
    ['where hardly anything is traded', history((row) => 100 * 1.05 ** (row % 2), rare)],
    [
      'behind a huge volume',
      history(
        (row) => 1.01 ** -row,
        (row) => (row === 340 ? 1e15 : random.uniform()),
      ),
    ],
    ['where price moves once a quarter', history((row) => 1 + 0.01 * Math.floor(row / 70), rare)],
  ])('%s', (_, bars) => {
    const columns = computeFeatures(featureSet(settings, FEATURES), [
      { symbol: 'A', adjusted: bars },
    ]);
    FEATURES.forEach(({ name, range: [least, largest] }, at) => {
      const outside = columns[0][at].filter((value) => value < least || value > largest);
      expect(outside, name).toHaveLength(0);
    });
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
