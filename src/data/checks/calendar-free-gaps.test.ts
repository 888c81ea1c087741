import { describe, expect, it } from 'vitest';
import type { Interval } from '#base';
import { findGapsWithoutCalendar } from './calendar-free-gaps.ts';
import { FindingLog } from './finding.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONDAY = Date.UTC(2024, 0, 1);

/** Stamps from Monday on, every `step`, where `isOpen` says so. */
function stamps(days: number, step: number, isOpen: (day: number, hour: number) => boolean) {
  const all = Array.from({ length: (days * DAY_MS) / step }, (_, at) => MONDAY + at * step);
  return all.filter((time) => {
    const since = time - MONDAY;
    return isOpen(Math.floor(since / DAY_MS) % 7, (since % DAY_MS) / HOUR_MS);
  });
}
const without = (times: number[], from: number, count: number) =>
  Float64Array.from(times.filter((_, at) => at < from || at >= from + count));

function findGaps(time: Float64Array, interval: Interval) {
  const log = new FindingLog();
  findGapsWithoutCalendar(log, time, interval);
  return log.findings;
}

describe('findGapsWithoutCalendar', () => {
  it('takes nights, weekends and breaks at noon for what they are', () => {
    const session = stamps(28, HOUR_MS / 12, (day, hour) => day < 5 && hour >= 1 && hour < 8);
    expect(findGaps(Float64Array.from(session), '5m')).toEqual([]);
    const lunch = stamps(
      28,
      HOUR_MS / 12,
      (day, hour) => day < 5 && hour >= 1 && hour < 12 && !(hour >= 5 && hour < 6),
    );
    expect(findGaps(Float64Array.from(lunch), '5m')).toEqual([]);
    const weekdays = stamps(60, DAY_MS, (day) => day < 5);
    expect(findGaps(Float64Array.from(weekdays), '1d')).toEqual([]);
  });

  it('finds bars missing within a session, once a hole', () => {
    const session = stamps(28, HOUR_MS / 12, (day, hour) => day < 5 && hour >= 1 && hour < 8);
    const gaps = findGaps(without(session, 40, 3), '5m');
    expect(gaps.map(({ detail }) => detail)).toEqual([
      'no bar between 2024-01-01T04:15Z and 2024-01-01T04:35Z',
    ]);
  });

  it('finds every hole of a market that never closes, over midnight and over days', () => {
    const always = stamps(21, HOUR_MS, () => true);
    expect(findGaps(Float64Array.from(always), '1h')).toEqual([]);
    expect(findGaps(without(always, 23, 2), '1h').length).toBe(1);
    const days = stamps(60, DAY_MS, () => true);
    expect(findGaps(Float64Array.from(days), '1d')).toEqual([]);
    expect(findGaps(without(days, 20, 1), '1d').length).toBe(1);
  });

  it('allows a daily market five days of rest and no more', () => {
    const weekdays = stamps(60, DAY_MS, (day) => day < 5);
    expect(findGaps(without(weekdays, 11, 2), '1d')).toEqual([]);
    expect(findGaps(without(weekdays, 10, 4), '1d').length).toBe(1);
    const weeks = stamps(210, 7 * DAY_MS, () => true);
    expect(findGaps(Float64Array.from(weeks), '1w')).toEqual([]);
    expect(findGaps(without(weeks, 5, 1), '1w').length).toBe(1);
  });
});
