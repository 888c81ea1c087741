import { describe, expect, it } from 'vitest';
import { haveMarketData, readCloses } from '../../../tests/support/market-data.ts';
import { MarketHours } from './market-hours.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const DAILY = ['SPY_1d.csv', 'AAPL_1d.csv', 'BAC_1d.csv', 'GOOG_1d.csv'];

const stamps = (file: string) => [...readCloses(file).keys()].map((stamp) => Date.parse(stamp));
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

function tradingDays(hours: MarketHours, first: number, last: number): number[] {
  const days: number[] = [];
  for (let date = first; date <= last; date += DAY_MS) {
    if (hours.sessionOf(date) !== null) days.push(date);
  }
  return days;
}

describe.skipIf(!haveMarketData(...DAILY, 'panel_daily.csv'))('daily bars of stocks', () => {
  const stocks = new MarketHours('us-stocks');

  it.each([...DAILY, 'panel_daily.csv'])(
    'lie in %s on every trading day and on no other',
    (file) => {
      const bars = stamps(file);
      expect(bars.length).toBeGreaterThan(2000);
      expect(bars).toEqual(tradingDays(stocks, bars[0], bars[bars.length - 1]));
    },
  );
});

describe.skipIf(!haveMarketData('SPY_1m.csv'))('minutes of SPY', () => {
  it('fill every session from open to close, with thin hours around it on the same trading day', () => {
    const stocks = new MarketHours('us-stocks');
    const bars = stamps('SPY_1m.csv');
    const days = new Set(bars.map((time) => stocks.tradingDayOf(time)));
    expect([...days]).toEqual(tradingDays(stocks, Date.UTC(2013, 9, 4), Date.UTC(2013, 9, 11)));
    for (const tradingDay of days) {
      const open = bars.filter(
        (time) => stocks.isOpen(time) && stocks.tradingDayOf(time) === tradingDay,
      );
      const { openTime = 0, closeTime = 0 } = stocks.sessionOf(tradingDay) ?? {};
      expect(open).toEqual(Array.from({ length: 390 }, (_, minute) => openTime + minute * 60_000));
      expect(open[389] + 60_000).toBe(closeTime);
    }
  });
});

describe.skipIf(!haveMarketData('EURUSD_1h.csv'))('hours of EUR/USD', () => {
  const forex = new MarketHours('forex');

  const countByDay = (times: readonly number[]) => {
    const counts: Record<string, number> = {};
    for (const time of times) {
      const date = day(forex.tradingDayOf(time));
      counts[date] = (counts[date] ?? 0) + 1;
    }
    return counts;
  };

  it('lie within the sessions, but for what one dealer quoted on six holidays up to 2009', () => {
    const outside = stamps('EURUSD_1h.csv').filter((time) => !forex.isOpen(time));
    expect(countByDay(outside)).toEqual({
      '2007-01-01': 1,
      '2007-12-25': 11,
      '2008-01-01': 5,
      '2008-12-25': 11,
      '2009-01-01': 4,
      '2009-12-25': 12,
    });
  });

  it('fill the sessions, but for one dealer’s shorter days around holidays and two holes', () => {
    const bars = new Set(stamps('EURUSD_1h.csv'));
    const [first, last] = [Math.min(...bars), Math.max(...bars)];
    const absent: number[] = [];
    for (let time = first; time <= last; time += HOUR_MS) {
      if (forex.isOpen(time) && !bars.has(time)) absent.push(time);
    }
    expect(countByDay(absent)).toEqual({
      '2007-01-09': 22,
      '2012-12-24': 3,
      '2012-12-26': 15,
      '2012-12-31': 3,
      '2013-01-02': 7,
      '2013-12-24': 3,
      '2013-12-31': 3,
      '2014-12-24': 3,
    });
  });
});
