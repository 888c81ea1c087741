import { emptyBarTable, Random } from '#base';
import type { Listing } from './fake-yahoo.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const NEW_YORK = { zone: 'America/New_York', openMinute: 570, closeMinute: 960 };

/** Prices in cents and volumes in round lots at given times. */
function walk(times: readonly number[], seed: number) {
  const random = new Random(seed);
  const table = emptyBarTable(times.length);
  let close = 150;
  times.forEach((time, row) => {
    const cents = (price: number) => Math.round(price * 100) / 100;
    const open = close;
    close = cents(open * (1 + 0.02 * (random.uniform() - 0.5)));
    table.time[row] = time;
    table.open[row] = open;
    table.close[row] = close;
    table.high[row] = cents(Math.max(open, close) * 1.003);
    table.low[row] = cents(Math.min(open, close) * 0.997);
    table.volume[row] = 100 * (10 + random.integer(1e4));
  });
  return table;
}

/** Weekdays of [from, to). */
function weekdays(from: number, to: number): number[] {
  const days = Array.from({ length: (to - from) / DAY_MS }, (_, day) => from + day * DAY_MS);
  return days.filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));
}

const days = weekdays(Date.UTC(2023, 0, 2), Date.UTC(2024, 6, 1));
const minutes = weekdays(Date.UTC(2024, 5, 3), Date.UTC(2024, 5, 22)).flatMap((day) =>
  Array.from({ length: 78 }, (_, bar) => day + (13.5 * 60 + bar * 5) * MINUTE_MS),
);
/** A share of New York that was split three times, at times in the middle of a week. */
export function splitListing(): Listing {
  return {
    ...NEW_YORK,
    daily: walk(days, 1),
    intraday: {
      '5m': walk(minutes, 2),
      '1m': walk(minutes, 4),
      '15m': walk(
        minutes.filter((time) => time % (15 * MINUTE_MS) === 0),
        3,
      ),
    },
    actions: [
      { time: Date.UTC(2023, 1, 10), kind: 'dividend', value: 0.23 },
      { time: Date.UTC(2023, 5, 7), kind: 'split', value: 7 },
      { time: Date.UTC(2024, 0, 10), kind: 'dividend', value: 2.65 },
      { time: Date.UTC(2024, 2, 13), kind: 'split', value: 4 },
      { time: Date.UTC(2024, 2, 13), kind: 'dividend', value: 0.5 },
      { time: Date.UTC(2024, 5, 11), kind: 'split', value: 0.1 },
    ],
  };
}
