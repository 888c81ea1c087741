import { describe, expect, it } from 'vitest';
import { emptySlice, type Forecast, type MarketSlice, Random } from '#base';
import type { Signal, Strategy } from '#strategies';
import { statefulContract } from './stateful.ts';

export const ASSETS = 3;
const BARS = 60;

interface Bar {
  readonly slice: MarketSlice;
  readonly forecasts: readonly Forecast[];
}

/** A seeded walk of three assets of which the third misses every fifth bar, with forecasts of models. */
export function strategyMarket(
  models: readonly string[],
  bars: number,
  lastPriceFactor = 1,
): Bar[] {
  const random = new Random(7);
  const close = new Float64Array(ASSETS).fill(100);
  return Array.from({ length: bars }, (_, bar) => {
    const slice = emptySlice(ASSETS);
    slice.barIndex = bar;
    slice.time = bar * 60_000;
    const expectedSigma = models.map(() => new Float64Array(ASSETS));
    for (let asset = 0; asset < ASSETS; asset++) {
      slice.present[asset] = asset === 2 && bar % 5 === 0 ? 0 : 1;
      close[asset] *= 1 + 0.02 * random.normal();
      for (const forecast of expectedSigma) forecast[asset] = 0.2 * random.normal();
    }
    slice.close.set(close);
    if (bar === bars - 1) slice.close[0] *= lastPriceFactor;
    const forecasts = models.map((model, at) => {
      return { model, scale: 0.1, correlation: 0.3, slope: 1, expectedSigma: expectedSigma[at] };
    });
    return { slice, forecasts };
  });
}

/** What every strategy must hold to. */
export function strategyContract(make: () => Strategy): void {
  const { name, models } = make();
  const market = (bars: number, lastPriceFactor?: number) =>
    strategyMarket(models, bars, lastPriceFactor);
  const signalsOf = (bars: readonly Bar[]): Signal[][] => {
    const strategy = make();
    return bars.map(({ slice, forecasts }) => [...strategy.generateSignals(slice, forecasts)]);
  };

  describe(`strategy ${name}`, () => {
    it('gives signals of this bar, at most one of each asset that has a bar, and some', () => {
      const bars = market(BARS);
      const signals = signalsOf(bars);
      expect(signals.flat().length).toBeGreaterThan(0);
      signals.forEach((made, at) => {
        const { slice } = bars[at];
        expect(new Set(made.map(({ asset }) => asset)).size).toBe(made.length);
        for (const { asset, time, direction, targetPosition, confidence, reason } of made) {
          expect(slice.present[asset]).toBe(1);
          expect(time).toBe(slice.time);
          expect(Math.sign(targetPosition)).toBe(direction);
          expect(Math.abs(targetPosition)).toBeLessThanOrEqual(1);
          expect(confidence >= 0 && confidence <= 1).toBe(true);
          expect(reason).not.toBe('');
        }
      });
    });

    it('never looks ahead: a changed last bar changes nothing before it', () => {
      const signals = signalsOf(market(BARS));
      expect(signalsOf(market(BARS, 3)).slice(0, -1)).toEqual(signals.slice(0, -1));
      expect(signalsOf(market(BARS - 20))).toEqual(signals.slice(0, BARS - 20));
    });

    it('keeps nothing of a slice that is refilled', () => {
      const bars = market(BARS);
      const expected = signalsOf(bars);
      const strategy = make();
      const one = emptySlice(ASSETS);
      const refilled = bars.map(({ slice, forecasts }) => {
        one.time = slice.time;
        one.barIndex = slice.barIndex;
        one.present.set(slice.present);
        one.close.set(slice.close);
        return [...strategy.generateSignals(one, forecasts)];
      });
      expect(refilled).toEqual(expected);
    });

    it('decides nothing while it warms up, and knows its indicators afterwards', () => {
      const bars = market(BARS);
      const strategy = make();
      for (const { slice } of bars.slice(0, 40)) expect(strategy.warmUp(slice)).toBeUndefined();
      const later = bars
        .slice(40)
        .flatMap(({ slice, forecasts }) => strategy.generateSignals(slice, forecasts));
      expect(later.length).toBeGreaterThan(0);
    });

    const bars = market(BARS);
    statefulContract(name, {
      make,
      step: (strategy, at) => [...strategy.generateSignals(bars[at].slice, bars[at].forecasts)],
      steps: BARS,
    });
  });
}
