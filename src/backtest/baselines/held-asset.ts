import type { BarTable, Series } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import { accountTerms } from '#portfolio';
import { rateColumns } from '../rate-columns.ts';

/** An asset as a baseline buys it. */
export interface HeldAsset {
  readonly adjusted: BarTable;
  /** Account currency for one of that of its prices at each time; null where it is 1 [t]. */
  readonly rate: Series | null;
  /** Whether it is bought with money owed in its own currency, as forex pairs are. */
  readonly keeps: boolean;
  /** Cost of exchanging what is paid for it, fraction. */
  readonly exchangeFee: number;
}

/** @param times - [t], the run's bar stamps */
export function heldAssets(
  market: Market,
  times: Float64Array,
  { trading }: Pick<SystemConfig, 'trading'>,
): readonly HeldAsset[] {
  const symbols = market.assets.map(({ symbol }) => symbol);
  const { currencies, exchangeFee } = accountTerms(trading, symbols);
  const rates = currencies === null ? [] : rateColumns(market, times, currencies);
  return market.assets.map(({ adjusted }, asset) => {
    const keeps = currencies?.keeps[asset] ?? false;
    const rate = rates[currencies?.quote[asset] ?? -1] ?? null;
    return { adjusted, rate, keeps, exchangeFee: rate === null || keeps ? 0 : exchangeFee };
  });
}
