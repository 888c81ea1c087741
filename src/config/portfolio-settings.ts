import { z } from 'zod';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';

/** Nobody lends so many times the equity; sums of more lose their meaning to rounding. */
const MOST = 1000;

/** From expected returns and risks of many assets to their weights. */
export const portfolioSchema = z.strictObject({
  method: z
    .enum([
      'mean-variance',
      'min-variance',
      'risk-parity',
      'equal-weight',
      'max-sharpe',
      'hrp',
      'min-cvar',
      'black-litterman',
      'ppo',
    ])
    .default('risk-parity')
    .describe('how weights are chosen'),
  covariance: z
    .enum(['sample', 'exponential', 'ledoit-wolf', 'constant-correlation', 'single-factor'])
    .default('sample')
    .describe('estimator of the covariance of returns; ledoit-wolf where bars are few'),
  halfLifeBars: positive()
    .default(63)
    .describe('age at which the exponential covariance weighs a bar by half, bars'),
  riskAversion: positive()
    .default(5)
    .describe('γ of the utility return − γ/2 · variance, both a year'),
  targetReturn: z
    .number()
    .nullable()
    .default(null)
    .describe('least expected return a year of min-variance and min-cvar, fraction; null is none'),
  cvarLevel: z
    .number()
    .min(0.5)
    .lt(1)
    .default(0.95)
    .describe('confidence of the conditional value at risk, fraction'),
  linkage: z
    .enum(['single', 'average', 'complete', 'ward'])
    .default('single')
    .describe('how hierarchical risk parity measures the distance of clusters'),
  maxWeight: positive().max(MOST).default(1).describe('largest |weight| of one asset, fraction'),
  longShort: z.boolean().default(false).describe('negative weights allowed'),
  netWeight: z
    .number()
    .min(-MOST)
    .max(MOST)
    .default(1)
    .describe('sum of all weights, fraction; the rest is cash'),
  maxGross: positive()
    .max(MOST)
    .default(2)
    .describe('largest sum of |weight| where negative weights are allowed, fraction'),
  maxTurnover: positive()
    .nullable()
    .default(null)
    .describe('largest sum of |change of weight| at one rebalance, fraction; null is none'),
  maxGroupWeight: fraction()
    .nullable()
    .default(null)
    .describe('largest sum of the weights of one of trading.groups, fraction; null is none'),
  rebalance: z
    .enum(['bar', 'day', 'week', 'month', 'quarter'])
    .default('month')
    .describe('weights of a run are chosen anew at its first bar, and whenever a signal turns'),
  lookbackBars: wholeAtLeast(20)
    .default(252)
    .describe('returns that weights of a run are chosen by; half of them at least, bars'),
  signalSharpe: positive()
    .default(0.5)
    .describe('expected return of a full signal over the volatility of its asset, a year'),
  holdingBars: positive()
    .default(21)
    .describe('how long what is bought is expected to be held: what its cost is spread over, bars'),
  noTradeBand: fraction()
    .nullable()
    .default(null)
    .describe(
      'distance of a weight from its target that is not traded; null is what costs make of it',
    ),
  blackLitterman: z
    .strictObject({
      tau: positive().default(0.05).describe('uncertainty of the prior mean over the covariance'),
      riskAversion: positive()
        .nullable()
        .default(null)
        .describe('risk aversion of the market; null is the one implied by its past return'),
      marketWeights: z
        .record(name(), z.number().min(0))
        .default({})
        .describe('size of an asset in the market, by symbol, any unit; none is equal sizes'),
      views: z
        .record(name(), z.number())
        .default({})
        .describe('opinion on the return of an asset a year, by symbol, fraction'),
      viewConfidence: fraction()
        .default(0.5)
        .describe('trust in the views, 1 is certain, a half is as sure as the prior'),
    })
    .prefault({}),
});
