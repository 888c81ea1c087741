import { z } from 'zod';
import { name, positive } from './limits.ts';

const rate = () => z.number().min(0);
const currency = () =>
  name().refine((code) => /^[A-Z]{3,5}$/.test(code), 'it must be a code such as USD or USDT');
const marginFraction = () => positive().max(1).nullable().default(null);

/** Which money an account holds, what it costs to hold it, and how much of it positions need. */
export const accountSettings = {
  currency: currency().default('USD').describe('currency of the account, in which all is valued'),
  quoteCurrencies: z
    .record(name(), currency())
    .default({})
    .describe(
      'currency of an asset’s prices by symbol; of those not named a forex pair’s is its second, others’ the account’s',
    ),
  exchangeFeeBps: rate()
    .default(0)
    .describe('cost of exchanging what a trade or dividend pays, basis points of it'),
  financing: z
    .strictObject({
      borrowRate: rate().default(0).describe('fee on the value of shorts, a year, fraction'),
      borrowRates: z
        .record(name(), rate())
        .default({})
        .describe('the same by symbol, for assets whose fee differs, a year, fraction'),
      debitRate: rate()
        .default(0)
        .describe('interest paid on cash below the value of shorts, a year, fraction'),
      creditRate: rate()
        .default(0)
        .describe('interest received on cash above the value of shorts, a year, fraction'),
      yearDays: positive().default(360).describe('days of the year that those rates are for, days'),
    })
    .prefault({}),
  margin: z
    .strictObject({
      initialFraction: marginFraction().describe(
        'equity that new positions need, over gross exposure, fraction; null is none',
      ),
      maintenanceFraction: marginFraction().describe(
        'equity over gross exposure below which positions are cut back to the initial fraction; null is never',
      ),
    })
    .prefault({}),
};
