import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { systemSchema } from '#config';
import { kellyShare } from './kelly-share.ts';
import { SignalEarnings } from './signal-earnings.ts';

const settings = (changes: object = {}) =>
  systemSchema.parse({ trading: { sizing: { kelly: changes } } }).trading.sizing.kelly;

/** Mean 1 ‰, standard deviation 1 %, t = 3.162 over a thousand bars. */
const GOOD = { mean: 0.001, meanSquare: 0.01 ** 2 + 0.001 ** 2, effectiveBars: 1001 };

describe('kellyShare', () => {
  it('is the fraction of mean over mean square that is left after shrinking', () => {
    const share = kellyShare(GOOD, settings({ fraction: 0.1 }), 1);
    const full = 0.001 / (0.01 ** 2 + 0.001 ** 2);
    const squaredT = (0.001 ** 2 * 1000) / 0.01 ** 2;
    expect(share).toEqual({ fraction: expect.closeTo(0.1 * full * (1 - 1 / squaredT), 12) });
  });

  it('is at most an equal share, or what is set', () => {
    expect(kellyShare(GOOD, settings({ fraction: 1 }), 4)).toEqual({ fraction: 0.25 });
    expect(kellyShare(GOOD, settings({ fraction: 1, maxFraction: 2 }), 4)).toEqual({ fraction: 2 });
  });

  it('is nothing where the interval holds 0, and says so', () => {
    expect(kellyShare(GOOD, settings({ confidence: 0.998 }), 1)).toHaveProperty('fraction');
    expect(kellyShare(GOOD, settings({ confidence: 0.999 }), 1)).toEqual({
      reason: 'signals earned 0.001 a bar, t 3.16: the 0.999 interval holds 0',
    });
  });

  it('is never negative: nothing where signals lose, whatever the confidence', () => {
    for (const mean of [0, -0.001]) {
      expect(kellyShare({ ...GOOD, mean }, settings({ confidence: 0 }), 1)).toHaveProperty(
        'reason',
      );
    }
    const weak = { ...GOOD, mean: 0.0001 };
    expect(kellyShare(weak, settings({ confidence: 0 }), 1), 'all of it is error').toHaveProperty(
      'reason',
    );
  });

  it('is nothing on a short record', () => {
    expect(kellyShare({ ...GOOD, effectiveBars: 59.9 }, settings(), 1)).toEqual({
      reason: 'signals have 59.9 bars of record, 60 needed',
    });
  });

  it('is a share above 0 and within its cap or a reason, for any numbers', () => {
    const any = fc.oneof(fc.double(), fc.double({ min: -1, max: 1 }), fc.constant(0));
    fc.assert(
      fc.property(any, any, any, (mean, meanSquare, effectiveBars) => {
        const share = kellyShare({ mean, meanSquare, effectiveBars }, settings(), 2);
        if ('reason' in share) return;
        expect(share.fraction).toBeGreaterThan(0);
        expect(share.fraction).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 5000 },
    );
  });

  it('bets on signals without an edge as seldom as its confidence says', () => {
    const random = new Random(11);
    let bets = 0;
    for (let run = 0; run < 2000; run++) {
      const earnings = new SignalEarnings(
        { fillRule: 'same-close', commissionBps: 0, slippageBps: 0 },
        500,
      );
      const wish = { time: -1, asset: 0, confidence: 1, targetPosition: 1, reason: '' } as const;
      let close = 1;
      for (let time = 0; time < 200; time++) {
        close *= 1 + 0.01 * random.normal();
        earnings.update({ time, open: close, close }, { ...wish, direction: 1 });
      }
      if ('fraction' in kellyShare(earnings.value, settings(), 1)) bets++;
    }
    expect(bets / 2000, 'one side of 10 %').toBeGreaterThan(0.035);
    expect(bets / 2000).toBeLessThan(0.065);
  });
});
