import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema, type TradingConfig } from '#config';
import { signal } from '#strategies';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { nextDay, type ScriptedBar } from '../../../tests/support/scripted-desk.ts';
import { SizingEvidence } from './sizing-evidence.ts';

const trading = (method: TradingConfig['sizing']['method']): TradingConfig =>
  systemSchema.parse({ trading: { sizing: { method, atr: { bars: 2 } } } }).trading;

const wish = (time: number, targetPosition: 1 | -1) =>
  signal({ time, asset: 0, direction: targetPosition, confidence: 1, targetPosition, reason: 't' });

describe('SizingEvidence', () => {
  it('keeps what the method needs, and nothing else', () => {
    const known = (['fixed-fraction', 'volatility-target', 'atr', 'kelly'] as const).map(
      (method) => {
        const evidence = new SizingEvidence(trading(method), 1, 10);
        const slice = emptySlice(1);
        for (let day = 0; day < 30; day++) {
          const price = day % 2 === 0 ? 10 : 11;
          evidence.observe(nextDay(slice, [price, 12, 9, price]), [wish(-1, 1)]);
        }
        const { volatility, averageTrueRange, earnings } = evidence.of(0);
        return [volatility, averageTrueRange, earnings?.mean ?? Number.NaN].map(Number.isFinite);
      },
    );
    expect(known).toEqual([
      [false, false, false],
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });

  it('does not let a wish earn from an open before its decision', () => {
    const earned = (knownAt: number) => {
      const evidence = new SizingEvidence(trading('kelly'), 1, 10);
      const slice = emptySlice(1);
      slice.knownAt = knownAt;
      evidence.observe(nextDay(slice, 10), [null]);
      slice.opensAt[0] = 100;
      evidence.observe(nextDay(slice, [10, 11, 10, 11]), [wish(0, 1)]);
      return evidence.of(0).earnings?.mean;
    };
    expect(earned(100)).toBeCloseTo(0.1 - 0.001, 12);
    expect(earned(101)).toBeCloseTo(-0.001, 12);
  });

  it.each(['atr', 'kelly', 'volatility-target'] as const)(
    'learns nothing from a bar that is not there, by %s',
    (method) => {
      const after = (bars: readonly ScriptedBar[]) => {
        const evidence = new SizingEvidence(trading(method), 1, 10);
        const slice = emptySlice(1);
        for (const bar of bars) evidence.observe(nextDay(slice, bar), [wish(-1, 1)]);
        return evidence.of(0);
      };
      const bars = Array.from(
        { length: 30 },
        (_, day): ScriptedBar => [10, 12 + day, 9, 10 + (day % 2)],
      );
      expect(after(bars.flatMap((bar) => [bar, null]))).toEqual(after(bars));
    },
  );

  it('takes a state from before it kept more than volatility', () => {
    const older = new SizingEvidence(trading('volatility-target'), 1, 10);
    const slice = emptySlice(1);
    for (let day = 0; day < 30; day++) older.observe(nextDay(slice, 10 + (day % 2)), [null]);
    const { volatility } = older.saveState();
    const newer = new SizingEvidence(trading('volatility-target'), 1, 10);
    newer.loadState({ volatility });
    expect(newer.of(0).volatility).toBe(older.of(0).volatility);
  });
});

for (const method of ['atr', 'kelly'] as const) {
  statefulContract(`SizingEvidence for ${method}`, {
    make: () => new SizingEvidence(trading(method), 2, 10),
    step: (evidence, at) => {
      const slice = emptySlice(2);
      slice.barIndex = at - 1;
      const price = 10 + Math.sin(at);
      nextDay(slice, [price, 12, 8, price], at % 3 === 1 ? null : 20 - price);
      slice.knownAt = at % 2 === 0 ? slice.time : Number.NaN;
      evidence.observe(slice, [wish(-1, 1), at < 3 ? null : wish(0, -1)]);
      return [evidence.of(0), evidence.of(1)];
    },
    steps: 8,
  });
}
