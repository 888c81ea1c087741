import { isCurrency, isCurrencyPair, QuantError } from '#base';
import { isCoinUnit } from '../sessions/coins.ts';
import { checkSymbol } from '../symbol.ts';

/** A class of shares; other letters after a dot are exchanges at Yahoo: VOD.L, RIO.V. */
const SHARE_CLASS = /^([A-Z]{1,5})\.([ABC])$/;

/**
 * The name Yahoo has for a symbol of ours: BRK.B is BRK-B there, EURUSD and EUR/USD are EURUSD=X,
 * BTC/USD is BTC-USD; all others are the same.
 *
 * @throws data/bad-symbol, data/unknown-symbol
 */
export function yahooSymbol(symbol: string): string {
  checkSymbol(symbol);
  const share = SHARE_CLASS.exec(symbol);
  if (share !== null) return `${share[1]}-${share[2]}`;
  if (isCurrencyPair(symbol)) return `${symbol}=X`;
  const [base, unit, ...rest] = symbol.split('/');
  if (unit === undefined) return symbol;
  if (rest.length === 0 && isCurrency(base) && isCurrency(unit)) return `${base}${unit}=X`;
  if (rest.length === 0 && isCoinUnit(unit)) return `${base}-${unit}`;
  throw new QuantError(
    'data/unknown-symbol',
    `Yahoo has no symbol with a slash such as ${symbol}; it writes BTC-USD, EURUSD=X, BRK-B, ^GSPC.`,
    { context: { symbol } },
  );
}
