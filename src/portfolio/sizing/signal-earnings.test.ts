import { describe, expect, it } from 'vitest';
import type { Direction, Signal } from '#strategies';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { type EarningRules, SignalEarnings } from './signal-earnings.ts';

const FREE: EarningRules = { fillRule: 'next-open', commissionBps: 0, slippageBps: 0 };

const wish = (time: number, targetPosition: number): Signal => ({
  time,
  asset: 0,
  direction: Math.sign(targetPosition) as Direction,
  confidence: 1,
  targetPosition,
  reason: 'test',
});

/** Never forgets, so that the mean is a plain one. */
const made = (changes: Partial<EarningRules> = {}) =>
  new SignalEarnings({ ...FREE, ...changes }, 1e12);

describe('SignalEarnings', () => {
  it.each([
    ['next-open', 110 / 100 - 105 / 100],
    ['next-close', 0],
    ['same-close', 110 / 100 - 1],
  ] as const)('counts a new wish from its fill on, under %s', (fillRule, expected) => {
    const earnings = made({ fillRule });
    earnings.update({ time: 0, open: 100, close: 100 }, null);
    earnings.update({ time: 1, open: 105, close: 110 }, wish(0, 1));
    expect(earnings.value.mean).toBeCloseTo(expected, 12);
  });

  it('gives the gap to the wish before', () => {
    const earnings = made();
    earnings.update({ time: 0, open: 100, close: 100 }, null);
    earnings.update({ time: 1, open: 100, close: 100 }, wish(0, 1));
    earnings.update({ time: 2, open: 105, close: 110 }, wish(1, -0.5));
    expect(earnings.value.mean * 2).toBeCloseTo(0.05 - 0.5 * 0.05, 12);
  });

  it('waits for the close where the open could not be traded', () => {
    const earnings = made();
    earnings.update({ time: 0, open: 100, close: 100 }, null);
    earnings.update({ time: 1, open: Number.NaN, close: 110 }, wish(0, 1));
    expect(earnings.value.mean).toBe(0);
    earnings.update({ time: 2, open: 110, close: 121 }, wish(0, 1));
    expect(earnings.value.mean * 2).toBeCloseTo(0.1, 12);
  });

  it('takes off the costs of every change', () => {
    const earnings = made({ commissionBps: 7, slippageBps: 3 });
    earnings.update({ time: 0, open: 10, close: 10 }, null);
    earnings.update({ time: 1, open: 10, close: 10 }, wish(0, 1));
    earnings.update({ time: 2, open: 10, close: 10 }, wish(1, -1));
    expect(earnings.value.mean * 2).toBeCloseTo(-0.003, 12);
  });

  it('counts bars on which something was held only', () => {
    const earnings = made();
    earnings.update({ time: 0, open: 10, close: 10 }, null);
    earnings.update({ time: 1, open: 10, close: 12 }, wish(0, 0));
    expect(earnings.value.effectiveBars).toBeNaN();
    earnings.update({ time: 2, open: 12, close: 12 }, wish(1, 1));
    expect(earnings.value.effectiveBars).toBe(1);
  });

  it('acts on a wish from between two bars of the asset after the second', () => {
    const earnings = made();
    earnings.update({ time: 0, open: 10, close: 10 }, null);
    earnings.update({ time: 2, open: 10, close: 20 }, wish(1, 1));
    expect(earnings.value.effectiveBars, 'nothing was held').toBeNaN();
    earnings.update({ time: 3, open: 20, close: 22 }, wish(1, 1));
    expect(earnings.value.mean).toBeCloseTo(0.1, 12);
  });
});

statefulContract('SignalEarnings', {
  make: () => new SignalEarnings({ ...FREE, commissionBps: 5 }, 10),
  step: (earnings, at) => {
    const close = 10 + Math.sin(at);
    const target = [1, -1, 0.5, 0][at % 4];
    earnings.update(
      { time: at, open: close * 1.01, close },
      at === 0 ? null : wish(at - 1, target),
    );
    return earnings.value.mean;
  },
  steps: 9,
});
