import { describe, expect, it } from 'vitest';
import { type Interval, intervalMs } from '#base';
import type { MarketKind } from '#config';
import { MarketHours } from '../sessions/market-hours.ts';
import { FindingLog } from './finding.ts';
import { findGaps } from './gaps.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const stocks = new MarketHours('us-stocks');
const at = (text: string) => Date.parse(text);

/** Stamps of trading days of New York in [first, end). */
function tradingDays(first: string, end: string, hours = stocks): number[] {
  const days: number[] = [];
  for (let day = at(first); day < at(end); day += DAY_MS) {
    if (hours.sessionOf(day) !== null) days.push(day);
  }
  return days;
}

/** Stamps of all bars that overlap with sessions, counted from `offset` after the open. */
function sessionBars(days: readonly number[], step: number, hours = stocks, offset = 0): number[] {
  return days.flatMap((day) => {
    const { openTime, closeTime } = hours.sessionOf(day) ?? { openTime: 0, closeTime: 0 };
    const bars: number[] = [];
    for (let time = openTime + offset; time < closeTime; time += step) bars.push(time);
    return bars;
  });
}

function found(
  times: readonly number[],
  interval: Interval,
  kind: MarketKind = 'us-stocks',
): string[] {
  const log = new FindingLog();
  findGaps(log, Float64Array.from(times), interval, new MarketHours(kind));
  return log.findings.map(({ code, detail }) => `${code}: ${detail}`);
}
const without = (times: readonly number[], from: number, to: number) =>
  times.filter((time) => time < from || time > to);

describe('daily bars', () => {
  it('miss no holiday, no day of mourning and no storm', () => {
    expect(found(tradingDays('2001-01-01', '2019-01-01'), '1d')).toEqual([]);
  });

  it('miss each trading day, runs of them as one gap', () => {
    const days = tradingDays('2020-01-01', '2021-01-01');
    const holes = without(
      without(days, at('2020-07-02'), at('2020-07-06')),
      at('2020-11-27'),
      at('2020-11-27'),
    );
    expect(found(holes, '1d')).toEqual([
      'gap: 2 bars missing from 2020-07-02 to 2020-07-06',
      'gap: 1 bar missing at 2020-11-27',
    ]);
  });

  it('tell how many are missing in a hole of years', () => {
    const days = tradingDays('2010-01-01', '2020-01-01');
    const hole = without(days, at('2012-01-01'), at('2014-12-31'));
    expect(found(hole, '1d')).toEqual(['gap: 754 bars missing from 2012-01-03 to 2014-12-31']);
  });

  it('on single closed days are told as such and are no reason to doubt the calendar', () => {
    const days = [...tradingDays('2020-01-01', '2021-01-01'), at('2020-07-04'), at('2020-11-26')];
    expect(
      found(
        days.sort((a, b) => a - b),
        '1d',
      ),
    ).toEqual([
      'off-calendar: 1 bar on 2020-07-04, a day without trade in the calendar of us-stocks',
      'off-calendar: 1 bar on 2020-11-26, a day without trade in the calendar of us-stocks',
    ]);
  });

  it('on a few closed days are told as such in a short file and in a long one', () => {
    const short = [...tradingDays('2020-06-01', '2020-09-01'), at('2020-07-04'), at('2020-07-05')];
    const sundays = ['2012-01-08', '2014-01-05', '2016-01-03'].map(at);
    const long = [...tradingDays('2010-01-01', '2020-01-01'), ...sundays];
    const told = [short, long].map((days) =>
      found(
        days.sort((a, b) => a - b),
        '1d',
      ).map((text) => text.slice(0, 23)),
    );
    expect(told).toEqual([
      ['off-calendar: 1 bar on ', 'off-calendar: 1 bar on '],
      ['off-calendar: 1 bar on ', 'off-calendar: 1 bar on ', 'off-calendar: 1 bar on '],
    ]);
  });

  it('of another market are not judged by this one’s calendar', () => {
    const london: number[] = [];
    const rests = new Set(
      '2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28'
        .split(' ')
        .map(at),
    );
    for (let day = at('2020-01-01'); day < at('2021-01-01'); day += DAY_MS) {
      const weekday = new Date(day).getUTCDay();
      if (weekday > 0 && weekday < 6 && !rests.has(day)) london.push(day);
    }
    const told = found(london, '1d');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^off-calendar: 5 of 254 days with bars are closed days in the calendar of us-stocks: .*data\.markets/,
    );
    const hole = found(without(london, at('2020-06-01'), at('2020-06-12')), '1d');
    expect(hole[1]).toBe('gap: no bar between 2020-05-29 and 2020-06-15');
  });

  it('that carry another hour of their day are still of that day', () => {
    const days = tradingDays('2020-01-01', '2020-03-01').map((day) => day + 5 * HOUR_MS);
    expect(found(days, '1d')).toEqual([]);
    const evenings = tradingDays('2020-01-06', '2020-03-01', new MarketHours('forex'));
    expect(
      found(
        evenings.map((day) => day - 2 * HOUR_MS),
        '1d',
        'forex',
      ),
    ).toEqual([]);
  });

  it('of a market that never closes are wanted every day', () => {
    const days = Array.from({ length: 40 }, (_, day) => at('2020-02-01') + day * DAY_MS);
    expect(found(days, '1d', 'continuous')).toEqual([]);
    expect(found(without(days, at('2020-02-29'), at('2020-03-01')), '1d', 'continuous')).toEqual([
      'gap: 2 bars missing from 2020-02-29 to 2020-03-01',
    ]);
  });
});

describe('weekly bars', () => {
  it('are wanted of every week, on whichever of its days they are stamped', () => {
    for (const first of ['2019-12-30', '2020-01-03', '2019-12-29']) {
      const weeks = Array.from({ length: 52 }, (_, week) => at(first) + week * 7 * DAY_MS);
      expect(found(weeks, '1w'), first).toEqual([]);
    }
    const mondays = Array.from({ length: 52 }, (_, week) => at('2019-12-30') + week * 7 * DAY_MS);
    const hole = without(mondays, at('2020-03-01'), at('2020-03-14'));
    expect(found(hole, '1w')).toEqual(['gap: 2 bars missing from 2020-03-02 to 2020-03-09']);
  });
});

describe('bars within the day', () => {
  // Over a change of the clock, Thanksgiving and a half day.
  const days = tradingDays('2020-10-26', '2020-12-01');

  it.each<[Interval, number]>([
    ['1m', 0],
    ['5m', 0],
    ['30m', 0],
    ['1h', 0],
    ['1h', -30 * MINUTE_MS],
    ['1h', 30 * MINUTE_MS],
    ['4h', 0],
    ['4h', -90 * MINUTE_MS],
  ])(
    'of %s, counted from %d ms after the open, have no gap in whole sessions',
    (interval, offset) => {
      const bars = sessionBars(days, intervalMs(interval), stocks, offset);
      expect(found(bars, interval)).toEqual([]);
    },
  );

  it('are missed within the session and at its edges, over nights as one gap', () => {
    const bars = sessionBars(days, 5 * MINUTE_MS);
    const holes: [string, string, string][] = [
      [
        '2020-11-03T15:00Z',
        '2020-11-03T15:10Z',
        '3 bars missing from 2020-11-03T15:00Z to 2020-11-03T15:10Z',
      ],
      [
        '2020-11-04T14:30Z',
        '2020-11-04T14:35Z',
        '2 bars missing from 2020-11-04T14:30Z to 2020-11-04T14:35Z',
      ],
      ['2020-11-27T17:55Z', '2020-11-27T17:55Z', '1 bar missing at 2020-11-27T17:55Z'],
      [
        '2020-11-05T20:00Z',
        '2020-11-06T14:55Z',
        '18 bars missing from 2020-11-05T20:00Z to 2020-11-06T14:55Z',
      ],
      [
        '2020-11-24T00:00Z',
        '2020-11-25T00:00Z',
        '78 bars missing from 2020-11-24T14:30Z to 2020-11-24T20:55Z',
      ],
    ];
    for (const [from, to, detail] of holes) {
      expect(found(without(bars, at(from), at(to)), '5m'), from).toEqual([`gap: ${detail}`]);
    }
  });

  it('are missed where the last bar of a session is shorter than the others', () => {
    const bars = sessionBars(days, HOUR_MS);
    const hole = without(bars, at('2020-11-03T20:30Z'), at('2020-11-03T20:30Z'));
    expect(found(hole, '1h')).toEqual(['gap: 1 bar missing at 2020-11-03T20:30Z']);
  });

  it('before and after the session are never missed', () => {
    const early = days.flatMap((day) => [8, 9, 11].map((hour) => day + hour * HOUR_MS));
    const late = days.flatMap((day) => [22, 23].map((hour) => day + hour * HOUR_MS));
    const bars = [...sessionBars(days, 5 * MINUTE_MS), ...early, ...late].sort((a, b) => a - b);
    expect(found(bars, '5m')).toEqual([]);
  });

  it('with other hours are not judged by this market’s', () => {
    const tokyo = tradingDays('2020-06-01', '2020-07-01').flatMap((day) =>
      Array.from({ length: 72 }, (_, bar) => day + bar * 5 * MINUTE_MS),
    );
    const told = found(tokyo, '5m');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^off-calendar: \d+ of \d+ (?:sessions lack|days with bars)/);
    const local = sessionBars(days, 5 * MINUTE_MS).map((time) => time - 5 * HOUR_MS);
    expect(found(local, '5m')[0]).toMatch(/^off-calendar: \d+ of 25 sessions lack an hour or more/);
  });

  it('of a thin instrument are missed only in holes longer than its usual ones', () => {
    let seed = 7;
    const next = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const bars = sessionBars(days, MINUTE_MS).filter(() => next() < 0.6);
    const told = found(bars, '1m');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^thin: \d+ bars are missing in 25 of 25 sessions, .*more than \d+ in/);
    const hole = without(bars, at('2020-11-04T16:00Z'), at('2020-11-04T17:00Z'));
    expect(found(hole, '1m')[0]).toMatch(/^gap: 6\d bars missing from 2020-11-04T(?:15:5|16:0)/);
  });

  it('are missed singly where only a few sessions have holes', () => {
    const week = sessionBars(days.slice(0, 6), MINUTE_MS);
    const holed = week.filter((time) => time % (DAY_MS / 4) !== 0 || time > at('2020-10-29'));
    expect(found(holed, '1m').every((text) => text.startsWith('gap: 1 bar missing'))).toBe(true);
    expect(found(holed, '1m').length).toBe(3);
  });

  it('of a market that never closes are wanted always, however many are missing', () => {
    const minutes = Array.from(
      { length: 20 * 1440 },
      (_, at_) => at('2020-06-01') + at_ * MINUTE_MS,
    );
    const holed = minutes.filter((_, bar) => bar % 10 !== 3);
    const log = new FindingLog();
    findGaps(log, Float64Array.from(holed), '1m', new MarketHours('continuous'));
    expect(log.counts.get('gap')).toBe(2880);
  });
});

describe('currencies', () => {
  const forex = new MarketHours('forex');
  const hours = (first: string, end: string) =>
    sessionBars(tradingDays(first, end, forex), HOUR_MS, forex);

  it('rest at weekends and on two holidays, on which some dealers quote', () => {
    const year = hours('2012-12-10', '2013-01-20');
    expect(found(year, '1h', 'forex')).toEqual([]);
    const quoted = [...year, at('2012-12-25T05:00Z'), at('2013-01-01T21:00Z')].sort(
      (a, b) => a - b,
    );
    expect(found(quoted, '1h', 'forex')).toEqual([]);
    const early = without(year, at('2012-12-24T19:00Z'), at('2012-12-24T21:00Z'));
    expect(found(early, '1h', 'forex')).toEqual([]);
  });

  it('are missed on any other day', () => {
    const year = hours('2012-12-10', '2013-01-20');
    const late = without(year, at('2012-12-26T00:00Z'), at('2012-12-26T12:00Z'));
    expect(found(late, '1h', 'forex')).toEqual([
      'gap: 13 bars missing from 2012-12-26 to 2012-12-26T12:00Z',
    ]);
    const eve = without(year, at('2012-12-24T18:00Z'), at('2012-12-24T21:00Z'));
    expect(found(eve, '1h', 'forex')).toEqual(['gap: 1 bar missing at 2012-12-24T18:00Z']);
  });
});

describe('stamps that no calendar reaches', () => {
  it('are judged without one, in no time', () => {
    const wild = [-8e15, 0, 86_400_000, 8e15];
    for (const interval of ['1m', '1d', '1w'] as const) {
      expect(found(wild, interval).every((text) => text.startsWith('gap: no bar between'))).toBe(
        true,
      );
    }
    expect(found([], '1d')).toEqual([]);
  });
});
