import { isCurrencyPair, QuantError } from '#base';
import { nearest } from '#config';
import type { CandleUnit, DukascopyLibrary, InstrumentId } from './dukascopy.ts';

/** EURUSD, EUR/USD, EUR-USD, each with or without Yahoo's =X. */
const PAIR = /^([A-Z]{3})[/-]?([A-Z]{3})(?:=X)?$/;

/** One pair of currencies, or of a metal and a currency, as Dukascopy has it. */
export interface Instrument {
  readonly id: InstrumentId;
  /** Start of its first candle of each length, UTC epoch ms. */
  readonly begins: Readonly<Record<CandleUnit, number>>;
}

/** @throws data/unknown-symbol */
export function findInstrument(library: DukascopyLibrary, symbol: string): Instrument {
  const name = PAIR.exec(symbol)?.slice(1, 3).join('') ?? '';
  if (!isCurrencyPair(name) || !isKnown(library, name)) throw unknownSymbol(library, symbol, name);
  const id = name.toLowerCase() as InstrumentId;
  const { startDayForMinuteCandles, startMonthForHourlyCandles } = library.instrumentMetaData[id];
  return {
    id,
    begins: {
      minute: Date.parse(startDayForMinuteCandles),
      hour: Date.parse(startMonthForHourlyCandles),
    },
  };
}

/** All pairs of currencies and metals, sorted: EURUSD, XAUUSD, … */
export function currencyPairs(library: DukascopyLibrary): string[] {
  const names = Object.keys(library.instrumentMetaData).map((id) => id.toUpperCase());
  return names.filter(isCurrencyPair).sort();
}

function isKnown(library: DukascopyLibrary, name: string): boolean {
  return Object.hasOwn(library.instrumentMetaData, name.toLowerCase());
}

function unknownSymbol(library: DukascopyLibrary, symbol: string, name: string): QuantError {
  const known = currencyPairs(library);
  const inverse = name.slice(3) + name.slice(0, 3);
  const names = [...(known.includes(inverse) ? [inverse] : []), nearest(symbol, known)];
  const near = [...new Set(names)];
  return new QuantError(
    'data/unknown-symbol',
    `Dukascopy has no pair ${symbol} among its ${known.length} of currencies and metals; the nearest are ${near.join(', ')}.`,
    { context: { symbol, nearest: near } },
  );
}
