import { currencyPairOf } from '#base';
import type { DataConfig, MarketKind } from '#config';
import { isCoinPair, isCoinUnit } from './coins.ts';
import { MarketHours } from './market-hours.ts';

/** One of a kind: all that they hold is what they have looked up. */
const HOURS = new Map<MarketKind, MarketHours>();

/**
 * The hours of a symbol's market: as `data.markets` says, or else as its name tells.
 *
 * BTC/USDT, BTC-USD, ETHBTC and BTCPERP trade always, EURUSD, EUR/USD, XAUUSD and whatever ends in =X
 * as currencies do, SIM1 by the simulated calendar, and all others like New York's stocks. What trades
 * elsewhere or otherwise, such as futures, needs `data.markets`.
 */
export function marketHoursOf(
  symbol: string,
  config: Pick<DataConfig, 'markets'> & {
    readonly simulated: Pick<DataConfig['simulated'], 'calendar'>;
  },
): MarketHours {
  const kind = Object.hasOwn(config.markets, symbol)
    ? config.markets[symbol]
    : kindByName(symbol, config.simulated.calendar);
  const known = HOURS.get(kind);
  if (known !== undefined) return known;
  const hours = new MarketHours(kind);
  HOURS.set(kind, hours);
  return hours;
}

function kindByName(
  symbol: string,
  simulatedCalendar: DataConfig['simulated']['calendar'],
): MarketKind {
  if (/^SIM[1-9]\d*$/.test(symbol)) {
    return simulatedCalendar === 'stocks' ? 'simulated' : 'continuous';
  }
  if (symbol.endsWith('=X') || currencyPairOf(symbol) !== null) return 'forex';
  // A part before the last may be a panel's name: PANEL/ETHBTC; the last a class of shares: BRK-B.
  const [name, base] = symbol.split(/[/-]/).reverse();
  if (base !== undefined && isCoinUnit(name)) return 'continuous';
  return isCoinPair(name) ? 'continuous' : 'us-stocks';
}
