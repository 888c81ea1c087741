import { describe, expect, it } from 'vitest';
import type { BarTable, Series } from '#base';
import { featureContract, flatHistory } from '../../../../tests/contracts/feature.ts';
import {
  expectAll,
  knownValues,
  levelsWithPeriod,
} from '../../../../tests/support/known-values.ts';
import { randomBars } from '../../../../tests/support/random-bars.ts';
import { pricedOtherwise, upsideDown } from '../../../../tests/support/turned-bars.ts';
import { MOMENTUM_FEATURES, MOMENTUM_LEVELS } from './momentum-features.ts';

const bars = randomBars(4, 400);

const group = { features: MOMENTUM_FEATURES, levels: MOMENTUM_LEVELS };
const known = (name: string, table: BarTable) => knownValues(group, name, table);

/** Bars that open at the low, or the high, of the last one and close `step` farther. */
function steady(step: number): BarTable {
  const close = Float64Array.from({ length: 120 }, (_, row) => 1000 + step * row);
  const open = close.map((price) => price - step);
  return {
    time: bars.time.slice(0, 120),
    open,
    high: close.map((price, row) => Math.max(price, open[row])),
    low: close.map((price, row) => Math.min(price, open[row])),
    close,
    volume: new Float64Array(120).fill(1),
  };
}

describe('momentum where price only rises, or only falls', () => {
  it.each([
    ['RSI_14', 100, 0],
    ['rsi14', 100, 0],
    ['CMO_14', 100, -100],
    ['cmo14', 1, -1],
    ['tsi', 1, -1],
    ['BOP', 1, -1],
    ['bop14', 1, -1],
    ['ULTOSC', 100, 0],
    ['ultosc', 100, 0],
    ['WILLR_14', 0, -100],
    ['stoch14_k', 1, 0],
    ['STOCH_14_3_3.slowK', 100, 0],
    ['stoch_slow_d', 1, 0],
    ['MOM_10', 20, -20],
  ])('%s is %d, or %d', (name, rising, falling) => {
    expectAll(known(name, steady(2)), rising);
    expectAll(known(name, steady(-2)), falling);
  });
});

describe('momentum of prices turned upside down', () => {
  it.each([
    ['RSI_14', 100],
    ['ULTOSC', 100],
    ['STOCH_14_3_3.slowK', 100],
    ['STOCH_5_2_4.slowD', 100],
    ['stoch_rsi14', 1],
    ['CMO_14', 0],
    ['tsi', 0],
    ['bop14', 0],
    ['MOM_10', 0],
    ['WILLR_14', -100],
  ])('%s and its own sum to %d', (name, sum) => {
    const upright = known(name, bars);
    known(name, upsideDown(bars, 1024)).forEach((value, at) =>
      expect(value + upright[at]).toBeCloseTo(sum, 6),
    );
  });
});

describe('momentum features', () => {
  it.each(MOMENTUM_FEATURES.map(({ name }) => name))(
    '%s does not depend on the unit of the price',
    (name) => {
      // A power of two rounds nothing, so the values are the same to the last bit.
      const unit = 2 ** -40;
      const other = pricedOtherwise(bars, (price) => unit * price);
      expect(known(name, other)).toEqual(known(name, bars));
    },
  );

  it('are in the middle where nothing moves', () => {
    for (const { name, range } of MOMENTUM_FEATURES) {
      const middle = Number.isFinite(range[1]) ? (range[0] + range[1]) / 2 : 0;
      expectAll(known(name, flatHistory), middle);
    }
  });

  it('the stochastic of an RSI that only rounds is in the middle', () => {
    const still = structuredClone(bars);
    for (const column of [still.open, still.high, still.low, still.close]) {
      column.fill(bars.close[300], 300);
    }
    // The range holds 14 of them.
    expectAll(known('stoch_rsi14', still).subarray(-85), 0.5);
  });

  it('CMO and RSI are one measure on two scales', () => {
    const rsi = known('RSI_14', bars);
    known('CMO_14', bars).forEach((cmo, at) => expect(cmo).toBeCloseTo(2 * rsi[at] - 100, 9));
  });

  it('slow stochastics are averages of the raw one', () => {
    const raw = known('stoch14_k', bars);
    const mean = (values: Series, at: number) => (values[at] + values[at - 1] + values[at - 2]) / 3;
    const slow = raw.map((_, at) => mean(raw, at));
    known('stoch_slow_k', bars).forEach((k, at) => expect(k).toBeCloseTo(slow[at + 4], 12));
    known('stoch_slow_d', bars).forEach((d, at) => expect(d).toBeCloseTo(mean(slow, at + 4), 12));
  });
});

describe('momentum levels where nothing moves', () => {
  it.each(MOMENTUM_LEVELS.map(({ family }) => family))('%s is 0, as TA-Lib has it', (family) => {
    const level = MOMENTUM_LEVELS.find((candidate) => candidate.family === family);
    for (const output of level?.outputs.length === 0 ? [''] : (level?.outputs ?? [])) {
      const definition = level?.make(level.periods, output);
      if (definition !== undefined) expectAll(known(definition.name, flatHistory), 0);
    }
  });
});

// The shortest, and longer than a round of any ring.
featureContract([1, 2, 33].flatMap((period) => levelsWithPeriod(MOMENTUM_LEVELS, period)));
