import { barTableOf } from '#base';
import { DAY_MS, HOUR_MS } from './days.ts';

export const FIXED_START = Date.UTC(2020, 0, 15);
export const FIXED_DAYS = 60;

/** Hours of sixty days, each with a price of its own, four of each night without any. */
export const FIXED_BARS = barTableOf(
  Array.from({ length: FIXED_DAYS * 24 }, (_, at) => {
    const close = 1 + (at % 997);
    return {
      time: FIXED_START + at * HOUR_MS,
      open: close,
      high: close,
      low: close,
      close,
      volume: at,
    };
  }).filter(({ time }) => ![2, 3, 4, 5].includes(new Date(time).getUTCHours())),
);

export const FIXED_END = FIXED_START + FIXED_DAYS * DAY_MS;
