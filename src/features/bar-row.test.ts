import { describe, expect, it } from 'vitest';
import { type Bar, QuantError } from '#base';
import { systemSchema } from '#config';
import { FEATURES } from './catalog/catalog.ts';
import { NO_PEERS } from './cross-section/peer-row.ts';
import { BarFeed, emptyBarRow } from './bar-row.ts';
import { featureSet } from './catalog/feature-set.ts';
import { FeatureStream } from './pipeline/feature-stream.ts';

const bar = (change: Partial<Bar>): Bar => ({
  time: 0,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
  ...change,
});

describe('a bar that no feature can be made of', () => {
  it.each([
    ['close', 0],
    ['low', -1],
    ['open', Number.NaN],
    ['high', Number.POSITIVE_INFINITY],
    ['high', 1e101],
    ['close', 1e-101],
    ['volume', -1],
    ['volume', Number.NaN],
    ['volume', 1e101],
  ] as const)('is refused for its %s of %d', (column, value) => {
    const take = () => new BarFeed(32).take(bar({ [column]: value }), NO_PEERS, emptyBarRow());
    expect(take).toThrow(QuantError);
    const limits = column === 'volume' ? '0 to 1e+100' : '1e-100 to 1e+100';
    expect(take).toThrow(
      `Expected ${column} from ${limits}, was ${value} in the bar of 1970-01-01T`,
    );
  });

  it('is none within the limits: every feature keeps a value at either end', () => {
    const stream = new FeatureStream(featureSet(systemSchema.parse({}), FEATURES), 'A');
    for (let row = 0; row < 700; row++) {
      const price = row < 400 ? 1 + (row % 7) / 100 : row < 500 ? 9e99 : 1.1e-100;
      const volume = row % 3 === 0 ? 9e99 : row % 5;
      const [high, low] = [price * 1.01, price / 1.01];
      stream.advance(bar({ time: row * 86_400_000, open: low, high, low, close: price, volume }));
    }
    expect(stream.raw.every(Number.isFinite)).toBe(true);
  });
});
