import { z } from 'zod';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text }).format(0);
    return true;
  } catch {
    return false;
  }
}

const noLimit = () => positive().nullable().default(null);

/** What orders and the account must stay within. */
export const riskSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('the risk gate; off lets every order through'),
  maxPositionFraction: z
    .number()
    .positive()
    .default(1)
    .describe('largest |position value| over equity for one asset, fraction'),
  maxGrossFraction: positive().default(1).describe('largest sum of |position value| over equity'),
  maxNetFraction: noLimit().describe('largest |sum of position values| over equity; null is none'),
  maxGroupFraction: noLimit()
    .describe('largest sum of |position value| of one of trading.groups over equity; null is none')
    .meta({ synonyms: ['maxSectorFraction'] }),
  maxCorrelatedFraction: noLimit().describe(
    'largest √(xᵀρx) over equity of position values x and correlations ρ; null is none',
  ),
  maxLeverage: noLimit().describe(
    'sum of |position value| over equity at a close that stops new risk until it is back; null is none',
  ),
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
  maxValueAtRisk: noLimit().describe(
    'largest value at risk of one bar of the positions, fraction of equity; null is none',
  ),
  maxConditionalValueAtRisk: noLimit().describe(
    'largest mean loss beyond it, fraction of equity; null is none',
  ),
  tailMethod: z
    .enum(['historical', 'normal', 'cornish-fisher'])
    .default('historical')
    .describe('how both are worked out from past returns'),
  tailConfidence: z
    .number()
    .min(0.5)
    .lt(1)
    .default(0.95)
    .describe('share of bars that lose less than the value at risk, fraction'),
  historyBars: wholeAtLeast(20)
    .default(250)
    .describe('past returns that tail risk and correlations are measured on, bars'),
  smallestFraction: fraction()
    .default(0.01)
    .describe('position opened while history is too short for that, |value| over equity, fraction'),
  maxPriceMove: noLimit().describe(
    'move of an asset’s newest close beyond which nothing is added at it, fraction; null is none',
  ),
  maxPriceAgeMinutes: noLimit().describe(
    'age of the prices of an order’s asset and of what is held; null is none',
  ),
  maxOpenOrders: wholeAtLeast(1)
    .nullable()
    .default(null)
    .describe('waiting orders beyond which none that adds risk is sent, count; null is none'),
  maxOrders: wholeAtLeast(1)
    .nullable()
    .default(null)
    .describe('orders in orderWindowMinutes beyond which none that adds risk is sent, count'),
  orderWindowMinutes: positive().default(60).describe('time in which maxOrders are counted'),
  stopLossSigma: noLimit().describe(
    'protective stop this many bar volatilities from entry; null is none',
  ),
  takeProfitSigma: noLimit().describe(
    'profit target this many bar volatilities from entry; null is none',
  ),
  trailingStopSigma: noLimit().describe(
    'stop this many bar volatilities from the best close since entry; null is none',
  ),
  timeStopBars: wholeAtLeast(1)
    .nullable()
    .default(null)
    .describe('bars after which a position is closed, bars; null is never'),
});
