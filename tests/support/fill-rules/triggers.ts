import { DAY, type FillRule, stopLimit, THIN, trailing } from './fill-rule.ts';

export const STOP_LIMIT_RULES: readonly FillRule[] = [
  {
    rule: 'sell met inside the bar: at the stop, which is better than the limit',
    orders: [stopLimit(-5, 9.5, 9.2)],
    bars: [DAY],
    fills: ['bar 1: sell 5 at 9.5'],
  },
  {
    rule: 'gapped through the stop but not the limit: at the open',
    orders: [stopLimit(-5, 10.5, 9.8)],
    bars: [DAY],
    fills: ['bar 1: sell 5 at 10'],
  },
  {
    rule: 'gapped through both: at the limit when the price comes back to it',
    orders: [stopLimit(-5, 11.5, 11.2)],
    bars: [DAY],
    fills: ['bar 1: sell 5 at 11.2'],
  },
  {
    rule: 'gapped through both, no way back: waits as a limit order',
    orders: [stopLimit(-5, 13, 12.5)],
    bars: [DAY, [11, 12.6, 11, 12]],
    fills: ['bar 2: sell 5 at 12.5'],
  },
  {
    rule: 'a limit beyond the stop: the close shows that the price came back',
    orders: [stopLimit(5, 11.5, 11.2)],
    bars: [DAY],
    fills: ['bar 1: buy 5 at 11.2'],
  },
  {
    rule: 'a limit beyond the stop, the close does not show it: waits',
    orders: [stopLimit(5, 11.5, 10.5)],
    bars: [DAY],
    fills: [],
    left: ['buy 5, limit 10.5'],
  },
  {
    rule: 'volume cap: what is left waits as a limit order',
    orders: [stopLimit(-15, 9.5, 9.2)],
    bars: [THIN, [9.8, 10, 9.6, 9.9, 100]],
    settings: { maxVolumeFraction: 0.1 },
    fills: ['bar 1: sell 10 at 9.5', 'bar 2: sell 5 at 9.8'],
  },
  {
    rule: 'slippage takes it no further than its limit',
    orders: [stopLimit(-5, 9.5, 9.49)],
    bars: [DAY],
    settings: { slippageBps: 50 },
    fills: ['bar 1: sell 5 at 9.49; slippage 0.05'],
  },
  {
    rule: 'split 2 for 1: half of both prices',
    orders: [stopLimit(-5, 9.5, 9.2)],
    bars: [[5, 6, 4.5, 5.5, 1e6, 2]],
    fills: ['bar 1: sell 10 at 4.75'],
  },
];

export const TRAILING_RULES: readonly FillRule[] = [
  {
    rule: 'counted from the first open, by an amount',
    orders: [trailing(-5, { trailAmount: 1 })],
    bars: [DAY],
    fills: ['bar 1: sell 5 at 9'],
  },
  {
    rule: 'raised by the high, met in a later bar',
    orders: [trailing(-5, { trailAmount: 2 })],
    bars: [DAY, [11, 11.5, 9.5, 10]],
    fills: ['bar 2: sell 5 at 10'],
  },
  {
    rule: 'by a fraction of the best price',
    orders: [trailing(-5, { trailFraction: 0.25 })],
    bars: [DAY, [11, 11.5, 8.5, 10]],
    fills: ['bar 2: sell 5 at 9'],
  },
  {
    rule: 'gapped through: at the open',
    orders: [trailing(-5, { trailAmount: 2 })],
    bars: [DAY, [9.5, 10, 9, 10]],
    fills: ['bar 2: sell 5 at 9.5'],
  },
  {
    rule: 'the low comes before the high: an older trigger is looked at first',
    orders: [trailing(-5, { trailAmount: 1 }, 9.2)],
    bars: [DAY],
    fills: ['bar 1: sell 5 at 9.2'],
  },
  {
    rule: 'the close lies below the trigger raised by the high: it was met on the way',
    orders: [trailing(-5, { trailAmount: 1.5 }, 8)],
    bars: [[11, 14, 10, 12]],
    fills: ['bar 1: sell 5 at 12.5'],
  },
  {
    rule: 'a buy follows the lowest price, mirrored',
    orders: [trailing(5, { trailAmount: 2 })],
    bars: [
      [10, 11.5, 9, 9.5],
      [9.5, 11.2, 9.2, 11],
    ],
    fills: ['bar 2: buy 5 at 11'],
  },
  {
    rule: 'split 2 for 1: half the distance',
    orders: [trailing(-5, { trailAmount: 2 }, 9)],
    bars: [
      [5, 6, 5, 5.5, 1e6, 2],
      [5.5, 5.6, 4.5, 5],
    ],
    fills: ['bar 2: sell 10 at 5'],
  },
];
