import { type FillRecord, mean, type RunRecord, YEAR_MS } from '#base';

/** What trading cost in one span of the run. */
export interface CostRow {
  readonly name: string;
  readonly fills: number;
  /** Σ|quantity · price|. */
  readonly traded: number;
  readonly fees: number;
  readonly slippage: number;
  /** Fees and slippage over the mean equity, a year. */
  readonly shareAYear: number;
}

/** Fees and slippage up to each bar's close [t]. */
export interface CostCurves {
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
}

/** Costs of each calendar year (UTC), and of the whole run last. */
export function costRows({ fills, equity }: RunRecord): CostRow[] {
  const { time, equity: values } = equity;
  const years = Map.groupBy(time.keys(), (row) => new Date(time[row]).getUTCFullYear());
  const bySpan = Map.groupBy(fills, (fill) => new Date(fill.time).getUTCFullYear());
  const end = time[time.length - 1];
  const rows = [...years].map(([year, at]) => {
    const [first, last] = [at[0], at[at.length - 1]];
    // A bar lasts until the next one begins; the last one's length is not known.
    const until = last + 1 < time.length ? time[last + 1] : end;
    return costRow(String(year), bySpan.get(year) ?? [], {
      meanEquity: mean(values.subarray(first, last + 1)),
      years: (until - time[first]) / YEAR_MS,
    });
  });
  const whole = { meanEquity: mean(values), years: (end - time[0]) / YEAR_MS };
  return [...rows, costRow('Whole run', fills, whole)];
}

function costRow(
  name: string,
  fills: readonly FillRecord[],
  { meanEquity, years }: { readonly meanEquity: number; readonly years: number },
): CostRow {
  let [traded, fees, slippage] = [0, 0, 0];
  for (const { quantity, price, fee, slippageCost } of fills) {
    traded += Math.abs(quantity * price);
    fees += fee;
    slippage += slippageCost;
  }
  const shareAYear =
    years > 0 && meanEquity > 0 ? (fees + slippage) / meanEquity / years : Number.NaN;
  return { name, fills: fills.length, traded, fees, slippage, shareAYear };
}

export function costCurves({ fills, equity: { time } }: RunRecord): CostCurves {
  const fees = new Float64Array(time.length);
  const slippage = new Float64Array(time.length);
  const inOrder = fills.toSorted((a, b) => a.time - b.time);
  let [next, paid, slipped] = [0, 0, 0];
  for (let row = 0; row < time.length; row++) {
    for (; next < inOrder.length && inOrder[next].time <= time[row]; next++) {
      paid += inOrder[next].fee;
      slipped += inOrder[next].slippageCost;
    }
    fees[row] = paid;
    slippage[row] = slipped;
  }
  return { fees, slippage };
}
