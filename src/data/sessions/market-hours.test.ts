import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDate } from './calendar-date.ts';
import { MarketHours, type Session } from './market-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const FIRST_DAY = Date.UTC(1990, 0, 1);
const END_DAY = Date.UTC(2036, 0, 1);

const stocks = new MarketHours('us-stocks');
const forex = new MarketHours('forex');
const continuous = new MarketHours('continuous');
const simulated = new MarketHours('simulated');
const ALL = [stocks, forex, continuous, simulated];

const at = (text: string) => Date.parse(text);
const text = (time: number) => new Date(time).toISOString().slice(0, 16);
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

function sessionsOf(hours: MarketHours): Session[] {
  const sessions: Session[] = [];
  for (let date = FIRST_DAY; date < END_DAY; date += DAY_MS) {
    const session = hours.sessionOf(date);
    if (session !== null) sessions.push(session);
  }
  return sessions;
}

const newYork = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

describe.each(ALL)('a market of kind $kind', (hours) => {
  const sessions = sessionsOf(hours);

  it('has sessions that hold the instants of their trading day and do not overlap', () => {
    const wrong: Session[] = [];
    let before = Number.NEGATIVE_INFINITY;
    for (const session of sessions) {
      const { tradingDay, openTime, closeTime } = session;
      const middle = openTime + Math.floor((closeTime - openTime) / 2);
      const within = [openTime, openTime + 1, middle, closeTime - 1];
      const holds = within.every(
        (time) => hours.tradingDayOf(time) === tradingDay && hours.isOpen(time),
      );
      if (!(holds && before <= openTime && openTime < closeTime)) wrong.push(session);
      before = closeTime;
    }
    expect(wrong).toEqual([]);
    expect(sessions.length).toBeGreaterThan(46 * 245);
  });

  it('gives every instant the trading day of the one before or the next day', () => {
    const wrong: number[] = [];
    let last = hours.tradingDayOf(FIRST_DAY);
    for (let time = FIRST_DAY; time < END_DAY; time += 7 * HOUR_MS) {
      const today = hours.tradingDayOf(time);
      const near = Math.abs(time - today) < 36 * HOUR_MS;
      if (!(near && (today === last || today === last + DAY_MS))) wrong.push(time);
      last = today;
    }
    expect(wrong).toEqual([]);
  });

  it('names the session in progress or the next, whenever it is asked', () => {
    const instants = fc.integer({ min: FIRST_DAY, max: Date.UTC(2035, 11, 1) });
    fc.assert(
      fc.property(instants, (time) => {
        const expected = sessions.find(({ closeTime }) => time < closeTime);
        expect(hours.sessionFrom(time)).toEqual(expected);
        const open = expected !== undefined && time >= expected.openTime;
        expect(hours.isOpen(time)).toBe(open);
      }),
      { numRuns: 200 },
    );
  });

  it('answers the same in any order', () => {
    const backwards = new MarketHours(hours.kind);
    for (const session of sessions.slice(-3000).reverse()) {
      expect(backwards.sessionOf(session.tradingDay)).toEqual(session);
      expect(backwards.sessionOf(session.tradingDay)).toEqual(session);
    }
  });

  it('knows a day’s bar at the close of its session, and one within a day after its length', () => {
    for (const { tradingDay, openTime, closeTime } of sessions.slice(0, 400)) {
      expect(hours.closeOf(tradingDay, '1d')).toBe(closeTime);
      expect(hours.closeOf(tradingDay, '1h')).toBe(tradingDay + HOUR_MS);
      expect(hours.openOf(tradingDay, '1d')).toBe(openTime);
      expect(hours.openOf(tradingDay, '1h')).toBe(tradingDay);
    }
  });

  it('refuses a trading day that is none', () => {
    expect(() => hours.sessionOf(FIRST_DAY + 1)).toThrow('00:00Z');
    expect(() => hours.sessionOf(Number.NaN)).toThrow('00:00Z');
    expect(() => hours.tradingDayOf(Number.NaN)).toThrow('wall clock');
  });
});

describe('stocks of the United States', () => {
  it('open at 9:30 in New York and close after 6.5 h, on half days after 3.5 h, until 1992 4.5 h', () => {
    const lengths = new Set<string>();
    const opens = new Set<string>();
    for (const { tradingDay, openTime, closeTime } of sessionsOf(stocks)) {
      const era = tradingDay < Date.UTC(1993, 0, 1) ? 'until 1992' : 'since 1993';
      lengths.add(`${era} ${(closeTime - openTime) / HOUR_MS} h`);
      opens.add(`${newYork.format(openTime)} = ${stocks.minuteOfDayOf(openTime)}`);
    }
    expect([...lengths].sort()).toEqual([
      'since 1993 3.5 h',
      'since 1993 6.5 h',
      'until 1992 4.5 h',
      'until 1992 6.5 h',
    ]);
    const weekdays = ['Fri', 'Mon', 'Thu', 'Tue', 'Wed'];
    expect([...opens].sort()).toEqual(weekdays.map((name) => `${name} 09:30 = 570`));
  });

  it('open an hour earlier in UTC from the day of the change of the clock on', () => {
    const opens = (date: string) => text(stocks.sessionOf(at(date))?.openTime ?? Number.NaN);
    expect(['2024-03-08', '2024-03-11'].map(opens)).toEqual([
      '2024-03-08T14:30',
      '2024-03-11T13:30',
    ]);
    expect(['2024-11-01', '2024-11-04'].map(opens)).toEqual([
      '2024-11-01T13:30',
      '2024-11-04T14:30',
    ]);
    expect(['2006-03-31', '2006-04-03'].map(opens)).toEqual([
      '2006-03-31T14:30',
      '2006-04-03T13:30',
    ]);
  });

  it('count the hours before and after a session to its New York date', () => {
    expect(day(stocks.tradingDayOf(at('2013-10-04T08:06Z')))).toBe('2013-10-04');
    expect(day(stocks.tradingDayOf(at('2013-10-11T23:59Z')))).toBe('2013-10-11');
    expect(day(stocks.tradingDayOf(at('2024-01-03T01:00Z')))).toBe('2024-01-02');
    expect(stocks.isOpen(at('2024-01-02T14:29:59.999Z'))).toBe(false);
    expect(stocks.isOpen(at('2024-01-02T14:30Z'))).toBe(true);
    expect(stocks.isOpen(at('2024-01-02T21:00Z'))).toBe(false);
  });

  it('jump from 1:59 to 3:00 in spring and show 1:00 twice in autumn', () => {
    const spring = at('2024-03-10T07:00Z');
    expect([-1, 0, 1].map((ms) => stocks.minuteOfDayOf(spring + ms))).toEqual([
      120 - 1 / MINUTE_MS,
      180,
      180 + 1 / MINUTE_MS,
    ]);
    const autumn = at('2024-11-03T06:00Z');
    expect([-1, 0, 1].map((ms) => stocks.minuteOfDayOf(autumn + ms))).toEqual([
      120 - 1 / MINUTE_MS,
      60,
      60 + 1 / MINUTE_MS,
    ]);
    for (const change of [spring, autumn]) {
      for (const ms of [-1, 0, 1]) {
        expect(day(stocks.tradingDayOf(change + ms))).toBe(day(change));
      }
    }
  });

  it('have days of 23 and 25 hours', () => {
    const lasts = (date: string) => {
      const today = at(date);
      let hoursLong = 0;
      for (let time = today - DAY_MS; time < today + 3 * DAY_MS; time += HOUR_MS) {
        if (stocks.tradingDayOf(time) === today) hoursLong++;
      }
      return hoursLong;
    };
    expect(['2024-03-09', '2024-03-10', '2024-11-03'].map(lasts)).toEqual([24, 23, 25]);
  });

  it('lead over weekends, holidays and the longest closure to the next session', () => {
    const next = (time: string) => text(stocks.sessionFrom(at(time)).openTime);
    expect(next('2024-07-03T16:59Z')).toBe('2024-07-03T13:30');
    expect(next('2024-07-03T17:00Z')).toBe('2024-07-05T13:30');
    expect(next('2001-09-10T20:00Z')).toBe('2001-09-17T13:30');
    expect(next('2006-12-29T21:00Z')).toBe('2007-01-03T14:30');
  });

  it('know the bar of a week at its last close', () => {
    const close = (stamp: string) => text(stocks.closeOf(at(stamp), '1w'));
    expect(close('2024-01-08')).toBe('2024-01-12T21:00');
    expect(close('2024-03-25')).toBe('2024-03-28T20:00');
    expect(close('2001-09-10')).toBe('2001-09-10T20:00');
    expect(close('2024-11-25')).toBe('2024-11-29T18:00');
  });

  it('know a bar of a day they rest at the usual close, and one stamped within its day like the day', () => {
    expect(text(stocks.closeOf(at('2024-12-25'), '1d'))).toBe('2024-12-25T21:00');
    expect(text(stocks.closeOf(at('2024-07-03T13:30Z'), '1d'))).toBe('2024-07-03T17:00');
  });
});

describe('forex', () => {
  it('trades from Sunday 17:00 to Friday 17:00 New York, each day 24 hours in one piece', () => {
    const seen = new Set<string>();
    const torn: Session[] = [];
    let before: Session | null = null;
    for (const session of sessionsOf(forex)) {
      const { tradingDay, openTime, closeTime } = session;
      const { weekday } = calendarDate(tradingDay);
      const length = (closeTime - openTime) / HOUR_MS;
      seen.add(
        `${weekday}: ${newYork.format(openTime)}, ${length} h, ${newYork.format(closeTime)}`,
      );
      const follows = before?.tradingDay === tradingDay - DAY_MS;
      if (follows && before?.closeTime !== openTime) torn.push(session);
      before = session;
    }
    expect(torn).toEqual([]);
    expect([...seen].sort()).toEqual([
      '0: Sun 17:00, 24 h, Mon 17:00',
      '1: Mon 17:00, 24 h, Tue 17:00',
      '2: Tue 17:00, 24 h, Wed 17:00',
      '3: Wed 17:00, 24 h, Thu 17:00',
      '4: Thu 17:00, 24 h, Fri 17:00',
    ]);
  });

  it('counts Sunday evening to Monday, through both changes of the clock', () => {
    const days = (time: string) => [-1, 0].map((ms) => day(forex.tradingDayOf(at(time) + ms)));
    expect(days('2024-03-09T22:00Z')).toEqual(['2024-03-09', '2024-03-10']);
    expect(days('2024-03-10T21:00Z')).toEqual(['2024-03-10', '2024-03-11']);
    expect(days('2024-11-02T21:00Z')).toEqual(['2024-11-02', '2024-11-03']);
    expect(days('2024-11-03T22:00Z')).toEqual(['2024-11-03', '2024-11-04']);
    expect(forex.isOpen(at('2024-03-10T20:59:59.999Z'))).toBe(false);
    expect(forex.isOpen(at('2024-03-10T21:00Z'))).toBe(true);
    expect(forex.isOpen(at('2024-03-15T21:00Z'))).toBe(false);
  });

  it('rests on Christmas and New Year’s Day where they are weekdays, and on no other', () => {
    const rests: string[] = [];
    for (let date = Date.UTC(2010, 0, 1); date < Date.UTC(2014, 0, 1); date += DAY_MS) {
      const isWeekday = calendarDate(date).weekday < 5;
      if (isWeekday && forex.sessionOf(date) === null) rests.push(day(date));
    }
    expect(rests).toEqual(['2010-01-01', '2012-12-25', '2013-01-01', '2013-12-25']);
    expect(text(forex.sessionFrom(at('2013-12-24T22:00Z')).openTime)).toBe('2013-12-25T22:00');
  });

  it('knows the bars of a day and of a week at 17:00 New York', () => {
    expect(text(forex.closeOf(at('2024-07-01'), '1d'))).toBe('2024-07-01T21:00');
    expect(text(forex.closeOf(at('2024-07-01'), '1w'))).toBe('2024-07-05T21:00');
    expect(text(forex.closeOf(at('2024-06-30'), '1w'))).toBe('2024-07-05T21:00');
    expect(text(forex.openOf(at('2024-07-01'), '1w'))).toBe('2024-06-30T21:00');
    expect(text(stocks.openOf(at('2024-09-02'), '1w'))).toBe('2024-09-03T13:30');
    expect(text(stocks.openOf(at('2024-12-25'), '1d'))).toBe('2024-12-25T14:30');
  });
});

describe('a market that never closes', () => {
  it('is open at every instant, its day the date in UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST_DAY, max: END_DAY }), (time) => {
        expect(continuous.isOpen(time)).toBe(true);
        expect(continuous.tradingDayOf(time)).toBe(Math.floor(time / DAY_MS) * DAY_MS);
        expect(continuous.minuteOfDayOf(time)).toBe((time % DAY_MS) / MINUTE_MS);
      }),
    );
  });

  it('keeps the two instants apart that New York shows as 1:30', () => {
    const twice = [at('2024-11-03T05:30Z'), at('2024-11-03T06:30Z')];
    expect(twice.map((time) => stocks.minuteOfDayOf(time))).toEqual([90, 90]);
    expect(twice.map((time) => continuous.minuteOfDayOf(time))).toEqual([330, 390]);
    expect(twice.map((time) => text(continuous.closeOf(time, '30m')))).toEqual([
      '2024-11-03T06:00',
      '2024-11-03T07:00',
    ]);
  });

  it('knows the bars of a day and of a week when they are over', () => {
    expect(text(continuous.closeOf(at('2024-03-10'), '1d'))).toBe('2024-03-11T00:00');
    expect(text(continuous.closeOf(at('2024-03-04'), '1w'))).toBe('2024-03-11T00:00');
  });
});

describe('simulated stocks', () => {
  it('trade 14:30 to 21:00 UTC, summer and winter, on the days of their timetable', () => {
    const sessions = sessionsOf(simulated);
    const hoursOfDay = sessions.map(({ tradingDay, openTime, closeTime }) =>
      [openTime, closeTime].map((time) => (time - tradingDay) / HOUR_MS).join(' to '),
    );
    expect([...new Set(hoursOfDay)]).toEqual(['14.5 to 21']);
    expect(sessions.length / 46).toBeCloseTo(252, 0);
    expect(simulated.sessionOf(Date.UTC(2024, 6, 4))).toBeNull();
  });
});
