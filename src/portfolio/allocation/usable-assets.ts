import type { AllocationInputs } from './allocation-inputs.ts';
import type { ReturnMatrix } from './return-matrix.ts';

/** An asset that no weight can be chosen for. */
export interface LeftOut {
  readonly symbol: string;
  readonly reason: string;
}

/** Least bars with a return, and least share of all bars, that an asset needs. */
const LEAST_BARS = 2;
const LEAST_SHARE = 0.5;
/** A variance this small beside the mean of all is rounding. */
const STILL = 1e-20;

/**
 * The assets whose returns can be used, and the bars at which all of them have one.
 *
 * Left out is what lacks half of the bars, whose price did not move, or whose return is beyond numbers.
 */
export function usableAssets({
  symbols,
  returns,
  expectedReturns,
}: Pick<AllocationInputs, 'symbols' | 'returns' | 'expectedReturns'>): {
  readonly kept: readonly number[];
  readonly returns: ReturnMatrix;
  readonly leftOut: readonly LeftOut[];
} {
  const leftOut: LeftOut[] = [];
  const kept: number[] = [];
  symbols.forEach((symbol, asset) => {
    const expected = expectedReturns?.[asset] ?? 0;
    const reason = Number.isFinite(expected)
      ? whyNot(returns, asset)
      : `its expected return is ${expected}`;
    if (reason === null) kept.push(asset);
    else leftOut.push({ symbol, reason });
  });
  return { kept, returns: completeBars(returns, kept), leftOut };
}

function whyNot({ bars, assets, values }: ReturnMatrix, asset: number): string | null {
  let [count, sum, squares] = [0, 0, 0];
  for (let bar = 0; bar < bars; bar++) {
    const value = values[bar * assets + asset];
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  if (!(count >= LEAST_BARS && count >= LEAST_SHARE * bars)) {
    return `it has returns at ${count} of ${bars} bars`;
  }
  const variance = squares / count - (sum / count) ** 2;
  if (!Number.isFinite(squares * squares)) return 'its returns are beyond what can be squared';
  return variance > STILL && variance > 1e-14 * (squares / count)
    ? null
    : 'its price did not move, or moved the same at every bar';
}

function completeBars(
  { bars, assets, values }: ReturnMatrix,
  kept: readonly number[],
): ReturnMatrix {
  const rows: number[] = [];
  for (let bar = 0; bar < bars; bar++) {
    const start = bar * assets;
    if (kept.every((asset) => Number.isFinite(values[start + asset]))) rows.push(start);
  }
  const complete = new Float64Array(rows.length * kept.length);
  rows.forEach((start, row) => {
    kept.forEach((asset, at) => {
      complete[row * kept.length + at] = values[start + asset];
    });
  });
  return { bars: rows.length, assets: kept.length, values: complete };
}
