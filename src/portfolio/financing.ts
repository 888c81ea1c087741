import type { Series } from '#base';
import type { TradingConfig } from '#config';

export type FinancingRates = TradingConfig['financing'];

export const NO_FINANCING: FinancingRates = {
  borrowRate: 0,
  borrowRates: {},
  debitRate: 0,
  creditRate: 0,
  yearDays: 360,
};

const DAY_MS = 86_400_000;

/** Part of a year as interest counts it: elapsed days / yearDays; 0 unless time has passed. */
export function accruedYears(elapsedMs: number, { yearDays }: FinancingRates): number {
  return elapsedMs > 0 ? elapsedMs / DAY_MS / yearDays : 0;
}

/**
 * Interest on an account's cash, account currency: received if above 0, paid if below.
 *
 * What short sales brought is held as security: it neither earns nor pays for purchases, so the cash
 * that counts is cash − value of shorts.
 */
export function interestOn(
  cash: number,
  shortValue: number,
  years: number,
  { debitRate, creditRate }: FinancingRates,
): number {
  const free = cash - shortValue;
  return free * (free < 0 ? debitRate : creditRate) * years;
}

/**
 * Adds what it cost to borrow what is sold short to the fees of each asset, account currency.
 *
 * @param borrowRate - a year, fraction [assets]
 * @returns the value of all that is short, and what its borrowing cost
 */
export function chargeShorts(
  { quantity, lastPrice }: { readonly quantity: Series; readonly lastPrice: Series },
  borrowRate: readonly number[],
  years: number,
  fees: Float64Array,
): { readonly shortValue: number; readonly borrowFees: number } {
  let shortValue = 0;
  let borrowFees = 0;
  for (let asset = 0; asset < quantity.length; asset++) {
    if (!(quantity[asset] < 0)) continue;
    const value = -quantity[asset] * lastPrice[asset];
    const fee = value * borrowRate[asset] * years;
    fees[asset] += fee;
    shortValue += value;
    borrowFees += fee;
  }
  return { shortValue, borrowFees };
}
