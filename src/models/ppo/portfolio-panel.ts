import { QuantError } from '#base';
import type { SampleSet } from '../samples.ts';

/** Several assets on the same bars: what was known at each, and what they returned until the next. */
export interface PortfolioPanel {
  readonly bars: number;
  readonly assets: number;
  /** Numbers known about one asset at one bar. */
  readonly features: number;
  /** [bars · assets · features], known at the bar's close. */
  readonly rows: Float32Array;
  /** Simple returns from this bar's close to the next one's, [bars · assets], fraction > −1. */
  readonly returns: Float64Array;
}

/** Simple returns of all assets from the close of one bar to the next one's: a view [assets]. */
export function returnsAt({ assets, returns }: PortfolioPanel, bar: number): Float64Array {
  return returns.subarray(bar * assets, (bar + 1) * assets);
}

/** @throws models/bad-panel for numbers a portfolio cannot be held through */
export function checkPanel(panel: PortfolioPanel): PortfolioPanel {
  const { bars, assets, features, rows, returns } = panel;
  const refuse = (what: string) =>
    new QuantError('models/bad-panel', `The portfolio's panel has ${what}; check the bars.`);
  if (rows.length !== bars * assets * features || returns.length !== bars * assets) {
    throw refuse(`${rows.length} features and ${returns.length} returns for ${bars} bars`);
  }
  const row = rows.findIndex((value) => !Number.isFinite(value));
  if (row !== -1) {
    throw refuse(`a feature of ${rows[row]} at bar ${Math.floor(row / (assets * features))}`);
  }
  const at = returns.findIndex((value) => !(value > -1 && Number.isFinite(value)));
  if (at !== -1) throw refuse(`a return of ${returns[at]} at bar ${Math.floor(at / assets)}`);
  return panel;
}

/**
 * The bars on which every asset has a sample, with each asset's newest features.
 *
 * The return of a bar reaches to the next bar of the panel, over bars that only some assets traded.
 *
 * @returns a panel without bars where the assets share fewer than two
 */
export function portfolioPanel({ spec, tables, count, asset, row }: SampleSet): PortfolioPanel {
  const rowsAt = new Map<number, Int32Array>();
  for (let sample = 0; sample < count; sample++) {
    const time = tables[asset[sample]].times[row[sample]];
    const known = rowsAt.get(time) ?? new Int32Array(tables.length).fill(-1);
    known[asset[sample]] = row[sample];
    rowsAt.set(time, known);
  }
  const shared = [...rowsAt]
    .filter(([, known]) => !known.includes(-1))
    .sort(([a], [b]) => a - b)
    .map(([, known]) => known);
  const assets = tables.length;
  const features = spec.features.length;
  const bars = Math.max(0, shared.length - 1);
  const rows = new Float32Array(bars * assets * features);
  const returns = new Float64Array(bars * assets);
  for (let bar = 0; bar < bars; bar++) {
    tables.forEach((table, at) => {
      const from = shared[bar][at];
      const known = table.features.subarray(from * features, (from + 1) * features);
      rows.set(known, (bar * assets + at) * features);
      returns[bar * assets + at] = returnBetween(table, from, shared[bar + 1][at]);
    });
  }
  return checkPanel({ bars, assets, features, rows, returns });
}

/** Of one asset's rows, undoing the standardisation of its labels: e^{Σ y·σ} − 1. */
function returnBetween(
  { targets, volatility, horizonBars }: SampleSet['tables'][number],
  from: number,
  to: number,
): number {
  let move = 0;
  for (let row = from; row < to; row++) move += targets[row * horizonBars] * volatility[row];
  return Math.expm1(move);
}
