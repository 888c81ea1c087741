import {
  bracket,
  closing,
  DAY,
  type FillRule,
  limit,
  market,
  stop,
  THIN,
  trailing,
} from './fill-rule.ts';

export const FINER_RULES: readonly FillRule[] = [
  {
    rule: 'the target comes first: it fills',
    orders: [closing(stop(-5, 9.5)), closing(limit(-5, 11.5))],
    bars: [DAY],
    finer: [
      [10, 12, 10, 11.5],
      [11.5, 11.5, 9, 11],
    ],
    held: 5,
    fills: ['bar 1: sell 5 at 11.5'],
  },
  {
    rule: 'stop and target in one finer bar: the stop',
    orders: [closing(stop(-5, 9.5)), closing(limit(-5, 11.5))],
    bars: [DAY],
    finer: [
      [10, 11, 10, 11],
      [11, 12, 9, 11],
    ],
    held: 5,
    fills: ['bar 1: sell 5 at 9.5'],
  },
  {
    rule: 'entry by a limit, then the high: the target fills',
    orders: [bracket(limit(5, 9.5), 8, 11.5)],
    bars: [DAY],
    finer: [
      [10, 10.5, 9, 9.8],
      [9.8, 12, 9.8, 11],
    ],
    fills: ['bar 1: buy 5 at 9.5', 'bar 1: sell 5 at 11.5'],
  },
  {
    rule: 'the same after an ioc order at the open',
    orders: [bracket(limit(5, 10, 'ioc'), 9.5, 11.5)],
    bars: [DAY],
    finer: [
      [10, 12, 10, 11.5],
      [11.5, 11.5, 9, 11],
    ],
    fills: ['bar 1: buy 5 at 10', 'bar 1: sell 5 at 11.5'],
  },
  {
    rule: 'a gap between finer bars is one: the stop fills at the open behind it',
    orders: [closing(stop(-5, 9.5))],
    bars: [DAY],
    finer: [
      [10, 12, 10, 11.5],
      [9.2, 11.5, 9, 11],
    ],
    held: 5,
    fills: ['bar 1: sell 5 at 9.2'],
  },
  {
    rule: 'a trailing stop follows each of them',
    orders: [trailing(-5, { trailAmount: 1 }, 8)],
    bars: [[10, 12, 9.5, 11.5]],
    finer: [
      [10, 10, 9.5, 10],
      [10, 12, 10, 11.8],
      [11.8, 11.8, 10.8, 11.5],
    ],
    fills: ['bar 1: sell 5 at 11'],
  },
  {
    rule: 'what waits for the close comes after all of them',
    orders: [market(10, 'cls'), limit(10, 9.5)],
    bars: [THIN],
    finer: [
      [10, 12, 10, 11.5],
      [11.5, 11.5, 9, 11],
    ],
    settings: { maxVolumeFraction: 0.1 },
    fills: ['bar 1: buy 10 at 9.5'],
  },
  {
    rule: 'they do not reach as far as the bar: as if there were none',
    orders: [closing(stop(-5, 9.5)), closing(limit(-5, 11.5))],
    bars: [DAY],
    finer: [
      [10, 12, 10, 11.5],
      [11.5, 11.5, 9.4, 11],
    ],
    held: 5,
    fills: ['bar 1: sell 5 at 9.5'],
  },
];
