import { describe, expect, it } from 'vitest';
import { decodeFiniteJson, emptySlice, encodeFiniteJson } from '#base';
import { takeWildDay, WILD_SYMBOLS, wildDays } from '../../tests/support/wild-days.ts';
import { wildDesk } from '../../tests/support/wild-desk.ts';
import type { DeskState } from './desk-state.ts';
import type { TradingDesk } from './trading-desk.ts';

const SEEDS = 30;
const DAYS = 30;
const COVERED = 1 - 1e-9;

/** Orders that close what is held of an asset, and the units that those of a sort close. */
function exitsOf({ executor }: DeskState, asset: number, held: number) {
  const closing = executor.openOrders.filter((o) => o.asset === asset && o.quantity * held < 0);
  const isTarget = ({ reason }: { readonly reason: string }) => reason === 'take-profit';
  const exits = closing.filter(({ exitOf }) => exitOf !== undefined);
  const units = (orders: typeof closing) =>
    orders.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  const going = closing.filter(({ kind }) => kind === 'market');
  const waiting = exits.filter(({ kind }) => kind !== 'market');
  const stops = waiting.filter((order) => !isTarget(order));
  const targets = waiting.filter(isTarget);
  return {
    stops,
    targets,
    covered: units([...going, ...stops]),
    aimed: units([...going, ...targets]),
  };
}

/** Each position with the stop and target it should have, for all of it. */
function watch({ book }: TradingDesk, state: DeskState, seen: { stops: number; targets: number }) {
  book.quantity.forEach((held, asset) => {
    if (held === 0) return;
    const { stops, targets, covered, aimed } = exitsOf(state, asset, held);
    expect(stops.length, 'one stop').toBeLessThanOrEqual(1);
    expect(targets.length, 'one target').toBeLessThanOrEqual(1);
    const [own, left] = [asset, asset + WILD_SYMBOLS.length].map((at) => state.brackets?.[at]);
    const bracket = [own, left].find((each) => each?.side === Math.sign(held));
    if (bracket?.stop !== undefined) {
      expect(covered, 'its own stop').toBeGreaterThanOrEqual(Math.abs(held) * COVERED);
      seen.stops++;
    }
    if (bracket?.target !== undefined) {
      expect(aimed, 'its own target').toBeGreaterThanOrEqual(Math.abs(held) * COVERED);
      seen.targets++;
    }
  });
}

describe('wild signals on wild days under any settings', () => {
  it('leave every position its stop and target, and go on from every bar as if never stopped', () => {
    const seen = { stops: 0, targets: 0 };
    let fills = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const days = wildDays(seed, DAYS);
      const whole = wildDesk(seed, days);
      let stopped = wildDesk(seed, days);
      const [one, other] = [emptySlice(WILD_SYMBOLS.length), emptySlice(WILD_SYMBOLS.length)];
      days.forEach((bars, day) => {
        const report = { ...whole.step(takeWildDay(one, bars, day), []) };
        expect(
          { ...stopped.step(takeWildDay(other, bars, day), []) },
          `seed ${seed}, day ${day}`,
        ).toEqual(report);
        whole.book.takeFlows();
        const state = whole.saveState();
        const text = encodeFiniteJson(state);
        expect(encodeFiniteJson(stopped.saveState()), `seed ${seed}, day ${day}`).toBe(text);
        stopped = wildDesk(seed, days);
        stopped.loadState(decodeFiniteJson(text) as DeskState);
        watch(whole, state, seen);
        fills += report.fills.length;
      });
    }
    expect(fills).toBeGreaterThan(500);
    expect(seen.stops).toBeGreaterThan(100);
    expect(seen.targets).toBeGreaterThan(100);
  });
});
