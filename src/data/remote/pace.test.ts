import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { Pace } from './pace.ts';

/** When each of `count` requests was let out, all asking at once. */
async function burst(clock: VirtualClock, pace: Pace, count: number): Promise<number[]> {
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      await pace.enter();
      times.push(clock.now());
    }),
  );
  return times;
}

/** Most of the times that lie in one window [t, t + 60 s). */
function busiestMinute(times: readonly number[]): number {
  return Math.max(
    ...times.map((from) => times.filter((time) => time >= from && time < from + 60_000).length),
  );
}

describe('a pace', () => {
  it.each([1, 2, 6, 7, 60, 200, 1000])(
    'of %i a minute lets no more out in any minute, after a rest too, and hardly fewer',
    async (most) => {
      const clock = new VirtualClock(1e12);
      const pace = new Pace(clock, most);
      const count = Math.min(most * 2, 400);
      const times = await burst(clock, pace, count);
      expect(times[count - 1] - times[0]).toBeLessThanOrEqual((count / most) * 60_000 * 1.3);
      await clock.sleep(45_000);
      times.push(...(await burst(clock, pace, Math.min(most, 100))));
      expect(busiestMinute(times)).toBeLessThanOrEqual(most);
    },
  );

  it('lets the first ones out at once, in the order in which they asked', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(clock, 60);
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, number) => {
        await pace.enter();
        order.push(number);
        if (number === 9) expect(clock.now()).toBe(0);
        if (number === 10) expect(clock.now()).toBeGreaterThan(0);
      }),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('never exceeds its limit, whoever asks when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.tuple(fc.nat(90_000), fc.integer({ min: 1, max: 15 })), { maxLength: 6 }),
        async (most, groups) => {
          const clock = new VirtualClock();
          const pace = new Pace(clock, most);
          const times: number[] = [];
          for (const [restMs, count] of groups) {
            await clock.sleep(restMs);
            times.push(...(await burst(clock, pace, count)));
          }
          expect(times.length === 0 || busiestMinute(times) <= most).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('without a limit lets all out at once, until it is held', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(clock, null);
    expect(new Set(await burst(clock, pace, 500))).toEqual(new Set([0]));
    pace.hold(30_000);
    pace.hold(10_000);
    expect(new Set(await burst(clock, pace, 5))).toEqual(new Set([30_000]));
  });

  it('holds those too who wait already', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(clock, 1);
    await pace.enter();
    const waiting = burst(clock, pace, 1);
    await clock.sleep(59_000);
    pace.hold(100_000);
    expect(await waiting).toEqual([159_000]);
  });

  it('lets go of who gives up, who then counts for nothing', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(clock, 1);
    await pace.enter();
    const leaving = new AbortController();
    const first = pace.enter(leaving.signal);
    const second = pace.enter(leaving.signal);
    const third = burst(clock, pace, 1);
    leaving.abort(new Error('gave up'));
    await expect(first).rejects.toThrow('gave up');
    await expect(second).rejects.toThrow('gave up');
    expect(clock.now()).toBe(0);
    expect(await third).toEqual([60_000]);
    await expect(pace.enter(AbortSignal.abort(new Error('never began')))).rejects.toThrow(
      'never began',
    );
  });

  it('lets go of who gives up behind one who waits on', async () => {
    const clock = new VirtualClock();
    const pace = new Pace(clock, 1);
    await pace.enter();
    const first = burst(clock, pace, 1);
    const leaving = new AbortController();
    const second = pace.enter(leaving.signal);
    leaving.abort(new Error('gave up'));
    await expect(second).rejects.toThrow('gave up');
    await expect(pace.enter(AbortSignal.abort(new Error('never began')))).rejects.toThrow('never');
    expect(clock.now()).toBe(0);
    expect(await first).toEqual([60_000]);
  });

  it('does not wait an hour because the clock was set back by one', async () => {
    const clock = new VirtualClock(1e12);
    const pace = new Pace(clock, 2);
    await burst(clock, pace, 2);
    pace.hold(40_000);
    clock.set(1e12 - 3_600_000);
    const [time] = await burst(clock, pace, 1);
    expect(time - (1e12 - 3_600_000)).toBeLessThanOrEqual(60_000);
  });
});
