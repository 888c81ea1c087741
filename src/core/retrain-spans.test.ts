import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallConfig } from '../../tests/support/learning-market.ts';
import { retrainSpans } from './retrain-spans.ts';

const times = Float64Array.from({ length: 100 }, (_, at) => at);
const config = smallConfig({
  training: { validationFraction: 0.2, purgeBars: 3, embargoBars: 4 },
});

describe('retrainSpans', () => {
  it.each([
    ['without a champion', Number.NEGATIVE_INFINITY, 73, 80],
    ['beside a champion of long ago', 40, 73, 80],
    ['beside a champion that has seen up to the gap', 72, 73, 80],
    ['beside a champion that has seen one bar more', 73, 74, 81],
    ['beside a champion that has nearly seen all', 91, 92, 99],
  ])('holds out the newest share %s', (_, seen, trainingEnd, holdoutStart) => {
    const spans = retrainSpans(times, seen, config);
    expect(spans?.training).toEqual({ from: Number.NEGATIVE_INFINITY, to: trainingEnd });
    expect(spans?.holdout).toEqual({ from: holdoutStart, to: Number.POSITIVE_INFINITY });
  });

  it('leaves nothing when the champion has seen too much', () => {
    expect(retrainSpans(times, 92, config)).toBeNull();
    expect(retrainSpans(new Float64Array(), Number.NEGATIVE_INFINITY, config)).toBeNull();
  });

  it('always keeps the gap before the hold-out, whatever the champion has seen', () => {
    const bars = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(bars, fc.integer({ min: -5, max: 300 }), (count, seen) => {
        const stamps = Float64Array.from({ length: count }, (_, at) => at);
        const spans = retrainSpans(stamps, seen, config);
        if (spans === null) return;
        const { training, holdout } = spans;
        if (seen >= 0) expect(holdout.from - seen).toBeGreaterThan(7);
        expect(training.to).toBe(Math.max(0, holdout.from - 7));
        expect(holdout.from).toBeLessThan(count);
      }),
    );
  });
});
