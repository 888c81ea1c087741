import { describe, expect, it } from 'vitest';
import { nyseCloseMinute } from './nyse-calendar.ts';

const DAY_MS = 86_400_000;

/** Half days as the exchange held or (to 2028) announced them; 2029 and 2030 follow its rules. */
const HALF_DAYS = `
  1993-11-26 1994-11-25 1995-07-03 1995-11-24 1996-07-05 1996-11-29 1996-12-24 1997-07-03 1997-11-28
  1997-12-24 1997-12-26 1998-11-27 1998-12-24 1999-11-26 1999-12-31 2000-07-03 2000-11-24 2001-07-03
  2001-11-23 2001-12-24 2002-07-05 2002-11-29 2002-12-24 2003-07-03 2003-11-28 2003-12-24 2003-12-26
  2004-11-26 2005-11-25 2006-07-03 2006-11-24 2007-07-03 2007-11-23 2007-12-24 2008-07-03 2008-11-28
  2008-12-24 2009-11-27 2009-12-24 2010-11-26 2011-11-25 2012-07-03 2012-11-23 2012-12-24 2013-07-03
  2013-11-29 2013-12-24 2014-07-03 2014-11-28 2014-12-24 2015-11-27 2015-12-24 2016-11-25 2017-07-03
  2017-11-24 2018-07-03 2018-11-23 2018-12-24 2019-07-03 2019-11-29 2019-12-24 2020-11-27 2020-12-24
  2021-11-26 2022-11-25 2023-07-03 2023-11-24 2024-07-03 2024-11-29 2024-12-24 2025-07-03 2025-11-28
  2025-12-24 2026-11-27 2026-12-24 2027-11-26 2028-07-03 2028-11-24 2029-07-03 2029-11-23 2029-12-24
  2030-07-03 2030-11-29 2030-12-24`;

const TWO_O_CLOCK_DAYS = '1990-12-24 1991-12-24 1992-11-27 1992-12-24';

/** Weekdays without trade, as the exchange announced them. */
const CLOSED = `
  2021-01-01 2021-01-18 2021-02-15 2021-04-02 2021-05-31 2021-07-05 2021-09-06 2021-11-25 2021-12-24
  2022-01-17 2022-02-21 2022-04-15 2022-05-30 2022-06-20 2022-07-04 2022-09-05 2022-11-24 2022-12-26
  2023-01-02 2023-01-16 2023-02-20 2023-04-07 2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-11-23
  2023-12-25
  2024-01-01 2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-11-28
  2024-12-25
  2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26 2025-06-19 2025-07-04 2025-09-01
  2025-11-27 2025-12-25
  2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26
  2026-12-25
  2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-11-25
  2027-12-24
  2028-01-17 2028-02-21 2028-04-14 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25`;

const dates = (text: string) => text.trim().split(/\s+/);

/** Weekdays of some years whose answer is the one wanted. */
function weekdaysOf(first: number, last: number, wanted: (close: number | null) => boolean) {
  const found: string[] = [];
  for (let day = Date.UTC(first, 0, 1); day < Date.UTC(last + 1, 0, 1); day += DAY_MS) {
    const weekend = [0, 6].includes(new Date(day).getUTCDay());
    if (!weekend && wanted(nyseCloseMinute(day)))
      found.push(new Date(day).toISOString().slice(0, 10));
  }
  return found;
}

describe('the New York Stock Exchange', () => {
  it('closes at 13:00 on exactly the half days it announced', () => {
    expect(weekdaysOf(1990, 2030, (close) => close === 780)).toEqual(dates(HALF_DAYS));
  });

  it('closed its half days at 14:00 until 1992', () => {
    expect(weekdaysOf(1990, 2035, (close) => close === 840)).toEqual(dates(TWO_O_CLOCK_DAYS));
  });

  it('rests on exactly the weekdays it announced', () => {
    expect(weekdaysOf(2021, 2028, (close) => close === null)).toEqual(dates(CLOSED));
  });

  it('closes at 16:00 on all others, and never on a weekend', () => {
    const usual = weekdaysOf(1990, 2035, (close) => close === 960);
    const others = weekdaysOf(1990, 2035, (close) => close !== 960);
    const half = weekdaysOf(1990, 2035, (close) => close === 780 || close === 840);
    expect(others.length - half.length).toBe(
      weekdaysOf(1990, 2035, (close) => close === null).length,
    );
    expect(usual.length / 46).toBeCloseTo(249.3, 0);
    expect([0, 1].map((day) => nyseCloseMinute(Date.UTC(2024, 5, 8 + day)))).toEqual([null, null]);
  });

  it.each([
    ['the attack of September 2001', '2001-09-10', '2001-09-17'],
    ['Hurricane Sandy', '2012-10-26', '2012-10-31'],
    ['mourning for Nixon', '1994-04-26', '1994-04-28'],
    ['mourning for Reagan', '2004-06-10', '2004-06-14'],
    ['mourning for Ford, after New Year’s Day', '2006-12-29', '2007-01-03'],
    ['mourning for G. H. W. Bush', '2018-12-04', '2018-12-06'],
    ['mourning for Carter', '2025-01-08', '2025-01-10'],
  ])('rested for %s', (_, before, after) => {
    const rest = weekdaysOf(1990, 2035, (close) => close === null);
    const between = weekdaysOf(1990, 2035, () => true).filter((day) => day > before && day < after);
    expect(between.length).toBeGreaterThan(0);
    expect(rest).toEqual(expect.arrayContaining(between));
    expect(rest).not.toContain(before);
    expect(rest).not.toContain(after);
  });

  it('kept Martin Luther King’s day from 1998 and Juneteenth from 2022', () => {
    const rests = (date: string) => nyseCloseMinute(Date.parse(date)) === null;
    expect(['1997-01-20', '1998-01-19'].map(rests)).toEqual([false, true]);
    expect(['2021-06-18', '2022-06-20'].map(rests)).toEqual([false, true]);
  });

  it('gives no Friday for a New Year’s Day on Saturday', () => {
    const fridays = [
      '1993-12-31',
      '1999-12-31',
      '2004-12-31',
      '2010-12-31',
      '2021-12-31',
      '2027-12-31',
    ];
    const closes = fridays.map((date) => nyseCloseMinute(Date.parse(date)));
    expect(closes).toEqual([960, 780, 960, 960, 960, 960]);
  });
});
