/** ISO 4217 codes of currencies in circulation, and of the four metals that trade as such. */
const CURRENCIES = new Set(
  [
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN',
    'BZD CAD CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL',
    'GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF',
    'KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR',
    'MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG',
    'SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU',
    'UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG XAU XAG XPT XPD',
  ].flatMap((line) => line.split(' ')),
);

/** A price of one currency in another: EURUSD at 1.1 says that a EUR costs 1.1 USD. */
export interface CurrencyPair {
  readonly base: string;
  readonly quote: string;
}

export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** EURUSD, XAUUSD: two codes of currencies. */
export function isCurrencyPair(name: string): boolean {
  return name.length === 6 && isCurrency(name.slice(0, 3)) && isCurrency(name.slice(3));
}

/**
 * The pair that a symbol names; null where it names none.
 *
 * EURUSD, EUR/USD, EUR-USD, EURUSD=X, a panel's PANEL/EURUSD, and JPY=X, Yahoo's for USDJPY.
 */
export function currencyPairOf(symbol: string): CurrencyPair | null {
  const [last, before] = symbol.replace(/=X$/, '').split(/[/-]/).reverse();
  if (isCurrencyPair(last)) return { base: last.slice(0, 3), quote: last.slice(3) };
  if (!isCurrency(last)) return null;
  if (before !== undefined) return isCurrency(before) ? { base: before, quote: last } : null;
  return symbol === `${last}=X` ? { base: 'USD', quote: last } : null;
}
