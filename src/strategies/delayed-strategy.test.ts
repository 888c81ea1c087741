import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import { ASSETS, strategyMarket } from '../../tests/contracts/strategy.ts';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { createStrategy } from './catalog.ts';
import { delayedStrategy } from './delayed-strategy.ts';
import { signal } from './signal.ts';
import type { Strategy } from './strategy.ts';

const { trading } = systemSchema.parse({});
const MACD = { ...trading, macd: { ...trading.macd, fastBars: 2, slowBars: 4, signalBars: 2 } };
const macd = () => createStrategy('macd', ASSETS, MACD);
const bars = strategyMarket([], 60);

/** Signals by the minute at which they are heard. */
const heard = (strategy = macd()) =>
  bars.map(({ slice, forecasts }) => [...strategy.generateSignals(slice, forecasts)]);

describe('delayedStrategy', () => {
  it('says what the strategy says, so many minutes later', () => {
    const now = heard();
    expect(now.flat().length).toBeGreaterThan(5);
    const later = heard(delayedStrategy(macd(), 3, '1m'));
    expect(later).toEqual([[], [], [], ...now.slice(0, -3)]);
  });

  it('waits for a whole bar where the delay ends inside one', () => {
    expect(heard(delayedStrategy(macd(), 2.5, '1m'))).toEqual(
      heard(delayedStrategy(macd(), 3, '1m')),
    );
  });

  it('is the strategy itself without a delay, and where the night is longer', () => {
    const strategy = macd();
    expect(delayedStrategy(strategy, 0, '1m')).toBe(strategy);
    expect(delayedStrategy(strategy, 15, '1d')).toBe(strategy);
    expect(delayedStrategy(strategy, 24 * 60, '1d')).not.toBe(strategy);
  });
});

it('a delayed signal’s prices are those of the bar it is heard at, after a split, too', () => {
  const entry = { kind: 'limit', price: 10 } as const;
  const once: Strategy = {
    name: 'once',
    models: [],
    warmUp: () => undefined,
    generateSignals: ({ time, barIndex }) =>
      barIndex > 0
        ? []
        : [
            signal({
              ...{ time, asset: 0, direction: 1, confidence: 1, targetPosition: 1, reason: 'r' },
              entry,
            }),
          ],
    saveState: () => ({}),
    loadState: () => undefined,
  };
  const delayed = delayedStrategy(once, 2, '1m');
  const slice = emptySlice(1);
  const said = [1, 2, 1].map((ratio, minute) => {
    slice.time = minute * 60_000;
    slice.barIndex = minute;
    slice.splitRatio[0] = ratio;
    return delayed.generateSignals(slice, []).map((wish) => wish.entry);
  });
  expect(said).toEqual([[], [], [{ kind: 'limit', price: 5 }]]);
});

statefulContract('a delayed strategy', {
  make: () => delayedStrategy(macd(), 4, '1m'),
  step: (strategy, at) => strategy.generateSignals(bars[at].slice, bars[at].forecasts),
  steps: bars.length,
});
