import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import { ASSETS, strategyContract, strategyMarket } from '../../tests/contracts/strategy.ts';
import { createStrategy, STRATEGY_NAMES } from './index.ts';

const { trading } = systemSchema.parse({
  trading: {
    smaCross: { fastBars: 3, slowBars: 8 },
    tsmom: { lookbackBars: 10, rebalanceBars: 4 },
    macd: { fastBars: 3, slowBars: 8, signalBars: 4 },
    pairs: { lookbackBars: 12, entryZ: 0.8, exitZ: 0.3, stopZ: 6 },
    ml: { cooldownBars: 2, confirmationBars: 2 },
    ensemble: { cooldownBars: 2, confirmationBars: 2, halfLifeBars: 20 },
  },
});

for (const name of STRATEGY_NAMES) strategyContract(() => createStrategy(name, ASSETS, trading));

describe('buy-and-hold', () => {
  it('wants all of every asset at each of its bars', () => {
    const strategy = createStrategy('buy-and-hold', ASSETS, trading);
    const targets = strategyMarket([], 6).map(({ slice, forecasts }) =>
      strategy
        .generateSignals(slice, forecasts)
        .map(({ asset, targetPosition }) => [asset, targetPosition]),
    );
    const both = [
      [0, 1],
      [1, 1],
    ];
    const all = [...both, [2, 1]];
    expect(targets).toEqual([both, all, all, all, all, both]);
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
  const signalsOf = (strengths: readonly number[], ml: object) => {
    const strategy = createStrategy('ml', 1, { ...trading, ml: { ...trading.ml, ...ml } });
    const slice = emptySlice(1);
    slice.present[0] = 1;
    return strengths.map((strength) => {
      const given = {
        model: 'ridge',
        scale: 0.1,
        correlation: 0,
        slope: 1,
        expectedSigma: Float64Array.of(strength * 0.1),
      };
      return strategy.generateSignals(slice, [given])[0];
    });
  };
  const run = (strengths: readonly number[], ml: object) =>
    signalsOf(strengths, ml).map((made) => made?.targetPosition);
  const confidences = (strengths: readonly number[], ml: object) =>
    signalsOf(strengths, ml).map((made) => made?.confidence);
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

  it('says how sure it is as a share of what a full position needs, 1 at most', () => {
    expect(confidences([1, -0.5, 4], plain)).toEqual([0.5, 0.25, 1]);
  });

  it('waits until a direction is confirmed by so many bars in a row', () => {
    expect(run([1, 1, 1], { ...plain, confirmationBars: 2 })).toEqual([0, 0.5, 0.5]);
    expect(run([1, -1, 1, 1], { ...plain, confirmationBars: 2 })).toEqual([0, 0, 0, 0.5]);
  });

  it('waits for the cool-down to pass before it turns again', () => {
    expect(run([1, -1, -1, -1], { ...plain, cooldownBars: 2 })).toEqual([0.5, 0.5, 0.5, -0.5]);
    expect(run([1, 2, -1], { ...plain, cooldownBars: 2 })).toEqual([0.5, 1, 1]);
  });
});
