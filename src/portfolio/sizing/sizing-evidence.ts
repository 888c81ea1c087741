import { EwVolatility, type EwVolatilityState, type MarketSlice, type Stateful } from '#base';
import type { TradingConfig } from '#config';
import type { Signal } from '#strategies';
import { AverageTrueRange, type AverageTrueRangeState } from './average-true-range.ts';
import { SignalEarnings, type SignalEarningsState } from './signal-earnings.ts';
import type { SizingInputs } from './sizing.ts';

export interface SizingEvidenceState {
  readonly volatility: readonly EwVolatilityState[];
  /** Absent in states from before there were more methods of sizing, as is all that follows. */
  readonly ranges?: readonly AverageTrueRangeState[];
  readonly earnings?: readonly SignalEarningsState[];
  readonly knownAt?: number | null;
}

type Evidence = Pick<SizingInputs, 'volatility' | 'averageTrueRange' | 'earnings'>;

/** What sizes and stops rest on: how far every asset moves, and what its signals earned. */
export class SizingEvidence implements Stateful<SizingEvidenceState> {
  readonly #volatility: readonly EwVolatility[];
  readonly #needsVolatility: boolean;
  /** Empty unless the method of sizing needs them. */
  readonly #ranges: readonly AverageTrueRange[];
  readonly #earnings: readonly SignalEarnings[];
  /** No wish at hand was decided before, unless it is older than the newest slice; UTC epoch ms. */
  #knownAt = Number.NaN;

  constructor(trading: TradingConfig, assets: number, volatilityHalfLifeBars: number) {
    const { sizing, risk } = trading;
    const { method, atr, kelly } = sizing;
    const each = <T>(needed: boolean, make: () => T): readonly T[] =>
      needed ? Array.from({ length: assets }, make) : [];
    this.#volatility = each(true, () => new EwVolatility(volatilityHalfLifeBars));
    this.#needsVolatility =
      method === 'volatility-target' ||
      risk.stopLossSigma !== null ||
      risk.takeProfitSigma !== null ||
      risk.trailingStopSigma !== null;
    this.#ranges = each(method === 'atr', () => new AverageTrueRange(atr.bars));
    this.#earnings = each(
      method === 'kelly',
      () => new SignalEarnings(trading, kelly.halfLifeBars),
    );
  }

  /** @param wishes - newest signal of each asset from before this slice */
  observe(slice: MarketSlice, wishes: readonly (Signal | null)[]): void {
    if (this.#needsVolatility) this.#observeVolatility(slice);
    if (this.#ranges.length > 0) this.#observeRanges(slice);
    if (this.#earnings.length > 0) this.#observeEarnings(slice, wishes);
  }

  #observeVolatility({ present, close, factor }: MarketSlice): void {
    for (let asset = 0; asset < this.#volatility.length; asset++) {
      if (present[asset] === 1) this.#volatility[asset].update(close[asset] * factor[asset]);
    }
  }

  #observeRanges({ present, high, low, close, factor }: MarketSlice): void {
    this.#ranges.forEach((range, asset) => {
      if (present[asset] === 0) return;
      range.update({
        high: high[asset],
        low: low[asset],
        close: close[asset],
        factor: factor[asset],
      });
    });
  }

  #observeEarnings(slice: MarketSlice, wishes: readonly (Signal | null)[]): void {
    const { present, open, close, factor, opensAt } = slice;
    this.#earnings.forEach((earnings, asset) => {
      if (present[asset] === 0) return;
      // An order decided after the bar opened could not fill at its open.
      const fillableOpen = opensAt[asset] < this.#knownAt ? Number.NaN : open[asset];
      const bar = {
        time: slice.time,
        open: fillableOpen * factor[asset],
        close: close[asset] * factor[asset],
      };
      earnings.update(bar, wishes[asset]);
    });
    this.#knownAt = slice.knownAt;
  }

  /**
   * Of one asset, as of its newest bar.
   *
   * @param rate - account currency for one of that of the asset's prices
   */
  of(asset: number, rate = 1): Evidence {
    return {
      volatility: this.#volatility[asset].value,
      averageTrueRange: (this.#ranges.at(asset)?.value ?? Number.NaN) * rate,
      earnings: this.#earnings.at(asset)?.value ?? null,
    };
  }

  saveState(): SizingEvidenceState {
    return {
      volatility: this.#volatility.map((volatility) => volatility.saveState()),
      ranges: this.#ranges.map((range) => range.saveState()),
      earnings: this.#earnings.map((earnings) => earnings.saveState()),
      knownAt: Number.isFinite(this.#knownAt) ? this.#knownAt : null,
    };
  }

  loadState({ volatility, ranges = [], earnings = [], knownAt = null }: SizingEvidenceState): void {
    volatility.forEach((saved, asset) => this.#volatility[asset].loadState(saved));
    ranges.forEach((saved, asset) => this.#ranges[asset].loadState(saved));
    earnings.forEach((saved, asset) => this.#earnings[asset].loadState(saved));
    this.#knownAt = knownAt ?? Number.NaN;
  }
}
