import { bracket, closing, DAY, type FillRule, limit, market, stop, THIN } from './fill-rule.ts';

export const CLOSING_RULES: readonly FillRule[] = [
  {
    rule: 'stop and target in one bar: the stop',
    orders: [closing(limit(-5, 11.5)), closing(stop(-5, 9.5))],
    bars: [DAY],
    held: 5,
    fills: ['bar 1: sell 5 at 9.5'],
  },
  {
    rule: 'the target fills: the stop is dropped',
    orders: [closing(stop(-5, 8)), closing(limit(-5, 11.5))],
    bars: [DAY],
    held: 5,
    fills: ['bar 1: sell 5 at 11.5'],
  },
  {
    rule: 'part of the target fills: the stop shrinks',
    orders: [closing(stop(-15, 8)), closing(limit(-15, 11.5))],
    bars: [THIN],
    held: 15,
    settings: { maxVolumeFraction: 0.1 },
    fills: ['bar 1: sell 10 at 11.5'],
    left: ['sell 5 to close, stop 8', 'sell 5 to close, limit 11.5'],
  },
  {
    rule: 'closes at most what is held',
    orders: [closing(stop(-15, 9.5))],
    bars: [DAY],
    held: 5,
    fills: ['bar 1: sell 5 at 9.5'],
  },
  {
    rule: 'the position is closed by another order: they are dropped',
    orders: [closing(stop(-5, 9.5)), closing(limit(-5, 11.5)), market(-5)],
    bars: [DAY],
    held: 5,
    fills: ['bar 1: sell 5 at 10'],
  },
];

export const BRACKET_RULES: readonly FillRule[] = [
  {
    rule: 'its exits live from the entry on: the whole bar after an entry at the open',
    orders: [bracket(market(5), 9, 11.5)],
    bars: [[10, 12, 9.5, 11]],
    fills: ['bar 1: buy 5 at 10', 'bar 1: sell 5 at 11.5'],
  },
  {
    rule: 'both exits in reach: the stop',
    orders: [bracket(market(5), 9, 11.5)],
    bars: [DAY],
    fills: ['bar 1: buy 5 at 10', 'bar 1: sell 5 at 9'],
  },
  {
    rule: 'entry by a limit inside the bar: the high may have come before it, the target waits',
    orders: [bracket(limit(5, 9.5), 8, 11.5)],
    bars: [DAY],
    fills: ['bar 1: buy 5 at 9.5'],
    left: ['sell 5 to close, stop 8', 'sell 5 to close, limit 11.5'],
  },
  {
    rule: 'unless the close lies beyond it',
    orders: [bracket(limit(5, 9.5), 8, 10.5)],
    bars: [DAY],
    fills: ['bar 1: buy 5 at 9.5', 'bar 1: sell 5 at 10.5'],
  },
  {
    rule: 'entry by a limit, the stop below it in reach: it is met on the way down',
    orders: [bracket(limit(5, 9.5), 9.2, 11.5)],
    bars: [DAY],
    fills: ['bar 1: buy 5 at 9.5', 'bar 1: sell 5 at 9.2'],
  },
  {
    rule: 'entry by a stop: the target above it is met on the way up',
    orders: [bracket(stop(5, 11), 8.5, 11.8)],
    bars: [DAY],
    fills: ['bar 1: buy 5 at 11', 'bar 1: sell 5 at 11.8'],
  },
  {
    rule: 'entry by a stop: the low may have come after it, the stop is met',
    orders: [bracket(stop(5, 11), 9.5, 11.8)],
    bars: [DAY],
    fills: ['bar 1: buy 5 at 11', 'bar 1: sell 5 at 9.5'],
  },
  {
    rule: 'a short, mirrored',
    orders: [bracket(limit(-5, 11.5), 12.5, 9.5)],
    bars: [DAY],
    fills: ['bar 1: sell 5 at 11.5'],
    left: ['buy 5 to close, stop 12.5', 'buy 5 to close, limit 9.5'],
  },
  {
    rule: 'part of the entry fills: exits for that part, more as more fills',
    orders: [bracket(limit(15, 10.5), 8, 13)],
    bars: [THIN, [10, 11, 9.5, 10, 100]],
    settings: { maxVolumeFraction: 0.1 },
    fills: ['bar 1: buy 10 at 10', 'bar 2: buy 5 at 10'],
    left: ['sell 15 to close, stop 8', 'sell 15 to close, limit 13'],
  },
  {
    rule: 'an exit fills: what is left of the entry is dropped',
    orders: [bracket(limit(15, 10.5), 8, 13)],
    bars: [THIN, [10, 13.5, 10, 13, 100]],
    settings: { maxVolumeFraction: 0.1 },
    fills: ['bar 1: buy 10 at 10', 'bar 2: sell 10 at 13'],
  },
  {
    rule: 'entry at a close: nothing of that bar is left for the exits',
    orders: [bracket(market(5), 9, 11.5)],
    bars: [DAY],
    settings: { fillRule: 'next-close' },
    fills: ['bar 1: buy 5 at 11'],
    left: ['sell 5 to close, stop 9', 'sell 5 to close, limit 11.5'],
  },
];
