import { describe, expect, it } from 'vitest';
import { periodsPerYear } from './annualisation.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const MONDAY = Date.UTC(2024, 0, 1);

/** Stamps every `stepMs` from Monday on, where `open` says the market trades. */
function stamps(days: number, stepMs: number, open: (time: Date) => boolean): Float64Array {
  const times: number[] = [];
  for (let time = MONDAY; time < MONDAY + days * DAY; time += stepMs) {
    if (open(new Date(time))) times.push(time);
  }
  return Float64Array.from(times);
}

const always = () => true;
const weekdays = (time: Date) => time.getUTCDay() % 6 !== 0;
const session = (time: Date) =>
  weekdays(time) && time.getUTCHours() >= 14 && time.getUTCHours() < 21;
const currency = (time: Date) =>
  time.getUTCDay() === 0 ? time.getUTCHours() >= 21 : time.getUTCDay() !== 6;

describe('periodsPerYear', () => {
  it('is 252 for a daily stock and 365 for a daily coin', () => {
    expect(periodsPerYear(stamps(700, DAY, weekdays))).toBe(252);
    expect(periodsPerYear(stamps(700, DAY, always))).toBe(365);
  });

  it('is 52 for weekly bars', () => {
    expect(periodsPerYear(stamps(700, 7 * DAY, always))).toBe(52);
  });

  it('is 12, 4 or 1 for ends of months, quarters and years', () => {
    const ends = (months: number, count: number) =>
      Float64Array.from({ length: count }, (_, at) => Date.UTC(2000, 1 + months * at, 0));
    expect(periodsPerYear(ends(1, 60))).toBe(12);
    expect(periodsPerYear(ends(1, 3))).toBe(12);
    expect(periodsPerYear(ends(3, 20))).toBe(4);
    expect(periodsPerYear(ends(12, 10))).toBe(1);
    expect(periodsPerYear(ends(6, 20))).toBeCloseTo(2, 1);
  });

  it('counts intraday bars by the session they trade in', () => {
    expect(periodsPerYear(stamps(30, 60 * MINUTE, session))).toBe(7 * 252);
    expect(periodsPerYear(stamps(30, 5 * MINUTE, always))).toBe(288 * 365);
    const hourly = periodsPerYear(stamps(700, 60 * MINUTE, currency));
    expect(hourly).toBeGreaterThan(6300);
    expect(hourly).toBeLessThan(6500);
  });

  it('does not mind a first and last day that are cut', () => {
    const whole = stamps(20, 5 * MINUTE, always);
    expect(periodsPerYear(whole.subarray(200, whole.length - 250))).toBe(288 * 365);
  });

  it('is not moved to seven days by one Saturday session', () => {
    const times = stamps(700, DAY, (time) => weekdays(time) || time.getTime() === MONDAY + 5 * DAY);
    expect(periodsPerYear(times)).toBe(252);
  });

  it('is not moved by a hole of years', () => {
    const withHole = (times: Float64Array) =>
      times.map((time, row) => (row < times.length / 2 ? time : time + 3003 * DAY));
    expect(periodsPerYear(withHole(stamps(420, DAY, weekdays)))).toBe(252);
    expect(periodsPerYear(withHole(stamps(700, 7 * DAY, always)))).toBe(52);
  });

  it('counts rows of no rhythm by the time they took', () => {
    const uneven = Float64Array.from({ length: 61 }, (_, row) => MONDAY + row ** 2 * DAY);
    expect(periodsPerYear(uneven)).toBeCloseTo(365.2425 / 60, 9);
  });

  it('is NaN for fewer than two bars', () => {
    expect(periodsPerYear(Float64Array.of(MONDAY))).toBeNaN();
  });
});
