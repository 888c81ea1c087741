import { z } from 'zod';
import { fraction, name, positive, wholeAtLeast } from './limits.ts';

const atLeastZero = () => z.number().min(0);

/** What trading costs beyond `commissionBps` and `slippageBps`. */
export const costSchema = z.strictObject({
  commission: z
    .enum(['per-value', 'per-share', 'tiered'])
    .default('per-value')
    .describe('how a fee is worked out; per-value is commissionBps'),
  perShare: z
    .strictObject({
      rate: atLeastZero().default(0.005).describe('fee a unit, account currency'),
      minimum: atLeastZero().default(1).describe('least fee of a fill, account currency'),
      maxFraction: fraction()
        .default(0.01)
        .describe('largest fee over the value of the fill, fraction; wins over the minimum'),
    })
    .prefault({}),
  tiered: z
    .strictObject({
      unit: z
        .enum(['shares', 'value'])
        .default('shares')
        .describe('what the volume of the month is counted in, and the rates are for one of'),
      rates: z
        .record(name(), atLeastZero())
        .default({
          '0': 0.0035,
          '300000': 0.002,
          '3000000': 0.0015,
          '20000000': 0.001,
          '100000000': 0.0005,
        })
        .describe('fee for one share or one of value, by the volume of the month it holds from'),
      minimum: atLeastZero().default(0.35).describe('least fee of a fill, account currency'),
      maxFraction: fraction()
        .default(0.01)
        .describe('largest fee over the value of the fill, fraction; wins over the minimum'),
    })
    .prefault({}),
  spread: z
    .strictObject({
      method: z
        .enum(['bps', 'high-low'])
        .default('bps')
        .describe('half the spread is halfBps, or estimated from highs and lows'),
      halfBps: atLeastZero().default(0).describe('half the bid-ask spread, basis points'),
    })
    .prefault({}),
  slippageSigma: atLeastZero()
    .default(0)
    .describe('slippage beyond slippageBps, volatilities of one bar'),
  impact: atLeastZero()
    .default(0)
    .describe('Y of the square-root impact Y·σ·√(quantity / volume of a bar); 0 is none'),
  halfLifeBars: positive()
    .default(20)
    .describe('age at which what these costs know of volatility, volume and spread counts half'),
});

/** What happens to the shares of an asset whose bars have ended. */
export const delistingSchema = z.strictObject({
  closeAfterBars: wholeAtLeast(1)
    .nullable()
    .default(null)
    .describe('bars of the run after its last until it is closed; null keeps it at its last price'),
  haircut: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('part of the last close that is lost then, fraction; shorts pay as much more'),
});
