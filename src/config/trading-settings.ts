import { z } from 'zod';
import { ensembleSchema } from './ensemble-settings.ts';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text }).format(0);
    return true;
  } catch {
    return false;
  }
}

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
  cashCheck: z
    .boolean()
    .default(true)
    .describe('a buy is cut to the cash at hand, so that cash never goes negative'),
  sizing: z
    .strictObject({
      method: z
        .enum(['volatility-target', 'fixed-fraction', 'fixed-quantity'])
        .default('volatility-target')
        .describe('how a signal becomes a quantity'),
      targetVolatility: positive()
        .default(0.1)
        .describe('annual volatility of the whole account aimed at, fraction'),
      fraction: fraction()
        .nullable()
        .default(null)
        .describe('share of equity for one full signal, fraction; null is 1 / number of assets'),
      quantity: positive().default(100).describe('units for one full signal, units'),
    })
    .prefault({}),
  lotSize: z
    .number()
    .min(0)
    .default(0)
    .describe('quantities are whole multiples of this; 0 is any, units'),
  allowShort: z.boolean().default(true).describe('negative positions allowed'),
  risk: z
    .strictObject({
      enabled: z.boolean().default(true).describe('the risk gate; off lets every order through'),
      maxPositionFraction: z
        .number()
        .positive()
        .default(1)
        .describe('largest |position value| over equity for one asset, fraction'),
      maxGrossFraction: positive()
        .default(1)
        .describe('largest sum of |position value| over equity'),
      maxDrawdown: fraction()
        .default(0.25)
        .describe('fall from peak equity that stops new risk, fraction'),
      dailyLossLimit: fraction()
        .default(0.05)
        .describe('loss since the day began that does so, fraction'),
      timeZone: name()
        .refine(isTimeZone, 'it must be a time zone such as UTC or America/New_York')
        .default('UTC')
        .describe('time zone in which the trading day begins'),
      stopLossSigma: positive()
        .nullable()
        .default(null)
        .describe('protective stop this many bar volatilities from entry; null is none'),
      takeProfitSigma: positive()
        .nullable()
        .default(null)
        .describe('profit target this many bar volatilities from entry; null is none'),
    })
    .prefault({}),
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
      band: fraction()
        .default(0.3)
        .describe('distance from the wanted share of a full position that is not traded, fraction'),
      cooldownBars: wholeAtLeast(0)
        .default(0)
        .describe('bars after a change of direction without another'),
      confirmationBars: wholeAtLeast(1)
        .default(1)
        .describe('bars a direction must hold before it is acted on'),
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
