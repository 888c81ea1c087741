import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { barTableOf } from '#base';
import { valuesOf } from '../../../tests/contracts/feature.ts';
import { listedLevels } from '../level-family.ts';
import { RANGE_FEATURES } from './range/range-features.ts';
import { RETURN_FEATURES } from './returns/return-features.ts';
import { VOLATILITY_FEATURES, VOLATILITY_LEVELS } from './volatility/volatility-features.ts';
import { VOLUME_FEATURES, VOLUME_LEVELS } from './volume/volume-features.ts';

interface Golden {
  readonly bars: Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', readonly number[]>>;
  /** Of the bars that the figures belong to. */
  readonly rows: readonly number[];
  /** Program → indicator → its value at each row. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

const GOLDEN_FILE = '../../../tests/golden/indicators_made_bars.json';
const DAY_MS = 86_400_000;

const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, GOLDEN_FILE), 'utf8'));
const { open, high, low, close, volume } = golden.bars;
const bars = barTableOf(
  close.map((price, row) => ({
    time: row * DAY_MS,
    open: open[row],
    high: high[row],
    low: low[row],
    close: price,
    volume: volume[row],
  })),
);
const definitions = [
  ...RANGE_FEATURES,
  ...RETURN_FEATURES,
  ...VOLATILITY_FEATURES,
  ...VOLUME_FEATURES,
  ...listedLevels([...VOLATILITY_LEVELS, ...VOLUME_LEVELS]),
];

describe.each(Object.entries(golden.figures))('equal to %s on made bars', (_, figures) => {
  it.each(Object.entries(figures))('%s', (name, expected) => {
    const definition = definitions.find((candidate) => candidate.name === name);
    expect(definition).toBeDefined();
    if (definition === undefined) return;
    const values = valuesOf(definition, bars);
    golden.rows.forEach((row, at) => {
      const off = Math.abs(values[row] - expected[at]);
      expect(off / Math.max(1e-3, Math.abs(expected[at])), `row ${row}`).toBeLessThan(1e-9);
    });
  });
});
