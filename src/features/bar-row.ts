import {
  BAR_COLUMNS,
  type Bar,
  EwVolatility,
  type EwVolatilityState,
  QuantError,
  type Stateful,
} from '#base';
import { NO_PEERS, type PeerRow } from './cross-section/peer-row.ts';

/**
 * One bar as kernels read it: adjusted prices, and what every kernel would otherwise compute again.
 *
 * Rows are refilled later: kernels copy the numbers they keep.
 */
export interface BarRow {
  /** Start stamp, UTC epoch ms. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** ≥ 0, units. */
  readonly volume: number;
  /** ln(close), so that no kernel takes it again. */
  readonly logClose: number;
  /** ln(close / previous close), fraction; NaN on the first bar. */
  readonly logReturn: number;
  /** Exponentially weighted volatility a bar, this bar included; NaN for 20 bars and while flat. */
  readonly volatility: number;
  /** Close of the bar before; NaN on the first bar. */
  readonly previousClose: number;
  /** max(high, previous close) − min(low, previous close), price units; NaN on the first bar. */
  readonly trueRange: number;
  /** Where the asset stands among the others of its market. */
  readonly peers: PeerRow;
}

/** A row to be filled by a BarFeed. */
type OpenBarRow = { -readonly [Key in keyof BarRow]: BarRow[Key] };

/** A row that holds no bar yet. */
export function emptyBarRow(): OpenBarRow {
  return {
    time: Number.NaN,
    open: Number.NaN,
    high: Number.NaN,
    low: Number.NaN,
    close: Number.NaN,
    volume: Number.NaN,
    logClose: Number.NaN,
    logReturn: Number.NaN,
    volatility: Number.NaN,
    previousClose: Number.NaN,
    trueRange: Number.NaN,
    peers: NO_PEERS,
  };
}

/** Of prices and volumes: beyond these, squares and products of two are no numbers any more. */
const LARGEST = 1e100;
const LEAST_PRICE = 1e-100;

export interface BarFeedState {
  readonly volatility: EwVolatilityState;
}

/** Fills the rows that all kernels of an asset read. */
export class BarFeed implements Stateful<BarFeedState> {
  readonly #volatility: EwVolatility;
  #lastClose = Number.NaN;

  /** @param volatilityHalfLifeBars - > 0, bars */
  constructor(volatilityHalfLifeBars: number) {
    this.#volatility = new EwVolatility(volatilityHalfLifeBars);
  }

  /**
   * Takes the next bar into a row.
   *
   * @throws features/bad-bar for a price that is not positive, a volume that is not ≥ 0, or numbers that
   *   can't be reckoned with: one such value would stay in every recursive average for ever
   */
  take(bar: Bar, peers: PeerRow, row: OpenBarRow): void {
    const { time, open, high, low, close, volume } = bar;
    if (!(isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close) && isVolume(volume))) {
      throw badBar(bar);
    }
    const before = this.#lastClose;
    this.#lastClose = close;
    row.previousClose = before;
    // Math.max and Math.min of a NaN are NaN, as the first bar wants it.
    row.trueRange = Math.max(high, before) - Math.min(low, before);
    row.logReturn = Math.log(close / before);
    row.time = time;
    row.open = open;
    row.high = high;
    row.low = low;
    row.close = close;
    row.logClose = Math.log(close);
    row.volume = volume;
    row.volatility = this.#volatility.move(close, row.logReturn);
    row.peers = peers;
  }

  saveState(): BarFeedState {
    return { volatility: this.#volatility.saveState() };
  }

  loadState(state: BarFeedState): void {
    this.#volatility.loadState(state.volatility);
    this.#lastClose = state.volatility.lastPrice ?? Number.NaN;
  }
}

function isPrice(value: number): boolean {
  return value >= LEAST_PRICE && value <= LARGEST;
}

function isVolume(value: number): boolean {
  return value >= 0 && value <= LARGEST;
}

function badBar(bar: Bar): QuantError {
  const wrong = BAR_COLUMNS.find((column) => column !== 'volume' && !isPrice(bar[column]));
  const column = wrong ?? 'volume';
  const expected = column === 'volume' ? `0 to ${LARGEST}` : `${LEAST_PRICE} to ${LARGEST}`;
  return new QuantError(
    'features/bad-bar',
    `Expected ${column} from ${expected}, was ${bar[column]} in the bar of ${new Date(bar.time).toISOString()}; run the data checks first.`,
    { context: { ...bar } },
  );
}
