import { z } from 'zod';
import { accountSettings } from './account-settings.ts';
import { costSchema, delistingSchema } from './cost-settings.ts';
import { heldShareSettings } from './held-share-settings.ts';
import { ensembleSchema } from './ensemble-settings.ts';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';
import { riskSchema } from './risk-settings.ts';

/** From forecasts to fills, within limits. */
export const tradingSchema = z.strictObject({
  fillRule: z
    .enum(['next-open', 'next-close', 'same-close'])
    .default('next-open')
    .describe('price at which an order decided at a close fills'),
  commissionBps: z.number().min(0).default(5).describe('fee a side, basis points of notional'),
  slippageBps: z
    .number()
    .min(0)
    .default(5)
    .describe('price paid beyond the fill price, basis points'),
  maxVolumeFraction: fraction()
    .nullable()
    .default(0.1)
    .describe('largest share of one bar’s volume a fill may take, fraction; null is no cap'),
  costs: costSchema.prefault({}),
  limitThroughTicks: wholeAtLeast(0)
    .default(0)
    .describe('ticks a price must go beyond a limit order’s before it fills; 0 is a touch'),
  delisting: delistingSchema.prefault({}),
  dataDelayMinutes: z
    .number()
    .min(0)
    .default(0)
    .describe('time after a bar’s close until decisions see it, whole bars at least'),
  cashCheck: z
    .boolean()
    .default(true)
    .describe('a buy is cut to the cash at hand, so that cash never goes negative'),
  sizing: z
    .strictObject({
      method: z
        .enum([
          'volatility-target',
          'fixed-fraction',
          'fixed-quantity',
          'atr',
          'kelly',
          'portfolio',
        ])
        .default('volatility-target')
        .describe('how a signal becomes a quantity; portfolio sizes all assets together'),
      targetVolatility: positive()
        .default(0.1)
        .describe('annual volatility of the whole account aimed at, fraction'),
      fraction: fraction()
        .nullable()
        .default(null)
        .describe('share of equity for one full signal, fraction; null is 1 / number of assets'),
      quantity: positive().default(100).describe('units for one full signal, units'),
      atr: z
        .strictObject({
          riskFraction: fraction()
            .default(0.01)
            .describe('share of equity lost when the price goes `multiple` ranges against it'),
          multiple: positive().default(2).describe('average true ranges that cost that share'),
          bars: wholeAtLeast(2).default(14).describe('average of the true range, bars'),
        })
        .prefault({}),
      kelly: z
        .strictObject({
          fraction: fraction().default(0.25).describe('part of the full Kelly share taken'),
          confidence: z
            .number()
            .min(0)
            .lt(1)
            .default(0.9)
            .describe('level of the interval of the mean that must lie above 0, fraction'),
          halfLifeBars: positive()
            .default(500)
            .describe('age at which what signals earned counts half, bars with a position'),
          leastBars: wholeAtLeast(2)
            .default(60)
            .describe('shorter records of what signals earned size nothing, effective bars'),
          maxFraction: positive()
            .nullable()
            .default(null)
            .describe('largest share of equity, fraction; null is 1 / number of assets'),
        })
        .prefault({}),
    })
    .prefault({}),
  lotSize: z
    .number()
    .min(0)
    .default(0)
    .describe('quantities are whole multiples of this; 0 is any, units'),
  tickSize: z
    .number()
    .min(0)
    .default(0)
    .describe('stops and targets are whole multiples of this; 0 is any, currency of the price'),
  allowShort: z.boolean().default(true).describe('negative positions allowed'),
  ...accountSettings,
  groups: z
    .record(name(), name())
    .default({})
    .describe('group of an asset, such as its sector, by symbol; those not named share one')
    .meta({ synonyms: ['sectors'] }),
  risk: riskSchema.prefault({}),
  ml: z
    .strictObject({
      model: name().default('ridge').describe('whose forecast is traded'),
      threshold: z
        .number()
        .min(0)
        .default(0.25)
        .describe('forecast below this multiple of its typical size is no signal'),
      fullAt: positive()
        .default(2)
        .describe('forecast at this multiple of its typical size is a full position'),
      ...heldShareSettings,
    })
    .prefault({}),
  smaCross: z
    .strictObject({
      fastBars: wholeAtLeast(1).default(10).describe('short average, bars'),
      slowBars: wholeAtLeast(2).default(30).describe('long average, bars'),
      allowShort: z.boolean().default(false).describe('short below the cross instead of flat'),
    })
    .prefault({}),
  tsmom: z
    .strictObject({
      lookbackBars: wholeAtLeast(1).default(252).describe('return whose sign is followed, bars'),
      rebalanceBars: wholeAtLeast(1).default(21).describe('bars between decisions, bars'),
    })
    .prefault({}),
  macd: z
    .strictObject({
      fastBars: wholeAtLeast(1).default(12).describe('short exponential average, bars'),
      slowBars: wholeAtLeast(2).default(26).describe('long exponential average, bars'),
      signalBars: wholeAtLeast(1).default(9).describe('average of their difference, bars'),
      allowShort: z
        .boolean()
        .default(false)
        .describe('short below the signal line instead of flat'),
    })
    .prefault({}),
  pairs: z
    .strictObject({
      lookbackBars: wholeAtLeast(3)
        .default(60)
        .describe('bars before the current one that hedge ratio and z-score are of, bars'),
      entryZ: positive().default(2).describe('|z| of the spread above which it is traded'),
      exitZ: z.number().min(0).default(0.5).describe('|z| below which the trade is closed'),
      stopZ: positive().default(4).describe('|z| above which it is given up'),
    })
    .prefault({}),
  ensemble: ensembleSchema.prefault({}),
});
