import {
  assert,
  DecayedSum,
  type DecayedSumState,
  EwVolatility,
  type EwVolatilityState,
  type Stateful,
} from '#base';
import type { PeerRow } from './peer-row.ts';

export interface CrossSectionState {
  readonly assets: readonly {
    readonly volatility: EwVolatilityState;
    readonly momentum: DecayedSumState;
  }[];
}

/** Half-life of the momentum by which assets are ranked. */
const MOMENTUM_HALF_LIFE_BARS = 21;

/** Writable form of a row. */
type Row = { -readonly [Key in keyof PeerRow]: PeerRow[Key] };

interface Asset {
  readonly volatility: EwVolatility;
  readonly momentum: DecayedSum;
  readonly row: Row;
  lastClose: number;
  /** Newest standardised return; NaN without a bar at this time or without a volatility. */
  move: number;
}

/**
 * The assets of one market side by side, a time at a time: who leads, who lags, how far they are apart.
 *
 * An asset takes part at the times at which it has a bar and its volatility is known; what the others
 * did at other times is not looked at, so nothing is seen before it closed.
 */
export class CrossSection implements Stateful<CrossSectionState> {
  readonly #assets: readonly Asset[];
  /** Momenta of those taking part, for their order. */
  readonly #sorted: Float64Array;

  /**
   * @param assets - ≥ 1, count
   * @param volatilityHalfLifeBars - > 0, bars
   */
  constructor(assets: number, volatilityHalfLifeBars: number) {
    this.#sorted = new Float64Array(assets);
    this.#assets = Array.from({ length: assets }, () => ({
      volatility: new EwVolatility(volatilityHalfLifeBars),
      momentum: new DecayedSum(MOMENTUM_HALF_LIFE_BARS),
      row: { market: Number.NaN, dispersion: Number.NaN, rank: Number.NaN, lead: Number.NaN },
      lastClose: Number.NaN,
      move: Number.NaN,
    }));
  }

  /** Where an asset stands at the newest time. */
  rowOf(asset: number): PeerRow {
    return this.#assets[asset].row;
  }

  /** Takes one asset's close (adjusted, > 0) of the time that `finish` ends. */
  take(asset: number, close: number): void {
    const state = this.#assets[asset];
    const move = Math.log(close / state.lastClose);
    state.lastClose = close;
    const sigma = state.volatility.move(close, move);
    if (!(sigma > 0)) return;
    state.move = move / sigma;
    state.momentum.update(state.move);
  }

  /** Ends a time: compares the assets taken since the one before. */
  finish(): void {
    let count = 0;
    let moves = 0;
    let momenta = 0;
    for (const { move, momentum } of this.#assets) {
      if (Number.isNaN(move)) continue;
      moves += move;
      momenta += momentum.standardised;
      this.#sorted[count++] = momentum.standardised;
    }
    const sorted = this.#sorted.subarray(0, count).sort();
    const dispersion = this.#dispersion(moves / count, count);
    for (const { move, momentum, row } of this.#assets) {
      const others = Number.isNaN(move) ? 0 : count - 1;
      const own = momentum.standardised;
      row.market = others > 0 ? (moves - move) / others : Number.NaN;
      row.dispersion = others > 0 ? dispersion : Number.NaN;
      row.rank = others > 0 ? placeOf(own, sorted) / others - 0.5 : Number.NaN;
      row.lead = others > 0 ? own - (momenta - own) / others : Number.NaN;
    }
    for (const asset of this.#assets) asset.move = Number.NaN;
  }

  #dispersion(mean: number, count: number): number {
    let squares = 0;
    for (const { move } of this.#assets) {
      if (!Number.isNaN(move)) squares += (move - mean) * (move - mean);
    }
    return Math.sqrt(squares / count);
  }

  saveState(): CrossSectionState {
    return {
      assets: this.#assets.map(({ volatility, momentum }) => {
        return { volatility: volatility.saveState(), momentum: momentum.saveState() };
      }),
    };
  }

  loadState(state: CrossSectionState): void {
    assert(state.assets.length === this.#assets.length, 'a cross-section keeps its assets');
    this.#assets.forEach((asset, at) => {
      const { volatility, momentum } = state.assets[at];
      asset.volatility.loadState(volatility);
      asset.momentum.loadState(momentum);
      asset.lastClose = volatility.lastPrice ?? Number.NaN;
      asset.move = Number.NaN;
    });
  }
}

/** How many sorted values lie below, those equal to it (itself among them) counted at their mean place. */
function placeOf(value: number, sorted: Float64Array): number {
  let below = 0;
  let high = sorted.length;
  while (below < high) {
    const middle = (below + high) >>> 1;
    if (sorted[middle] < value) below = middle + 1;
    else high = middle;
  }
  let end = below;
  while (end < sorted.length && sorted[end] === value) end++;
  return below + (end - below - 1) / 2;
}
