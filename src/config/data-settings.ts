import { z } from 'zod';
import { INTERVALS } from '#base';
import { name, positive, wholeAtLeast } from './limits.ts';

/** The kinds of hours that a market can keep. */
export const MARKET_KINDS = ['us-stocks', 'forex', 'continuous', 'simulated'] as const;

export type MarketKind = (typeof MARKET_KINDS)[number];

/** Where bars come from, and what makes one bad. */
export const dataSchema = z.strictObject({
  cacheDir: name().default('data-cache').describe('folder of the Parquet cache'),
  csvDir: name()
    .default('data')
    .describe('folder that CsvProvider reads when --data-dir is absent'),
  interval: z.enum(INTERVALS).default('1d').describe('bar length'),
  minRows: wholeAtLeast(1).default(2).describe('fewest bars a symbol needs, bars'),
  maxRetries: wholeAtLeast(0).default(5).describe('attempts after a failed request, count'),
  retryBaseMs: wholeAtLeast(1).default(500).describe('first back-off, ms, doubled each attempt'),
  requestTimeoutMs: wholeAtLeast(1).default(30_000).describe('one request, ms'),
  corporateActions: z
    .enum(['apply', 'ignore'])
    .default('apply')
    .describe('splits and dividends from the actions file: booked and adjusted for, or ignored'),
  badBars: z
    .enum(['refuse', 'quarantine'])
    .default('refuse')
    .describe(
      'bars that cannot be true: stop and name the first, or leave them out and count them',
    ),
  markets: z
    .record(name(), z.enum(MARKET_KINDS))
    .default({})
    .describe('hours of the market of a symbol, where its name does not tell: SYMBOL: kind'),
  simulated: z
    .strictObject({
      optimalSharpe: z
        .number()
        .min(0)
        .max(10)
        .default(1.5)
        .describe(
          'annual Sharpe, net of edgeCostBps, of the best strategy on the planted edge; 0 plants none',
        ),
      edgeAssets: wholeAtLeast(1)
        .default(4)
        .describe('number of assets over which optimalSharpe is reached, count'),
      edgeHalfLifeBars: wholeAtLeast(5)
        .default(21)
        .describe('half-life of the planted momentum’s autocorrelation, bars'),
      edgeCostBps: z
        .number()
        .min(0)
        .default(10)
        .describe('cost a side that the optimum pays, basis points of notional'),
      annualDrift: z
        .number()
        .min(-1)
        .max(1)
        .default(0.05)
        .describe('expected simple return a year, each bar its share, fraction'),
      annualVolatility: positive()
        .max(5)
        .default(0.2)
        .describe('long-run volatility a year, fraction'),
      correlation: z
        .number()
        .min(0)
        .max(0.95)
        .default(0.3)
        .describe('correlation between the shocks of any two assets'),
      jumpsPerYear: z
        .number()
        .min(0)
        .default(3)
        .describe('expected jumps an asset a year, at most one a bar, count'),
      jumpSigma: z
        .number()
        .min(0)
        .max(20)
        .default(4)
        .describe('standard deviation of a jump, in bar volatilities'),
      calendar: z
        .enum(['stocks', 'continuous'])
        .default('stocks')
        .describe('weekday sessions 14:30-21:00 UTC, or every hour of every day'),
    })
    .prefault({}),
});
