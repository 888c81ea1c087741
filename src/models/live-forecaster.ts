import { assert, type Forecast, type MarketSlice, type Stateful } from '#base';
import type { SystemConfig } from '#config';
import { CrossSection, type CrossSectionState, FeaturePipeline, NO_PEERS } from '#features';
import { AssetRows, type AssetRowsState } from './asset-rows.ts';
import { checkCoverage, isOutOfSample } from './coverage.ts';
import { forecastWindows, type TrainedModel } from './trained-model.ts';

export interface LiveForecasterState {
  readonly symbols: readonly string[];
  /** Null where no feature compares assets. */
  readonly peers: CrossSectionState | null;
  readonly assets: readonly AssetRowsState[];
}

export interface LiveForecasterOptions {
  readonly symbols: readonly string[];
  readonly config: SystemConfig;
  /** Also forecast bars a model has seen. */
  readonly inSample?: boolean;
  /** Told of a model that throws, which then has no forecast; without it the error ends the run. */
  readonly onFailure?: (model: string, cause: unknown) => void;
}

/**
 * Forecasts bar by bar: the same numbers as `forecastHistory`, to the bit.
 *
 * All models read one feature stream an asset, so a new champion needs no warm-up. Models are not
 * part of the state: who restores it gives the models again.
 */
export class LiveForecaster implements Stateful<LiveForecasterState> {
  readonly #options: LiveForecasterOptions;
  readonly #features: FeaturePipeline;
  readonly #assets: readonly AssetRows[];
  readonly #peers: CrossSection | null;
  #models: readonly ReadyModel[] = [];

  constructor(options: LiveForecasterOptions) {
    this.#options = options;
    this.#features = new FeaturePipeline(options.config);
    const { readsPeers, config } = this.#features.set;
    this.#peers = readsPeers
      ? new CrossSection(options.symbols.length, config.volatilityHalfLifeBars)
      : null;
    const longest = options.config.model.seqLen;
    this.#assets = options.symbols.map(
      (symbol) => new AssetRows(this.#features.stream(symbol), longest),
    );
  }

  /**
   * Forecasts by these models from the next bar on.
   *
   * @throws models/not-covered
   */
  setModels(models: readonly TrainedModel[]): void {
    const { symbols, config } = this.#options;
    for (const { card } of models) {
      checkCoverage(card, { symbols, config, set: this.#features.set });
    }
    this.#models = models.map((trained) => ({
      trained,
      pipeline: new FeaturePipeline(config, trained.card.pipeline),
    }));
  }

  /**
   * Takes the bars of one time and says what every model expects.
   *
   * Features advance before anything is awaited, once for each asset that has a bar; the slice may be
   * refilled as soon as this returns its promise.
   *
   * @returns one forecast a model; NaN for assets without a bar or without enough history, and where
   *   the model has seen the bar
   * @throws features/bad-bar for prices that are not positive
   */
  async advance(slice: MarketSlice): Promise<Forecast[]> {
    const { time } = slice;
    const peers = this.#compare(slice);
    const ready = this.#assets.map(
      (asset, at) => slice.present[at] === 1 && asset.take(slice, at, peers?.rowOf(at) ?? NO_PEERS),
    );
    const requests = this.#models.map((model) => this.#windows(model, time, ready));
    const forecasts: Forecast[] = [];
    for (const { trained, assets, windows } of requests) {
      const expectedSigma = new Float64Array(this.#assets.length).fill(Number.NaN);
      const values = await this.#ask({ trained, assets, windows });
      assets.forEach((asset, at) => {
        expectedSigma[asset] = values?.[at] ?? Number.NaN;
      });
      const { name, calibration, correlation } = trained.card;
      const { scale, slope } = calibration;
      forecasts.push({ model: name, scale, correlation, slope, expectedSigma });
    }
    return forecasts;
  }

  /** What a model says of its windows; null where it throws and others can speak. */
  async #ask({ trained, assets, windows }: Request): Promise<Float64Array | null> {
    if (assets.length === 0) return null;
    const { onFailure } = this.#options;
    if (onFailure === undefined) return forecastWindows(trained, windows, assets.length);
    try {
      return await forecastWindows(trained, windows, assets.length);
    } catch (cause) {
      onFailure(trained.card.name, cause);
      return null;
    }
  }

  /** Compares the assets of a slice, where a feature reads that. */
  #compare({ present, close, factor }: MarketSlice): CrossSection | null {
    const peers = this.#peers;
    if (peers === null) return null;
    for (let at = 0; at < present.length; at++) {
      if (present[at] === 1) peers.take(at, close[at] * factor[at]);
    }
    peers.finish();
    return peers;
  }

  saveState(): LiveForecasterState {
    return {
      symbols: this.#options.symbols,
      peers: this.#peers?.saveState() ?? null,
      assets: this.#assets.map((asset) => asset.saveState()),
    };
  }

  loadState(state: LiveForecasterState): void {
    const same = state.symbols.join() === this.#options.symbols.join();
    assert(same, 'a forecaster continues with its own symbols');
    if (state.peers !== null) this.#peers?.loadState(state.peers);
    this.#assets.forEach((asset, at) => {
      asset.loadState(state.assets[at]);
    });
  }

  #windows({ trained, pipeline }: ReadyModel, time: number, ready: readonly boolean[]): Request {
    const { card } = trained;
    const usable = this.#options.inSample === true || isOutOfSample(card, time);
    const assets = ready.flatMap((isReady, at) =>
      usable && isReady && this.#assets[at].readyRows >= card.seqLen ? [at] : [],
    );
    const length = card.seqLen * card.pipeline.selected.length;
    const windows = new Float32Array(assets.length * length);
    assets.forEach((asset, at) => {
      this.#assets[asset].copyWindow(pipeline, card.seqLen, windows, at * length);
    });
    return { trained, assets, windows };
  }
}

interface ReadyModel {
  readonly trained: TrainedModel;
  readonly pipeline: FeaturePipeline;
}

/** What one model is asked at one time. */
interface Request {
  readonly trained: TrainedModel;
  readonly assets: readonly number[];
  readonly windows: Float32Array;
}
