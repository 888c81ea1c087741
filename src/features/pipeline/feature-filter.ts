import type { FeatureSet } from '../catalog/feature-set.ts';
import type { FeatureTable } from './feature-table.ts';

/** Why a feature is not shown to a model. */
export type DroppedFeature =
  | { readonly name: string; readonly reason: 'constant' }
  | { readonly name: string; readonly reason: 'missing'; readonly share: number }
  | {
      readonly name: string;
      readonly reason: 'correlated';
      readonly with: string;
      readonly correlation: number;
    };

export interface FeatureFilter {
  /** Columns kept, ascending. */
  readonly kept: readonly number[];
  readonly dropped: readonly DroppedFeature[];
}

/** A column of scaled values that varies less than this says nothing. */
const LEAST_DEVIATION = 1e-6;

/** Rows of one table that are looked at. */
export interface RowChoice {
  readonly table: FeatureTable;
  readonly rows: Int32Array;
}

/**
 * Drops features that do not vary, those that are missing too often, and those that an earlier one
 * already tells.
 *
 * A feature goes when |Pearson correlation| with an earlier kept feature exceeds `correlationLimit`,
 * over the chosen rows of all assets together.
 */
export function filterFeatures(choices: readonly RowChoice[], set: FeatureSet): FeatureFilter {
  const { names, masks, config } = set;
  const width = names.length;
  const { mean, covariance } = momentsOf(choices, width);
  const deviation = names.map((_, at) => Math.sqrt(covariance[at * width + at]));
  const kept: number[] = [];
  const dropped: DroppedFeature[] = [];
  for (let at = 0; at < width; at++) {
    const name = names[at];
    const mask = masks.get(name);
    if (mask !== undefined && !(mean[mask] <= config.missingLimit)) {
      dropped.push({ name, reason: 'missing', share: mean[mask] });
      continue;
    }
    if (!(deviation[at] > LEAST_DEVIATION)) {
      dropped.push({ name, reason: 'constant' });
      continue;
    }
    const correlationWith = (other: number) =>
      covariance[at * width + other] / (deviation[at] * deviation[other]);
    const twin = kept.find((other) => Math.abs(correlationWith(other)) > config.correlationLimit);
    if (twin === undefined) kept.push(at);
    else {
      dropped.push({
        name,
        reason: 'correlated',
        with: names[twin],
        correlation: correlationWith(twin),
      });
    }
  }
  return { kept, dropped };
}

interface Moments {
  /** [width] */
  readonly mean: Float64Array;
  /** Of the population [width · width]; the lower triangle is filled. */
  readonly covariance: Float64Array;
}

/** In two passes. */
function momentsOf(choices: readonly RowChoice[], width: number): Moments {
  const mean = new Float64Array(width);
  let count = 0;
  for (const { table, rows } of choices) {
    for (const row of rows) {
      for (let at = 0; at < width; at++) mean[at] += table.values[row * width + at];
    }
    count += rows.length;
  }
  for (let at = 0; at < width; at++) mean[at] /= count;

  const covariance = new Float64Array(width * width);
  const off = new Float64Array(width);
  for (const { table, rows } of choices) {
    for (const row of rows) {
      for (let at = 0; at < width; at++) off[at] = table.values[row * width + at] - mean[at];
      for (let at = 0; at < width; at++) {
        for (let other = 0; other <= at; other++) {
          covariance[at * width + other] += off[at] * off[other];
        }
      }
    }
  }
  for (let at = 0; at < covariance.length; at++) covariance[at] /= count;
  return { mean, covariance };
}
