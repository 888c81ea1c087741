import { currencyPairOf, QuantError } from '#base';
import type { TradingConfig } from '#config';

/** An asset whose price is a rate: that of a currency in the account's, or the other way round. */
export interface RateSource {
  readonly asset: number;
  readonly isInverse: boolean;
}

/** What currencies a run's prices are in, and which of its own assets give their rates. */
export interface Currencies {
  /** All but the account's. */
  readonly foreign: readonly string[];
  /** Index into `foreign` of the currency of each asset's price; −1 where it is the account's [assets]. */
  readonly quote: readonly number[];
  /** Whether what a trade pays stays in its foreign currency, as with forex pairs; else it is exchanged [assets]. */
  readonly keeps: readonly boolean[];
  /** [foreign] */
  readonly sources: readonly RateSource[];
}

export type CurrencySettings = Pick<TradingConfig, 'currency' | 'quoteCurrencies'>;

/**
 * The currencies of a run; null where all prices are in the account's.
 *
 * @throws portfolio/no-rate where no asset gives the rate of one
 */
export function currenciesOf(
  symbols: readonly string[],
  settings: CurrencySettings,
): Currencies | null {
  const { currency } = settings;
  const quotes = symbols.map((symbol) => quoteOf(symbol, settings));
  const foreign = [...new Set(quotes)].filter((quote) => quote !== currency);
  if (foreign.length === 0) return null;
  const pairs = symbols.map((symbol, asset) => {
    const pair = currencyPairOf(symbol);
    return pair?.quote === quotes[asset] ? pair : null;
  });
  const sources = foreign.map((code): RateSource | null => {
    const direct = pairs.findIndex((pair) => pair?.base === code && pair.quote === currency);
    if (direct !== -1) return { asset: direct, isInverse: false };
    const inverse = pairs.findIndex((pair) => pair?.base === currency && pair.quote === code);
    return inverse === -1 ? null : { asset: inverse, isInverse: true };
  });
  const known = sources.filter((source) => source !== null);
  if (known.length < foreign.length) {
    const unknown = foreign.filter((_, at) => sources[at] === null);
    throw noRate(symbols[quotes.indexOf(unknown[0])], unknown, currency);
  }
  return {
    foreign,
    quote: quotes.map((quote) => foreign.indexOf(quote)),
    keeps: pairs.map((pair) => pair !== null && pair.quote !== currency),
    sources: known,
  };
}

/** Account currency for one of a foreign one, from the newest prices; NaN before the first. */
export function rateOf({ asset, isInverse }: RateSource, price: ArrayLike<number>): number {
  return isInverse ? 1 / price[asset] : price[asset];
}

function quoteOf(symbol: string, { currency, quoteCurrencies }: CurrencySettings): string {
  if (Object.hasOwn(quoteCurrencies, symbol)) return quoteCurrencies[symbol];
  return currencyPairOf(symbol)?.quote ?? currency;
}

function noRate(symbol: string, unknown: readonly string[], currency: string): QuantError {
  const pairs = unknown.map((code) => `${code}${currency} or ${currency}${code}`).join(', and ');
  return new QuantError(
    'portfolio/no-rate',
    `${symbol} is priced in ${unknown[0]}, the account is in ${currency}, and no asset gives their rate; add ${pairs} to the assets, or set trading.currency or trading.quoteCurrencies.`,
    { context: { unknown, currency } },
  );
}
