import { describe, expect, it } from 'vitest';
import { spanOf } from './span.ts';

const DAY_MS = 86_400_000;
const real = { interval: '1d', now: Date.UTC(2024, 5, 1, 13), isSimulated: false } as const;
const simulated = { ...real, isSimulated: true };

describe('the span of a command', () => {
  it('is all there is, up to the end of this day, when nobody says otherwise', () => {
    const { start, end, isStartNamed, historyStart } = spanOf({}, real);
    expect(start).toBe(Date.UTC(1800, 0, 1));
    expect(end).toBe(Date.UTC(2024, 5, 2));
    expect(historyStart).toBe(start);
    expect(isStartNamed).toBe(false);
  });

  it('ends a day later from the first moment of a day', () => {
    expect(spanOf({}, { ...real, now: Date.UTC(2024, 5, 2) }).end).toBe(Date.UTC(2024, 5, 3));
    expect(spanOf({}, { ...real, now: Date.UTC(2024, 5, 2) - 1 }).end).toBe(Date.UTC(2024, 5, 2));
  });

  it('of the simulated market is the same on every day', () => {
    const span = spanOf({}, simulated);
    expect(span).toEqual(spanOf({}, { ...simulated, now: Date.UTC(2030, 0, 1) }));
    expect(span.end).toBe(Date.UTC(2025, 0, 1));
  });

  it('has an included last day, and days counted back from its end', () => {
    const options = { start: '2020-01-01', end: '2020-01-31' };
    expect(spanOf(options, real)).toMatchObject({
      start: Date.UTC(2020, 0, 1),
      end: Date.UTC(2020, 1, 1),
      isStartNamed: true,
    });
    expect(spanOf({ days: '31', end: '2020-01-31' }, real)).toEqual(spanOf(options, real));
  });

  it('has a history before its start that does not depend on its end', () => {
    const early = spanOf({ start: '2015-01-01', end: '2016-01-01' }, simulated);
    const late = spanOf({ start: '2015-01-01', end: '2020-01-01' }, simulated);
    expect(early.historyStart).toBe(late.historyStart);
    expect(early.historyStart).toBeLessThan(Date.UTC(2015, 0, 1) - 10 * 365 * DAY_MS);
  });

  it.each([
    [{ start: '2020-01-02', end: '2020-01-01' }, /2020-01-02, does not come before .* 2020-01-01/],
    [{ start: '2020-01-02T00:00Z', end: '2020-01-02T00:00Z' }, /does not come before the end/],
    [{ start: '2024-06-02' }, /2024-06-02, does not come before the end, 2024-06-02/],
    [{ start: '2020-01-01', days: '5' }, /both say where to start/],
    [{ days: '0' }, /--days "0" is not a whole number of 1 or more/],
    [{ days: 'ten' }, /--days "ten" is not a whole number/],
  ])('is refused: %o', (options, says) => expect(() => spanOf(options, real)).toThrow(says));
});
