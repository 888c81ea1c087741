import { describe, expect, it } from 'vitest';
import { signal } from './signal.ts';

const fields = { time: 0, asset: 0, confidence: 0.5, targetPosition: 1, reason: 'test' };
const refused = 'Invariant';

describe('signal', () => {
  it('refuses a direction that is none', () => {
    for (const direction of [2, 0.5, Number.NaN]) {
      expect(() => signal({ ...fields, direction: direction as 1 })).toThrow('direction is −1, 0');
    }
  });

  it('refuses a direction that contradicts its target', () => {
    expect(() => signal({ ...fields, direction: -1 })).toThrow(refused);
    expect(() => signal({ ...fields, direction: 0 })).toThrow(refused);
    expect(() => signal({ ...fields, direction: 1, targetPosition: 0 })).toThrow(refused);
  });

  it('refuses what is not a number, or has no end', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => signal({ ...fields, direction: 1, confidence: value })).toThrow(refused);
      expect(() => signal({ ...fields, direction: 1, targetPosition: value })).toThrow(refused);
    }
  });

  it('clamps confidence to 0…1 and target to −1…1', () => {
    const clamped = (confidence: number, targetPosition: number) => {
      const direction = Math.sign(targetPosition) as 1;
      return signal({ ...fields, direction, confidence, targetPosition });
    };
    expect(clamped(7, 3)).toMatchObject({ confidence: 1, targetPosition: 1 });
    expect(clamped(-7, -3)).toMatchObject({ confidence: 0, targetPosition: -1 });
    expect(clamped(0.25, -0.5)).toMatchObject({ confidence: 0.25, targetPosition: -0.5 });
  });
});
