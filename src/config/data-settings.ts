import { z } from 'zod';
import { INTERVALS } from '#base';
import { name, positive, wholeAtLeast } from './limits.ts';

const url = (value: string) => z.url().default(value).describe('host that is asked, a URL');

const perMinute = (value: number) =>
  z.number().min(1).max(60_000).default(value).describe('most requests that are sent, per minute');

/** The kinds of hours that a market can keep. */
export const MARKET_KINDS = ['us-stocks', 'forex', 'continuous', 'simulated'] as const;

export type MarketKind = (typeof MARKET_KINDS)[number];

/** What may be mended in bars that cannot be true, in the order in which it is done. */
export const REPAIRS = ['sort', 'drop-duplicates', 'widen-high-low', 'infer-splits'] as const;

export type Repair = (typeof REPAIRS)[number];

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
  parallelSymbols: wholeAtLeast(1).max(64).default(8).describe('symbols fetched at once, count'),
  settleDays: wholeAtLeast(0)
    .default(3)
    .describe('age from which a fetched bar is final; younger ones are asked for again, days'),
  actionsMaxAgeHours: z
    .number()
    .min(0)
    .default(20)
    .describe('age at which splits and dividends are asked for again, hours'),
  repairs: z
    .array(z.enum(REPAIRS))
    .default([])
    .describe('what may be mended in bars, each mended one logged and counted'),
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
  yahoo: z
    .strictObject({
      baseUrl: url('https://query1.finance.yahoo.com'),
      requestsPerMinute: perMinute(60),
    })
    .prefault({}),
  ccxt: z
    .strictObject({
      exchange: name().default('binance').describe('any exchange that ccxt has, by its id there'),
      baseUrl: z
        .url()
        .nullable()
        .default(null)
        .describe('answers in place of the exchange’s own hosts, for a proxy; null for none'),
    })
    .prefault({}),
  forex: z
    .strictObject({
      baseUrl: url('https://jetta.dukascopy.com'),
      requestsPerMinute: perMinute(120),
    })
    .prefault({}),
  alpaca: z
    .strictObject({
      dataUrl: url('https://data.alpaca.markets'),
      streamUrl: url('wss://stream.data.alpaca.markets'),
      feed: z
        .enum(['iex', 'sip', 'delayed_sip'])
        .default('iex')
        .describe('whose trades the bars are made of; sip needs a subscription'),
      requestsPerMinute: perMinute(200),
    })
    .prefault({}),
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
