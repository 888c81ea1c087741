import { describe, expect, it } from 'vitest';
import { barsPerYearBefore } from './trading-calendar.ts';

const DAY_MS = 86_400_000;
/** Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

const days = (count: number, trades: (weekday: number) => boolean) =>
  Float64Array.from({ length: count }, (_, at) => MONDAY + at * DAY_MS).filter((time) =>
    trades(new Date(time).getUTCDay()),
  );
const weekdays = (weekday: number) => weekday > 0 && weekday < 6;

describe('barsPerYearBefore', () => {
  it('reads the calendar off the bars before trading begins', () => {
    const start = MONDAY + 21 * DAY_MS;
    expect(barsPerYearBefore(days(60, weekdays), start)).toBe(252);
    expect(
      barsPerYearBefore(
        days(60, () => true),
        start,
      ),
    ).toBe(365);
  });

  it('does not change with what comes after', () => {
    const start = MONDAY + 14 * DAY_MS;
    const before = days(15, weekdays);
    const alwaysOpenLater = Float64Array.of(
      ...before,
      ...days(400, () => true).filter((time) => time > start),
    );
    expect(barsPerYearBefore(alwaysOpenLater, start)).toBe(252);
  });

  it.each([
    ['nothing before the start', 60, MONDAY],
    ['less than a week before it', 60, MONDAY + 4 * DAY_MS],
    ['nothing from the start on', 20, MONDAY + 20 * DAY_MS],
  ])('refuses to begin with %s', (_, count, start) => {
    expect(() => barsPerYearBefore(days(count, weekdays), start)).toThrow(
      expect.objectContaining({ code: 'core/no-bars' }),
    );
  });
});
