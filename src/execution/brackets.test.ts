import { describe, expect, it } from 'vitest';
import { type Direction, type Signal, type SignalTerms, signal } from '#strategies';
import { Brackets, exitPlans } from './brackets.ts';

const said = (direction: Direction, terms: SignalTerms = {}): Signal =>
  signal({
    ...{ time: 0, asset: 0, direction, confidence: 1, targetPosition: direction, reason: 'r' },
    ...terms,
  });

describe('the bracket of a position that is turned', () => {
  const turned = () => {
    const brackets = new Brackets(1);
    expect(brackets.take(said(1, { stop: { price: 9 } }), 0)).toBe(true);
    expect(brackets.take(said(-1), 1), 'nothing is asked for, as before').toBe(false);
    return brackets;
  };

  it('stays that of its side, also over a split and in a state', () => {
    const brackets = turned();
    brackets.applySplit(0, 2);
    const after = new Brackets(1);
    after.loadState(brackets.saveState());
    expect(after.for(0, 5)).toEqual({ side: 1, stop: { price: 4.5 }, since: 0 });
    expect([after.for(0, -5), after.has(0), after.any]).toEqual([null, true, true]);
  });

  it('is dropped where the newest signal on its side asks for none', () => {
    const brackets = turned();
    expect(brackets.take(said(1), 2)).toBe(true);
    expect([brackets.for(0, 5), brackets.has(0), brackets.any]).toEqual([null, false, false]);
  });

  it('is the newest again where that asks for the same', () => {
    const brackets = turned();
    expect(brackets.take(said(1, { stop: { price: 9 } }), 2)).toBe(false);
    expect(brackets.saveState()).toEqual([{ side: 1, stop: { price: 9 }, since: 0 }]);
  });
});

it('exits have prices in whole ticks, no worse than asked for', () => {
  const bracket = { side: 1, stop: { price: 9.3 }, target: { price: 11.2 }, since: 0 };
  const plans = exitPlans(bracket, { name: 'q2-s-A-', tickSize: 0.5, from: 10 });
  expect(plans.map(({ price }) => price)).toEqual([9.5, 11.5]);
});
