import { isCurrencyPair } from '#base';

/** Marks of a coin's price that no stock's symbol in the United States ends in. */
const COIN_MARKS = 'USDT USDC BUSD FDUSD TUSD USDD DAI PERP'.split(' ');

/** Other units of coins' prices; of currencies those whose codes are not also stocks, as ALL and COP are. */
const COIN_UNITS = 'BTC ETH BNB USD EUR GBP JPY AUD CAD CHF BRL TRY KRW'.split(' ');

/** 1000PEPEUSDT, BTCPERP; ETHBTC and BTCUSD, which are longer than a stock's symbol. */
const COIN_PAIR = new RegExp(
  `^(?:[A-Z0-9]{2,10}(?:${COIN_MARKS.join('|')})|[A-Z0-9]{3,5}(?:${COIN_UNITS.join('|')}))$`,
);

/** Whether a unit after a separator says that a coin is priced: USD, USDT, BTC, PERP. */
export function isCoinUnit(unit: string): boolean {
  return COIN_MARKS.includes(unit) || COIN_UNITS.includes(unit);
}

/** A pair of coins, or of a coin and a currency, written without a separator. */
export function isCoinPair(name: string): boolean {
  return name.length >= 6 && COIN_PAIR.test(name) && !isCurrencyPair(name);
}
