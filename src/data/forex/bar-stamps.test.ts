import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTERVALS, intervalMs } from '#base';
import { MarketHours } from '../sessions/market-hours.ts';
import { barStamps } from './bar-stamps.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const hours = new MarketHours('forex');

const instant = fc.integer({ min: Date.UTC(2004, 0, 1), max: Date.UTC(2030, 0, 1) });

describe.each(INTERVALS)('bars of %s', (interval) => {
  const { stampOf, spanOf } = barStamps(interval, hours);

  it('hold every candle of theirs in the time they are said to span', () => {
    const lengths = fc.integer({ min: 1, max: 30 * DAY_MS });
    fc.assert(
      fc.property(instant, lengths, instant, (start, length, some) => {
        const end = start + length;
        const { from, until } = spanOf(start, end);
        // Near the range more often than by chance.
        const near = start - 10 * DAY_MS + (some % (length + 20 * DAY_MS));
        for (const time of [near, from, until, from - 1, until - 1]) {
          const stamp = stampOf(time);
          const isAsked = stamp !== null && stamp >= start && stamp < end;
          if (isAsked) expect(time >= from && time < until).toBe(true);
        }
        expect(until - from).toBeLessThanOrEqual(length + 2 * intervalMs(interval) + DAY_MS);
      }),
      { numRuns: 300 },
    );
  });

  it('are known no earlier than their last candle has closed', () => {
    fc.assert(
      fc.property(instant, (time) => {
        const hour = Math.floor(time / HOUR_MS) * HOUR_MS;
        const unitMs = Math.min(intervalMs(interval), HOUR_MS);
        const stamp = stampOf(hour);
        if (stamp === null) return;
        expect(hours.closeOf(stamp, interval)).toBeGreaterThanOrEqual(hour + unitMs);
      }),
      { numRuns: 300 },
    );
  });
});

it('begin no day at a weekend and no week but on a Monday', () => {
  const day = barStamps('1d', hours);
  const week = barStamps('1w', hours);
  for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += HOUR_MS) {
    const [stamp, monday] = [day.stampOf(time), week.stampOf(time)];
    expect(stamp === null).toBe(monday === null);
    if (stamp === null || monday === null) continue;
    expect([1, 2, 3, 4, 5]).toContain(new Date(stamp).getUTCDay());
    expect(new Date(monday).getUTCDay()).toBe(1);
    expect(stamp - monday).toBeLessThanOrEqual(4 * DAY_MS);
  }
  expect(day.stampOf(Date.UTC(2026, 11, 25, 3))).toBeNull();
  expect(day.stampOf(Date.UTC(2026, 11, 26, 3))).toBeNull();
});
