import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { DAY_MS, deskFor, nextDay } from '../../tests/support/scripted-desk.ts';

const HOUR_MS = 3_600_000;

/** Days of a currency that opens three hours before the day, beside a coin that closes with it. */
function fills(script: Readonly<Record<number, number>>, changes: object = {}) {
  const desk = deskFor([script, {}], changes);
  const slice = emptySlice(2);
  return [10, 20, 30, 40, 50].map((price) => {
    nextDay(slice, [price, price + 5, price - 5, price + 1], 1);
    slice.opensAt[0] = slice.time - 3 * HOUR_MS;
    slice.opensAt[1] = slice.time;
    slice.knownAt = slice.time + DAY_MS;
    return desk.step(slice, []).fills.map(({ price: paid }) => paid);
  });
}

describe('an order decided after the asset’s next bar has opened', () => {
  it('is filled at the first open after the decision', () => {
    expect(fills({ 0: 1 })).toEqual([[], [], [30], [], []]);
  });

  it('is filled at the next close, which came after the decision', () => {
    expect(fills({ 0: 1 }, { fillRule: 'next-close' })).toEqual([[], [21], [], [], []]);
  });

  it('still has its protection from the bar of its fill on', () => {
    const desk = deskFor([{ 31: 1 }, {}], { risk: { stopLossSigma: 1 } });
    const slice = emptySlice(2);
    const reasons: string[] = [];
    for (let day = 0; day < 36; day++) {
      const price = day % 2 === 0 ? 10 : 10.1;
      nextDay(slice, day === 33 ? [price, price, 5, price] : price, 1);
      slice.opensAt[0] = slice.time - 3 * HOUR_MS;
      slice.opensAt[1] = slice.time;
      slice.knownAt = slice.time + DAY_MS;
      reasons.push(...desk.step(slice, []).fills.map(({ reason }) => `${day} ${reason}`));
    }
    expect(reasons).toEqual(['33 script', '33 stop-loss']);
  });

  it('keeps waiting over a restart', () => {
    const changes = {};
    const first = deskFor([{ 0: 1 }, {}], changes);
    const slice = emptySlice(2);
    const day = () => {
      nextDay(slice, 10, 1);
      slice.opensAt[0] = slice.time - 3 * HOUR_MS;
      slice.knownAt = slice.time + DAY_MS;
      return slice;
    };
    first.step(day(), []);
    const second = deskFor([{}, {}], changes);
    second.loadState(JSON.parse(JSON.stringify(first.saveState())));
    expect(second.step(day(), []).fills).toEqual([]);
    expect(second.step(day(), []).fills.length).toBe(1);
  });
});
