import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { ASSETS, strategyMarket } from '../../tests/contracts/strategy.ts';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { createStrategy } from './catalog.ts';
import { delayedStrategy } from './delayed-strategy.ts';

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

statefulContract('a delayed strategy', {
  make: () => delayedStrategy(macd(), 4, '1m'),
  step: (strategy, at) => strategy.generateSignals(bars[at].slice, bars[at].forecasts),
  steps: bars.length,
});
