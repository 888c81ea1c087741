import type * as Dukascopy from 'dukascopy-node';

/** What of dukascopy-node is used: its instruments, its addresses and its decoder; its network is not. */
export type DukascopyLibrary = Pick<
  typeof Dukascopy,
  'URL_ROOT' | 'generateUrls' | 'instrumentMetaData' | 'processData'
>;

/** A name of an instrument in dukascopy-node: `eurusd`. */
export type InstrumentId = keyof DukascopyLibrary['instrumentMetaData'];

/** The candles that Dukascopy has ready: longer bars are made of them here. */
export type CandleUnit = 'minute' | 'hour';

export const UNIT_MS: Readonly<Record<CandleUnit, number>> = {
  minute: 60_000,
  hour: 3_600_000,
};

/** Loaded when bars are asked for: it comes with a list of 1500 instruments and seven packages. */
export function loadDukascopy(): Promise<DukascopyLibrary> {
  return import('dukascopy-node');
}
