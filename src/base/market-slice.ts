/**
 * What is known of every asset at one bar's close; columns are indexed by asset.
 *
 * One slice object is refilled bar after bar: copy what you keep. Prices are raw as traded, the
 * actions column says what happened to the share before this bar's open, and
 * `close[asset] * factor[asset]` is comparable over time without knowing the future.
 */
export interface MarketSlice {
  /** Start stamp of the bar, UTC epoch ms. */
  time: number;
  /** Counts slices of the run from 0. */
  barIndex: number;
  /** 1 where the asset has a bar at this time; its other columns then hold that bar, else the last one. */
  readonly present: Uint8Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Cumulative adjustment from the start of the data: splits and reinvested dividends so far. */
  readonly factor: Float64Array;
  /** New shares for one old, effective before this bar's open; 1 when nothing happens. */
  readonly splitRatio: Float64Array;
  /** Cash a (new) share for holders over the night before this bar; 0 when nothing happens. */
  readonly dividend: Float64Array;
  /**
   * When the last of the bars seen so far closed, UTC epoch ms: nothing decided on this slice can have
   * been decided earlier. NaN where every asset's next bar opens after that anyway.
   */
  knownAt: number;
  /** When the asset's bar opened, UTC epoch ms; NaN where `knownAt` is. */
  readonly opensAt: Float64Array;
}

/** A slice for `assets` assets in which nothing has traded yet: prices NaN, factor 1. */
export function emptySlice(assets: number): MarketSlice {
  const prices = () => new Float64Array(assets).fill(Number.NaN);
  return {
    time: Number.NaN,
    barIndex: -1,
    present: new Uint8Array(assets),
    open: prices(),
    high: prices(),
    low: prices(),
    close: prices(),
    volume: new Float64Array(assets),
    factor: new Float64Array(assets).fill(1),
    splitRatio: new Float64Array(assets).fill(1),
    dividend: new Float64Array(assets),
    knownAt: Number.NaN,
    opensAt: prices(),
  };
}
