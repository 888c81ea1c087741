import { describe, expect, it } from 'vitest';
import { type Signal, signal } from './signal.ts';
import { rebasedTerms, sameTerms, type SignalTerms, termsFault } from './signal-terms.ts';

const fields: Signal = {
  ...{ time: 0, asset: 0, direction: 1, confidence: 1, targetPosition: 1, reason: 'test' },
};
const limit = { kind: 'limit', price: 9 } as const;
const stopLimit = { kind: 'stop-limit', price: 9, limitPrice: 10 } as const;

describe('terms of a signal', () => {
  it.each<SignalTerms>([
    { entry: limit },
    { entry: { kind: 'stop', price: 9 }, stop: { price: 8 }, target: { price: 10 } },
    { entry: stopLimit, stop: { price: 8.9, limitPrice: 8.8 }, target: { price: 10.1 } },
    { stop: { trailAmount: 1 } },
    { stop: { trailFraction: 0.1 }, timeInForce: 'cls' },
    { entry: limit, timeInForce: 'gtd', expiresAt: 7 },
    { entry: { kind: 'stop', price: 9 }, timeInForce: 'day' },
  ])('are kept as they are: %j', (terms) => {
    expect(signal({ ...fields, ...terms })).toEqual({ ...fields, ...terms });
  });

  it.each<[object, string]>([
    [{ entry: { kind: 'market', price: 9 } }, 'with the entry'],
    [{ entry: null }, 'with the entry null'],
    [{ entry: { kind: 'limit', price: 0 } }, 'with the entry'],
    [{ entry: { kind: 'limit', price: Number.NaN } }, '"price":"NaN"'],
    [{ entry: { kind: 'stop', price: Number.POSITIVE_INFINITY } }, 'with the entry'],
    [{ entry: { kind: 'stop-limit', price: 9 } }, 'with the entry'],
    [{ entry: { ...limit, limitPrice: 9 } }, 'with the entry'],
    [{ stop: {} }, 'with the stop'],
    [{ stop: { price: -1 } }, 'with the stop'],
    [{ stop: { price: 9, trailAmount: 1 } }, 'with the stop'],
    [{ stop: { price: 9, limitPrice: 0 } }, 'with the stop'],
    [{ stop: { trailAmount: 1, limitPrice: 9 } }, 'with the stop'],
    [{ stop: { trailAmount: 0 } }, 'with the stop'],
    [{ stop: { trailFraction: 1 } }, 'with the stop'],
    [{ target: { price: 0 } }, 'with the target'],
    [{ target: 9 }, 'with the target 9'],
    [{ timeInForce: 'week' }, 'with the time in force "week"'],
    [{ timeInForce: 'gtd' }, 'whose time in force and expiresAt'],
    [{ timeInForce: 'gtd', expiresAt: Number.NaN }, 'whose time in force and expiresAt'],
    [{ expiresAt: 9 }, 'whose time in force and expiresAt'],
    [{ entry: limit, expiresAt: 9 }, 'whose time in force and expiresAt'],
    [{ entry: { kind: 'stop', price: 9 }, timeInForce: 'ioc' }, 'with a stop that is ioc'],
    [{ entry: stopLimit, timeInForce: 'opg' }, 'with a stop-limit that is opg'],
    [{ entry: limit, stop: { price: 9 } }, 'with a stop at 9 that an entry at 9'],
    [{ entry: stopLimit, stop: { price: 9.5 } }, 'with a stop at 9.5 that an entry at 9 to 10'],
    [{ entry: limit, target: { price: 9 } }, 'with a target at 9 that an entry at 9'],
    [{ entry: stopLimit, target: { price: 9.5 } }, 'with a target at 9.5'],
  ])('that no order can have are refused: %j', (terms, says) => {
    expect(termsFault(terms, 1)).toContain(says);
    expect(() => signal({ ...fields, ...terms })).toThrow(says);
  });

  it('have stop and target on the other sides for a short', () => {
    const terms = { entry: limit, stop: { price: 10 }, target: { price: 8 } };
    expect(termsFault(terms, -1)).toBeNull();
    expect(termsFault(terms, 1)).toContain('with a stop at 10');
  });

  it('stay as they were said, whatever is done to what said them', () => {
    const said = { entry: { kind: 'limit', price: 9 }, stop: { price: 8 }, target: { price: 10 } };
    const heard = signal({ ...fields, ...(said as SignalTerms) });
    const before = structuredClone(heard);
    for (const part of Object.values(said)) part.price = 5;
    expect(heard).toEqual(before);
  });

  it('are refused where nothing is wanted', () => {
    expect(termsFault({ entry: limit }, 0)).toContain('though it wants nothing held');
    expect(termsFault({}, 0)).toBeNull();
  });

  it('are the same whatever the order of their words, and others with another price', () => {
    const stop = { price: 8, limitPrice: 7 };
    expect(sameTerms({ stop, entry: limit }, { entry: { price: 9, kind: 'limit' }, stop })).toBe(
      true,
    );
    expect(sameTerms({ stop }, { stop: { ...stop, limitPrice: 7.5 } })).toBe(false);
    expect(sameTerms({ entry: limit }, { entry: limit, timeInForce: 'day' })).toBe(false);
    expect(sameTerms({}, { ...fields })).toBe(true);
  });

  it('are those of new units after a split, fractions as they were', () => {
    const terms: SignalTerms = {
      entry: stopLimit,
      stop: { trailAmount: 1 },
      target: { price: 12 },
      timeInForce: 'gtd',
      expiresAt: 100,
    };
    expect(rebasedTerms(terms, 2)).toEqual({
      ...terms,
      entry: { kind: 'stop-limit', price: 4.5, limitPrice: 5 },
      stop: { trailAmount: 0.5 },
      target: { price: 6 },
    });
    expect(rebasedTerms({ stop: { trailFraction: 0.1 } }, 2)).toEqual({
      stop: { trailFraction: 0.1 },
    });
  });
});
