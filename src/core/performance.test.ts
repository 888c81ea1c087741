import { describe, expect, it } from 'vitest';
import { Random, sharpe } from '#base';
import { Performance } from './performance.ts';

const random = new Random(3);
const equities = Array.from({ length: 40 }, () => 100 + 5 * random.normal());

describe('Performance', () => {
  it('is the Sharpe of the newest returns, and not a number before the window is full', () => {
    const performance = new Performance(10, 252);
    equities.forEach((equity, bar) => {
      performance.update(equity);
      if (bar < 10) {
        expect(performance.rollingSharpe).toBeNaN();
        return;
      }
      const returns = Float64Array.from(
        { length: 10 },
        (_, at) => equities[bar - 9 + at] / equities[bar - 10 + at] - 1,
      );
      expect(performance.rollingSharpe).toBe(sharpe(returns, 252).ratio);
    });
  });

  it('continues from a state saved at any bar', () => {
    let performance = new Performance(10, 252);
    const whole = new Performance(10, 252);
    for (const equity of equities) {
      const saved = JSON.parse(JSON.stringify(performance.saveState()));
      performance = new Performance(10, 252);
      performance.loadState(saved);
      performance.update(equity);
      whole.update(equity);
      expect(performance.rollingSharpe).toBe(whole.rollingSharpe);
    }
  });

  it('has finite returns when the account is lost', () => {
    const performance = new Performance(10, 252);
    for (const equity of [100, 0, 50, -10, -20]) performance.update(equity);
    expect(performance.saveState().returns).toEqual([-1, -1.2]);
  });
});
