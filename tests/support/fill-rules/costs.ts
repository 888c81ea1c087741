import { closing, DAY, type FillRule, limit, market, type RuleBar, stop } from './fill-rule.ts';

const RANGE: RuleBar = [105, 110, 100, 105, 100];

export const COST_RULES: readonly FillRule[] = [
  {
    rule: 'basis points: slippage on the price, commission on what is paid',
    orders: [market(5)],
    bars: [[100, 120, 90, 110]],
    settings: { commissionBps: 10, slippageBps: 20 },
    fills: ['bar 1: buy 5 at 100.2; fee 0.501; slippage 1'],
  },
  {
    rule: 'a limit order pays no slippage',
    orders: [limit(-5, 110)],
    bars: [[100, 120, 90, 110]],
    settings: { commissionBps: 10, slippageBps: 20 },
    fills: ['bar 1: sell 5 at 110; fee 0.55'],
  },
  {
    rule: 'per share: rate × units',
    orders: [market(1000)],
    bars: [DAY],
    settings: { costs: { commission: 'per-share' } },
    fills: ['bar 1: buy 1000 at 10; fee 5'],
  },
  {
    rule: 'per share: at least 1',
    orders: [market(100)],
    bars: [DAY],
    settings: { costs: { commission: 'per-share' } },
    fills: ['bar 1: buy 100 at 10; fee 1'],
  },
  {
    rule: 'per share: at most 1 % of the value',
    orders: [market(5)],
    bars: [DAY],
    settings: { costs: { commission: 'per-share' } },
    fills: ['bar 1: buy 5 at 10; fee 0.5'],
  },
  {
    rule: 'tiered: 100 at 0.01 and 50 at 0.005, then all at 0.005 that month',
    orders: [market(150), limit(-50, 11)],
    bars: [DAY],
    settings: {
      costs: { commission: 'tiered', tiered: { rates: { 0: 0.01, 100: 0.005 }, minimum: 0 } },
    },
    fills: ['bar 1: buy 150 at 10; fee 1.25', 'bar 1: sell 50 at 11; fee 0.25'],
  },
  {
    rule: 'tiered: at least 0.35',
    orders: [market(10)],
    bars: [[50, 60, 40, 50]],
    settings: { costs: { commission: 'tiered' } },
    fills: ['bar 1: buy 10 at 50; fee 0.35'],
  },
  {
    rule: 'cash: the least fee is paid from it too',
    orders: [market(100)],
    bars: [DAY],
    cash: 500.5,
    settings: { lotSize: 1, costs: { commission: 'per-share' } },
    fills: ['bar 1: buy 49 at 10; fee 1'],
  },
  {
    rule: 'half the spread, in basis points',
    orders: [market(5)],
    bars: [[100, 120, 90, 110]],
    settings: { costs: { spread: { halfBps: 10 } } },
    fills: ['bar 1: buy 5 at 100.1; spread 0.5'],
  },
  {
    rule: 'half the spread, from highs and lows: two equal bars show nothing but their spread',
    orders: [{ ...market(5), notBefore: 2 }],
    bars: [
      [101, 102, 100, 101],
      [101, 102, 100, 101],
    ],
    settings: { costs: { spread: { method: 'high-low' } } },
    fills: ['bar 2: buy 5 at 102; spread 5'],
  },
  {
    rule: 'the same across a split 2 for 1',
    orders: [{ ...market(5), notBefore: 2 }],
    bars: [
      [101, 102, 100, 101],
      [50.5, 51, 50, 50.5, 1e6, 2],
    ],
    settings: { costs: { spread: { method: 'high-low' } } },
    fills: ['bar 2: buy 10 at 51; spread 5'],
  },
  {
    rule: 'slippage of 0.1 σ; σ = ln(110 / 100) / (2 √ln 2) = 0.05724 of this bar',
    orders: [market(10)],
    bars: [RANGE],
    settings: { costs: { slippageSigma: 0.1 } },
    fills: ['bar 1: buy 10 at 105.601; slippage 6.01016'],
  },
  {
    rule: 'impact of 1 · σ · √(25 / 100)',
    orders: [market(25)],
    bars: [RANGE],
    settings: { costs: { impact: 1 } },
    fills: ['bar 1: buy 25 at 108.005; impact 75.127'],
  },
  {
    rule: 'all of them, told apart',
    orders: [market(-25)],
    bars: [RANGE],
    settings: { slippageBps: 10, costs: { impact: 1, spread: { halfBps: 20 } } },
    fills: ['bar 1: sell 25 at 101.68; spread 5.25; slippage 2.625; impact 75.127'],
  },
];

export const END_RULES: readonly FillRule[] = [
  {
    rule: 'closed so many bars after its last one, at its last close less the haircut',
    orders: [],
    bars: [DAY, null, null],
    held: 5,
    settings: { delisting: { closeAfterBars: 2, haircut: 0.25 } },
    fills: ['bar 3: sell 5 at 8.25; slippage 13.75'],
  },
  {
    rule: 'a short pays as much more; its orders are dropped',
    orders: [closing(stop(5, 13))],
    bars: [DAY, null],
    held: -5,
    settings: { delisting: { closeAfterBars: 1, haircut: 0.25 } },
    fills: ['bar 2: buy 5 at 13.75; slippage 13.75'],
  },
  {
    rule: 'what waits to open a position ends then, too',
    orders: [limit(5, 8)],
    bars: [DAY, null],
    settings: { delisting: { closeAfterBars: 1 } },
    fills: [],
  },
  {
    rule: 'unless asked for, it stays held at its last price, with a warning',
    orders: [],
    bars: [DAY, null, null],
    held: 5,
    fills: [],
  },
];
