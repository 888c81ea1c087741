import { type BarTable, type FillRecord, firstRowAtOrAfter, quantileOfSorted } from '#base';
import type { Account } from './account.ts';
import type { Measured } from './metric.ts';

/** Fewer say nothing about one in twenty. */
const LEAST_FILLS = 20;

/** Share of the fills that the cap may cut. */
const CUT_SHARE = 0.05;

/** What capacity is read off. */
export interface CapacityInputs {
  readonly fills: readonly FillRecord[];
  /** Bars as traded, by symbol; undefined when they were not kept. */
  readonly prices: Readonly<Record<string, BarTable>> | undefined;
  /** Largest share of a bar's volume that a fill may take; null is no cap, undefined unknown. */
  readonly maxVolumeFraction: number | null | undefined;
}

/**
 * Equity at which the volume cap would have cut one fill in twenty, all fills grown in proportion.
 *
 * For each asset and bar with fills, E · cap · V / Σ|q| is the equity at which the bar's volume V would no
 * longer have held them; the 5th percentile of these. Assets whose bars report no volume do not count.
 */
export function capacity({ curve }: Account, inputs: CapacityInputs): Measured {
  const { fills, prices, maxVolumeFraction: cap } = inputs;
  if (cap === undefined) return { missing: 'no volume cap is known' };
  if (cap === null) return { missing: 'the volume cap is off' };
  if (prices === undefined) return { missing: 'no bars are known' };
  const limits: number[] = [];
  for (const [symbol, { time, volume }] of Object.entries(prices)) {
    if (!volume.some((units) => units > 0)) continue;
    for (const [at, units] of unitsByBar(fills, symbol)) {
      const row = firstRowAtOrAfter(time, at);
      const bar = firstRowAtOrAfter(curve.time, at);
      if (time[row] !== at || curve.time[bar] !== at) continue;
      limits.push((curve.equity[bar] * cap * volume[row]) / units);
    }
  }
  if (limits.length < LEAST_FILLS) {
    return { missing: `needs fills in ${LEAST_FILLS} bars with volume, has ${limits.length}` };
  }
  return quantileOfSorted(Float64Array.from(limits).sort(), CUT_SHARE);
}

/** Units that were filled of a symbol, by the stamp of the bar. */
function unitsByBar(fills: readonly FillRecord[], symbol: string): ReadonlyMap<number, number> {
  const units = new Map<number, number>();
  for (const fill of fills) {
    if (fill.symbol !== symbol) continue;
    units.set(fill.time, (units.get(fill.time) ?? 0) + Math.abs(fill.quantity));
  }
  return units;
}
