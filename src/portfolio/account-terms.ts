import type { TradingConfig } from '#config';
import { type Currencies, currenciesOf } from './currencies.ts';
import { type FinancingRates, NO_FINANCING } from './financing.ts';

/** What an account is held in, and what holding positions in it costs. */
export interface AccountTerms {
  readonly financing: FinancingRates;
  /** Fee on the value of a short of each asset, a year, fraction [assets]. */
  readonly borrowRate: readonly number[];
  /** Null where all prices are in the account's currency. */
  readonly currencies: Currencies | null;
  /** Cost of an exchange, fraction of it. */
  readonly exchangeFee: number;
}

/** One currency and no financing. */
export const DOMESTIC: AccountTerms = {
  financing: NO_FINANCING,
  borrowRate: [],
  currencies: null,
  exchangeFee: 0,
};

const PER_BPS = 1e-4;

/** @throws portfolio/no-rate */
export function accountTerms(
  trading: Pick<TradingConfig, 'financing' | 'exchangeFeeBps' | 'currency' | 'quoteCurrencies'>,
  symbols: readonly string[],
): AccountTerms {
  const { financing } = trading;
  const { borrowRate, borrowRates } = financing;
  return {
    financing,
    borrowRate: symbols.map((symbol) =>
      Object.hasOwn(borrowRates, symbol) ? borrowRates[symbol] : borrowRate,
    ),
    currencies: currenciesOf(symbols, trading),
    exchangeFee: trading.exchangeFeeBps * PER_BPS,
  };
}
