import { TimeSeriesDataset } from '#data';
import type { ModelTable, Span } from '#features';
import type { ModelSpec } from './model.ts';

/** Windows with known labels, of several assets together, asset after asset and oldest first. */
export interface SampleSet {
  readonly spec: ModelSpec;
  readonly tables: readonly ModelTable[];
  readonly datasets: readonly TimeSeriesDataset<Float32Array>[];
  readonly count: number;
  /** Index of each sample's table, and its row there: the newest bar its window knows. */
  readonly asset: Int32Array;
  readonly row: Int32Array;
}

/**
 * The samples of a span: those whose bar and whole label lie in it, and whose window is complete.
 *
 * A window may begin before the span: its features were known then.
 */
export function collectSamples(
  tables: readonly ModelTable[],
  seqLen: number,
  span: Span,
): SampleSet {
  const asset: number[] = [];
  const row: number[] = [];
  tables.forEach((table, at) => {
    for (const last of completeWindows(table, seqLen)) {
      if (table.times[last] >= span.from && table.labelEnd[last] < span.to) {
        asset.push(at);
        row.push(last);
      }
    }
  });
  const { names, horizonBars } = tables[0];
  return {
    spec: { features: names, seqLen, horizonBars },
    tables,
    datasets: tables.map(
      (table) =>
        new TimeSeriesDataset({
          features: { values: table.features, columns: names.length },
          targets: { values: table.targets, columns: horizonBars },
          seqLen,
        }),
    ),
    count: row.length,
    asset: Int32Array.from(asset),
    row: Int32Array.from(row),
  };
}

/** Rows on which a window of `seqLen` ready rows ends, ascending. */
export function* completeWindows(table: ModelTable, seqLen: number): Generator<number> {
  let readyRows = 0;
  for (let row = 0; row < table.ready.length; row++) {
    readyRows = table.ready[row] === 1 ? readyRows + 1 : 0;
    if (readyRows >= seqLen) yield row;
  }
}

/** Window [seqLen · features] and label [horizon] of one sample, as views. */
export function sampleAt(set: SampleSet, index: number): { x: Float32Array; y: Float32Array } {
  return set.datasets[set.asset[index]].get(set.row[index] - set.spec.seqLen + 1);
}

/** Bar stamp of one sample, UTC epoch ms. */
export function sampleTime(set: SampleSet, index: number): number {
  return set.tables[set.asset[index]].times[set.row[index]];
}

/** Realised return over the horizon in units of its volatility [samples]: Σ_k y_k / √horizon. */
export function horizonTargets(set: SampleSet): Float64Array {
  const root = Math.sqrt(set.spec.horizonBars);
  return Float64Array.from({ length: set.count }, (_, index) => {
    let sum = 0;
    for (const move of sampleAt(set, index).y) sum += move;
    return sum / root;
  });
}

/**
 * The time that parts a span for validation: a share of its sample times lies at or after it.
 *
 * @param fraction - share held out, 0…1
 */
export function validationStart(set: SampleSet, fraction: number): number {
  const times = Float64Array.from({ length: set.count }, (_, index) => sampleTime(set, index));
  const distinct = [...new Set(times.sort())];
  return distinct[Math.floor(distinct.length * (1 - fraction))] ?? Number.POSITIVE_INFINITY;
}
