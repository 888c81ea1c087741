import { assert, QuantError } from '#base';
import { type FeatureSet, featureSet } from '../catalog/feature-set.ts';
import type { FeatureSettings } from '../catalog/feature-settings.ts';
import type { AssetBars } from './asset-bars.ts';
import { type DroppedFeature, filterFeatures, type RowChoice } from './feature-filter.ts';
import { FeatureStream } from './feature-stream.ts';
import { buildFeatures, type FeatureTable } from './feature-table.ts';
import { buildTargets } from './targets.ts';

/** Everything the pipeline learned from data; small JSON that travels in the model card. */
export interface PipelineFit {
  readonly featureHash: string;
  /** Features shown to the model, in the order of its input columns. */
  readonly selected: readonly string[];
  readonly dropped: readonly DroppedFeature[];
}

/** A span of time: a row belongs when its bar, and a sample when its whole label, lies in [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const ALL_TIME: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** One asset's inputs and targets for one fit, a row a bar. */
export interface ModelTable {
  readonly names: readonly string[];
  /** Bar stamps [bars], UTC epoch ms. */
  readonly times: Float64Array;
  /** [bars · names] */
  readonly features: Float32Array;
  /** 1 where the row's features may be shown to a model [bars]. */
  readonly ready: Uint8Array;
  /** Volatility of a bar, known at its close [bars], per bar; NaN where unknown. */
  readonly volatility: Float64Array;
  readonly horizonBars: number;
  /** [bars · horizon], NaN where the label is unknown. */
  readonly targets: Float32Array;
  /** Stamp of the last bar a label reads [bars]; NaN where the label is unknown. */
  readonly labelEnd: Float64Array;
}

export type InferenceWindow =
  | { readonly kind: 'window'; readonly time: number; readonly values: Float32Array }
  | { readonly kind: 'too-short'; readonly neededBars: number; readonly availableBars: number };

/**
 * Bars → model inputs: build → drop correlated → scale → clean.
 *
 * Building and scaling are causal and fitted to nothing (`build`, `stream`); what is learned from
 * data is which columns to keep (`fit`), and it must see training rows only. Rows that are not
 * complete are marked not ready; a NaN never leaves the pipeline in a feature.
 */
export class FeaturePipeline {
  readonly set: FeatureSet;
  #fit: PipelineFit | null = null;
  #columns = new Int32Array();

  constructor(settings: FeatureSettings, fit?: PipelineFit) {
    this.set = featureSet(settings);
    if (fit !== undefined) this.loadState(fit);
  }

  /**
   * Computes all features of the histories of a market, one table an asset.
   *
   * @throws features/bad-bar for prices that are not positive
   */
  build(assets: readonly AssetBars[]): FeatureTable[] {
    return buildFeatures(this.set, assets);
  }

  /** A stream that makes the same rows as `build`, a bar at a time. */
  stream(symbol: string): FeatureStream {
    return new FeatureStream(this.set, symbol);
  }

  /**
   * Chooses the columns, from the ready rows in `span` of all assets together.
   *
   * @throws features/too-few-rows when there are not more rows than features
   * @throws features/nothing-varies when no feature varies
   */
  fit(tables: readonly FeatureTable[], span: Span = ALL_TIME): PipelineFit {
    const choices = tables.map((table) => readyRows(table, span));
    const rows = choices.reduce((sum, choice) => sum + choice.rows.length, 0);
    const { names, hash, warmupBars } = this.set;
    if (rows <= names.length) {
      throw new QuantError(
        'features/too-few-rows',
        `Expected more complete rows than the ${names.length} features, found ${rows}; give more than ${warmupBars + names.length} bars (the first ${warmupBars} are warm-up, and prices that have not moved yet count for nothing) or name fewer in features.only.`,
      );
    }
    const { kept, dropped } = filterFeatures(choices, this.set);
    if (kept.length === 0) {
      throw new QuantError(
        'features/nothing-varies',
        `Expected at least one of ${names.length} features to vary over ${rows} rows; the prices do not move.`,
      );
    }
    const fit = { featureHash: hash, selected: kept.map((at) => names[at]), dropped };
    this.loadState(fit);
    return fit;
  }

  /** `fit`, then `transform` of every table. */
  fitTransform(tables: readonly FeatureTable[], span: Span = ALL_TIME): ModelTable[] {
    this.fit(tables, span);
    return tables.map((table) => this.transform(table));
  }

  /**
   * Inputs and targets of one asset; every row of the history, the newest without targets.
   *
   * @throws features/not-fitted
   */
  transform(table: FeatureTable): ModelTable {
    const { selected } = this.getState();
    const { values: targets, labelEnd } = buildTargets(table, this.set.config.forecastHorizonBars);
    return {
      names: selected,
      times: table.times,
      features: this.#selectRows(table, 0, table.times.length),
      ready: table.ready,
      volatility: table.volatility,
      horizonBars: this.set.config.forecastHorizonBars,
      targets,
      labelEnd,
    };
  }

  /**
   * The newest `seqLen` rows, for a forecast from the newest bar: no target is needed, none is lost.
   *
   * @returns the window [seqLen · names] with its bar's stamp, or how many bars are missing
   * @throws features/not-fitted
   */
  inferenceWindow(table: FeatureTable, seqLen: number): InferenceWindow {
    const bars = table.times.length;
    const from = bars - seqLen;
    if (from < 0 || table.ready.subarray(from).includes(0)) {
      const neededBars = this.set.warmupBars + seqLen;
      return { kind: 'too-short', neededBars, availableBars: bars };
    }
    return {
      kind: 'window',
      time: table.times[bars - 1],
      values: this.#selectRows(table, from, bars),
    };
  }

  /** Copies the selected columns of one row of all features to `into`, from `offset` on. */
  select(row: Float32Array, into: Float32Array, offset: number): void {
    assert(this.#fit !== null, 'columns are selected after the fit');
    for (let at = 0; at < this.#columns.length; at++) into[offset + at] = row[this.#columns[at]];
  }

  /** @throws features/not-fitted */
  getState(): PipelineFit {
    if (this.#fit !== null) return this.#fit;
    throw new QuantError(
      'features/not-fitted',
      'Expected a fitted FeaturePipeline; call fit or fitTransform on training rows, or load a saved fit.',
    );
  }

  /** @throws features/other-features when the fit was made with other features or scaling */
  loadState(fit: PipelineFit): void {
    const columns = fit.selected.map((name) => this.set.names.indexOf(name));
    if (fit.featureHash !== this.set.hash || columns.includes(-1)) {
      throw new QuantError(
        'features/other-features',
        `Expected a fit of feature set ${this.set.hash.slice(0, 12)}, was ${fit.featureHash.slice(0, 12)}; use the feature settings the model was trained with, or train it again.`,
      );
    }
    this.#fit = fit;
    this.#columns = Int32Array.from(columns);
  }

  #selectRows(table: FeatureTable, from: number, to: number): Float32Array {
    this.getState();
    const width = table.set.names.length;
    const kept = this.#columns.length;
    const chosen = new Float32Array((to - from) * kept);
    for (let row = from; row < to; row++) {
      const values = table.values.subarray(row * width, (row + 1) * width);
      this.select(values, chosen, (row - from) * kept);
    }
    return chosen;
  }
}

function readyRows(table: FeatureTable, span: Span): RowChoice {
  const rows: number[] = [];
  for (let row = 0; row < table.times.length; row++) {
    const time = table.times[row];
    if (table.ready[row] === 1 && time >= span.from && time < span.to) rows.push(row);
  }
  return { table, rows: Int32Array.from(rows) };
}
