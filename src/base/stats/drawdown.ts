import type { Series } from '../series.ts';
import { mean } from './moments.ts';
import { historicalTailRisk } from './value-at-risk.ts';

/**
 * Fall from the highest value so far, 1 − v_t / max_{s ≤ t} v_s.
 *
 * @param values - [t], finite, the first one positive (an equity curve or a price)
 * @returns [t], ≥ 0; above 1 where the value is negative
 */
export function drawdowns(values: Series): Float64Array {
  let peak = Number.NEGATIVE_INFINITY;
  return Float64Array.from(values, (value) => {
    peak = Math.max(peak, value);
    return 1 - value / peak;
  });
}

/** How far a path was below its earlier peaks, over all its rows. */
export interface DrawdownRisk {
  readonly average: number;
  /** Depth not exceeded in the given share of the rows. */
  readonly atRisk: number;
  /** Mean depth of the rows beyond it. */
  readonly conditionalAtRisk: number;
  /** Root mean square, which weighs deep and long falls more. */
  readonly ulcerIndex: number;
}

/**
 * Average drawdown, drawdown at risk, its conditional form (CDaR) and the ulcer index, √(Σd² / n).
 *
 * @param depths - d [n], ≥ 0, as `drawdowns` gives them for compounded returns
 * @param confidence - in (0, 1)
 * @returns NaN all when n = 0
 * @see Chekhlov, Uryasev and Zabarankin, Drawdown measure in portfolio optimization, 2005; Martin 1987
 */
export function drawdownRisk(depths: Series, confidence: number): DrawdownRisk {
  const tail = historicalTailRisk(
    Float64Array.from(depths, (depth) => -depth),
    confidence,
  );
  return {
    average: mean(depths),
    atRisk: tail.valueAtRisk,
    conditionalAtRisk: tail.conditionalValueAtRisk,
    ulcerIndex: Math.sqrt(mean(Float64Array.from(depths, (depth) => depth * depth))),
  };
}

/** The deepest fall of a path, and the longest time it stayed under an earlier peak. */
export interface WorstDrawdown {
  /** Fraction of the peak, ≥ 0. */
  readonly depth: number;
  /** Row of the deepest value; 0 when the path never falls. */
  readonly troughRow: number;
  /** Row of the peak before it. */
  readonly peakRow: number;
  /** Longest stretch under water: rows of its peak and of its recovery, or of the end when none. */
  readonly longestFrom: number;
  readonly longestTo: number;
}

/**
 * The deepest and the longest drawdown; they need not be the same one.
 *
 * @param values - [t ≥ 1], finite, the first one positive
 */
export function worstDrawdown(values: Series): WorstDrawdown {
  let peakRow = 0;
  let worst = { depth: 0, troughRow: 0, peakRow: 0 };
  let longest = { from: 0, to: 0 };
  for (let row = 0; row < values.length; row++) {
    const depth = 1 - values[row] / values[peakRow];
    if (depth > worst.depth) worst = { depth, troughRow: row, peakRow };
    const recovered = values[row] >= values[peakRow];
    const wasUnder = !recovered || row > peakRow + 1;
    if (wasUnder && row - peakRow > longest.to - longest.from) longest = { from: peakRow, to: row };
    if (recovered) peakRow = row;
  }
  return { ...worst, longestFrom: longest.from, longestTo: longest.to };
}
