import { describe, expect, it } from 'vitest';
import { emptySlice, type Forecast, type MarketSlice, Random } from '#base';
import { systemSchema } from '#config';
import { createStrategy, STRATEGY_NAMES, type Signal, signal } from './index.ts';

const ASSETS = 3;
const { trading } = systemSchema.parse({
  trading: {
    smaCross: { fastBars: 3, slowBars: 8 },
    tsmom: { lookbackBars: 10, rebalanceBars: 4 },
    ml: { cooldownBars: 2, confirmationBars: 2 },
  },
});

const forecast: Forecast = { model: 'ridge', scale: 0.1, expectedSigma: new Float64Array(ASSETS) };

/** A seeded walk of three assets of which the third misses every fifth bar. */
function* walk(bars: number, lastPriceFactor = 1): Generator<MarketSlice> {
  const random = new Random(7);
  const slice = emptySlice(ASSETS);
  slice.close.fill(100);
  for (let bar = 0; bar < bars; bar++) {
    slice.barIndex = bar;
    slice.time = bar * 60_000;
    for (let asset = 0; asset < ASSETS; asset++) {
      slice.present[asset] = asset === 2 && bar % 5 === 0 ? 0 : 1;
      slice.close[asset] *= 1 + 0.02 * random.normal();
      forecast.expectedSigma[asset] = 0.2 * random.normal();
    }
    if (bar === bars - 1) slice.close[0] *= lastPriceFactor;
    yield slice;
  }
}

const signalsOf = (name: string, bars: number, lastPriceFactor = 1): Signal[][] => {
  const strategy = createStrategy(name, ASSETS, trading);
  return Array.from(walk(bars, lastPriceFactor), (slice) => [
    ...strategy.generateSignals(slice, [forecast]),
  ]);
};

describe.each(STRATEGY_NAMES)('strategy %s', (name) => {
  it('gives signals of assets that have a bar, and some', () => {
    const signals = signalsOf(name, 60).flatMap((made, bar) =>
      made.map((each) => ({ ...each, bar })),
    );
    expect(signals.length).toBeGreaterThan(0);
    for (const { asset, bar, direction, targetPosition } of signals) {
      if (asset === 2) expect(bar % 5).not.toBe(0);
      expect(Math.sign(targetPosition)).toBe(direction);
    }
  });

  it('never looks ahead: a changed last bar changes nothing before it', () => {
    expect(signalsOf(name, 60, 3).slice(0, -1)).toEqual(signalsOf(name, 60).slice(0, -1));
    expect(signalsOf(name, 40)).toEqual(signalsOf(name, 60).slice(0, 40));
  });

  it('continues from a state saved at any bar, also through JSON', () => {
    const expected = signalsOf(name, 50);
    for (let cut = 0; cut < 50; cut += 7) {
      let strategy = createStrategy(name, ASSETS, trading);
      let bar = 0;
      for (const slice of walk(50)) {
        if (bar === cut) {
          const saved = JSON.parse(JSON.stringify(strategy.saveState()));
          strategy = createStrategy(name, ASSETS, trading);
          strategy.loadState(saved);
        }
        expect(strategy.generateSignals(slice, [forecast])).toEqual(expected[bar++]);
      }
    }
  });
});

describe('signal', () => {
  const fields = { time: 0, asset: 0, confidence: 0.5, targetPosition: 1, reason: '' };

  it('refuses a direction that is none or contradicts its target', () => {
    expect(() => signal({ ...fields, direction: 2 as 1 })).toThrow('Invariant');
    expect(() => signal({ ...fields, direction: -1 })).toThrow('Invariant');
    expect(() => signal({ ...fields, direction: 1, confidence: Number.NaN })).toThrow('Invariant');
  });

  it('clamps confidence and target', () => {
    expect(signal({ ...fields, direction: 1, confidence: 7, targetPosition: 3 })).toMatchObject({
      confidence: 1,
      targetPosition: 1,
    });
  });
});

describe('sma-cross', () => {
  const run = (prices: readonly number[], allowShort = false) => {
    const strategy = createStrategy('sma-cross', 1, {
      ...trading,
      smaCross: { fastBars: 1, slowBars: 2, allowShort },
    });
    const slice = emptySlice(1);
    slice.present[0] = 1;
    return prices.map((price) => {
      slice.close[0] = price;
      return strategy.generateSignals(slice, [])[0]?.direction;
    });
  };

  it('acts on crossings only: not on averages that start apart', () => {
    expect(run([1, 2, 3, 2, 1, 2])).toEqual([undefined, undefined, undefined, 0, undefined, 1]);
  });

  it('goes short below the cross where allowed', () => {
    expect(run([1, 2, 1], true)[2]).toBe(-1);
  });

  it('sees a split through the adjustment factor', () => {
    const strategy = createStrategy('sma-cross', 1, {
      ...trading,
      smaCross: { fastBars: 1, slowBars: 2, allowShort: false },
    });
    const slice = emptySlice(1);
    slice.present[0] = 1;
    const directions = [
      [70, 1],
      [77, 1],
      [12, 7],
      [13, 7],
    ].map(([close, factor]) => {
      slice.close[0] = close;
      slice.factor[0] = factor;
      return strategy.generateSignals(slice, [])[0]?.direction;
    });
    expect(directions).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('ml', () => {
  const run = (strengths: readonly number[], ml: object) => {
    const strategy = createStrategy('ml', 1, { ...trading, ml: { ...trading.ml, ...ml } });
    const slice = emptySlice(1);
    slice.present[0] = 1;
    return strengths.map((strength) => {
      const given = { model: 'ridge', scale: 0.1, expectedSigma: Float64Array.of(strength * 0.1) };
      return strategy.generateSignals(slice, [given])[0]?.targetPosition;
    });
  };
  const plain = { threshold: 0.5, fullAt: 2, band: 0, cooldownBars: 0, confirmationBars: 1 };
  const rounded = (targets: readonly (number | undefined)[]) =>
    targets.map((target) => (target === undefined ? target : Number(target.toFixed(12)) + 0));

  it('wants a position in proportion to the forecast, none below the threshold', () => {
    expect(rounded(run([1, -1, 0.4, 5, -5], plain))).toEqual([0.5, -0.5, 0, 1, -1]);
  });

  it('moves only to the edge of the band about what is wanted', () => {
    const strengths = [1, 1.4, 0.2, -0.2, -1, -2, 0];
    expect(rounded(run(strengths, { ...plain, threshold: 0, band: 0.3 }))).toEqual([
      0.2, 0.4, 0.4, 0.2, -0.2, -0.7, -0.3,
    ]);
  });

  it('keeps what it has while there is no forecast', () => {
    expect(run([Number.NaN], plain)).toEqual([undefined]);
  });

  it('waits for confirmation and for the cool-down to pass', () => {
    expect(run([1, 1, 1], { ...plain, confirmationBars: 2 })).toEqual([0, 0.5, 0.5]);
    expect(run([1, -1, -1, -1], { ...plain, cooldownBars: 2 })).toEqual([0.5, 0.5, 0.5, -0.5]);
  });
});
