import { DAY, type FillRule, limit, market, THIN } from './fill-rule.ts';

export const TIME_RULES: readonly FillRule[] = [
  {
    rule: 'day: until the end of the first session it meets',
    orders: [limit(5, 8.5, 'day')],
    bars: [null, DAY, [9, 9, 8, 8]],
    fills: [],
  },
  {
    rule: 'day: through all bars of that session',
    orders: [limit(5, 8.5, 'day')],
    bars: [DAY, [9, 9, 8, 8]],
    sessionBars: 2,
    fills: ['bar 2: buy 5 at 8.5'],
  },
  {
    rule: 'gtc: until it fills, as without a word',
    orders: [limit(5, 8.5, 'gtc')],
    bars: [DAY, DAY, [9, 9, 8, 8]],
    fills: ['bar 3: buy 5 at 8.5'],
  },
  {
    rule: 'gtd: in bars that open before its time',
    orders: [
      { ...limit(5, 8.5, 'gtd'), expiresAt: 3 },
      { ...limit(4, 8.5, 'gtd'), expiresAt: 4 },
    ],
    bars: [DAY, DAY, [9, 9, 8, 8]],
    fills: ['bar 3: buy 4 at 8.5'],
  },
  {
    rule: 'ioc: what fills at once, the rest is dropped',
    orders: [market(25, 'ioc')],
    bars: [THIN, THIN],
    settings: { maxVolumeFraction: 0.1 },
    fills: ['bar 1: buy 10 at 10'],
  },
  {
    rule: 'ioc: a limit that the open does not meet is dropped',
    orders: [limit(5, 9.5, 'ioc')],
    bars: [DAY],
    fills: [],
  },
  {
    rule: 'fok: whole or not at all',
    orders: [market(25, 'fok'), limit(10, 10, 'fok')],
    bars: [THIN],
    settings: { maxVolumeFraction: 0.1 },
    fills: ['bar 1: buy 10 at 10'],
  },
  {
    rule: 'opg: at the open of the next session only',
    orders: [market(5, 'opg'), limit(4, 9.5, 'opg')],
    bars: [DAY, [11, 12, 9, 11]],
    sessionBars: 2,
    fills: ['bar 1: buy 5 at 10'],
  },
  {
    rule: 'cls: at the close of the session only',
    orders: [market(5, 'cls'), limit(4, 10.5, 'cls')],
    bars: [DAY, [11, 12, 9, 11.5]],
    sessionBars: 2,
    fills: ['bar 2: buy 5 at 11.5'],
  },
];
