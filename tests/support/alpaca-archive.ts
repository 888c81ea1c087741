import { MarketHours } from '#data';
import { FakeAlpacaData, type WireBar, wireBar } from './fake-alpaca-data.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** From here to there the archive has stocks and coins; New York's clocks change on 12 March 2023. */
export const ARCHIVE_SPAN = { start: Date.UTC(2023, 1, 27), end: Date.UTC(2023, 3, 8) };

/** Some weeks of AAPL and BTC/USD as Alpaca keeps them, hours before and after the session included. */
export function alpacaArchive(): FakeAlpacaData {
  const data = new FakeAlpacaData();
  const days = tradingDays();
  const mondays = new Set(days.map((day) => day - (((day / DAY_MS + 3) % 7) * DAY_MS || 0)));
  data.bars.set(
    'AAPL 1Day',
    days.map((day) => wireBar(newYorkMidnight(day))),
  );
  data.bars.set(
    'AAPL 1Week',
    [...mondays].map((day) => wireBar(newYorkMidnight(day))),
  );
  for (const minutes of [1, 5, 15, 30]) {
    // Minutes of few days are enough, and quick.
    const kept = minutes === 1 ? days.slice(0, 4) : days;
    data.bars.set(
      `AAPL ${minutes}Min`,
      kept.flatMap((day) => dayOfBars(day, minutes)),
    );
  }
  const hours = (ARCHIVE_SPAN.end - ARCHIVE_SPAN.start) / (60 * MINUTE_MS);
  data.bars.set(
    'BTC/USD 1Hour',
    Array.from({ length: hours }, (_, at) => wireBar(ARCHIVE_SPAN.start + at * 60 * MINUTE_MS)),
  );
  data.actions.set('cash_dividends', [
    {
      id: 'd1',
      symbol: 'AAPL',
      cusip: '1',
      rate: 0.23,
      special: false,
      foreign: false,
      process_date: '2023-04-20',
      ex_date: '2023-03-10',
    },
  ]);
  data.actions.set('forward_splits', [
    {
      id: 's1',
      symbol: 'AAPL',
      cusip: '1',
      new_rate: 4,
      old_rate: 1,
      process_date: '2023-03-20',
      ex_date: '2023-03-20',
    },
  ]);
  return data;
}

function tradingDays(): number[] {
  const hours = new MarketHours('us-stocks');
  const days: number[] = [];
  for (let day = ARCHIVE_SPAN.start; day < ARCHIVE_SPAN.end; day += DAY_MS) {
    if (hours.sessionOf(day) !== null) days.push(day);
  }
  return days;
}

/** 04:00 to 20:00 in New York. */
function dayOfBars(day: number, minutes: number): WireBar[] {
  const first = newYorkMidnight(day) + 4 * 60 * MINUTE_MS;
  return Array.from({ length: (16 * 60) / minutes }, (_, at) =>
    wireBar(first + at * minutes * MINUTE_MS),
  );
}

/** Five hours west of Greenwich in winter, four in summer; right within the span. */
function newYorkMidnight(day: number): number {
  return day + (day < Date.UTC(2023, 2, 13) ? 5 : 4) * 60 * MINUTE_MS;
}
