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

/** Marks of a coin's price that no stock's symbol in the United States ends in. */
const COIN_MARKS = 'USDT USDC BUSD FDUSD TUSD USDD DAI PERP'.split(' ');

/** Other units of coins' prices; of currencies those whose codes are not also stocks, as ALL and COP are. */
const COIN_UNITS = 'BTC ETH BNB USD EUR GBP JPY AUD CAD CHF BRL TRY KRW'.split(' ');

/** 1000PEPEUSDT, BTCPERP; ETHBTC and BTCUSD, which are longer than a stock's symbol. */
const COIN_PAIR = new RegExp(
  `^(?:[A-Z0-9]{2,10}(?:${COIN_MARKS.join('|')})|[A-Z0-9]{3,5}(?:${COIN_UNITS.join('|')}))$`,
);

export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** EURUSD, XAUUSD: two codes of currencies. */
export function isCurrencyPair(name: string): boolean {
  return name.length === 6 && isCurrency(name.slice(0, 3)) && isCurrency(name.slice(3));
}

/** Whether a unit after a separator says that a coin is priced: USD, USDT, BTC, PERP. */
export function isCoinUnit(unit: string): boolean {
  return COIN_MARKS.includes(unit) || COIN_UNITS.includes(unit);
}

/** A pair of coins, or of a coin and a currency, written without a separator. */
export function isCoinPair(name: string): boolean {
  return name.length >= 6 && COIN_PAIR.test(name) && !isCurrencyPair(name);
}
