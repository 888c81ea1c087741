import { type FillRecord, type FlowRecord, mean, type RunRecord, YEAR_MS } from '#base';

/** What a span of the run cost, and what money earned beside; account currency. */
export interface CostRow {
  readonly name: string;
  readonly fills: number;
  /** Σ|quantity · price|. */
  readonly traded: number;
  readonly fees: number;
  readonly slippage: number;
  /** Parts of the slippage, where they are told apart. */
  readonly spread: number;
  readonly impact: number;
  readonly borrowFees: number;
  readonly exchange: number;
  /** Fees, slippage, borrow fees and exchange. */
  readonly all: number;
  /** The same over the mean equity, a year. */
  readonly shareAYear: number;
  /** Received less paid. */
  readonly interest: number;
  readonly dividends: number;
}

/** Costs up to each bar's close, each on top of those before it [t]. */
export interface CostCurves {
  readonly fees: Float64Array;
  readonly withSlippage: Float64Array;
  /** With borrow fees and exchange, too. */
  readonly all: Float64Array;
}

/** What happened in a span, and how much money it was held against how long. */
interface CostSpan {
  readonly fills: readonly FillRecord[];
  readonly flows: readonly FlowRecord[];
  readonly meanEquity: number;
  readonly years: number;
}

/** Costs of each calendar year (UTC), and of the whole run last. */
export function costRows({ fills, flows, equity }: RunRecord): CostRow[] {
  const { time, equity: values } = equity;
  const yearOf = ({ time: stamp }: { readonly time: number }) => new Date(stamp).getUTCFullYear();
  const years = Map.groupBy(time.keys(), (row) => yearOf({ time: time[row] }));
  const [fillsOf, flowsOf] = [Map.groupBy(fills, yearOf), Map.groupBy(flows, yearOf)];
  const end = time[time.length - 1];
  const rows = [...years].map(([year, at]) => {
    const [first, last] = [at[0], at[at.length - 1]];
    // A bar lasts until the next one begins; the last one's length is not known.
    const until = last + 1 < time.length ? time[last + 1] : end;
    return costRow(String(year), {
      fills: fillsOf.get(year) ?? [],
      flows: flowsOf.get(year) ?? [],
      meanEquity: mean(values.subarray(first, last + 1)),
      years: (until - time[first]) / YEAR_MS,
    });
  });
  const whole = { fills, flows, meanEquity: mean(values), years: (end - time[0]) / YEAR_MS };
  return [...rows, costRow('Whole run', whole)];
}

function costRow(name: string, { fills, flows, meanEquity, years }: CostSpan): CostRow {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const fees = sum(fills.map(({ fee }) => fee));
  const slippage = sum(fills.map(({ slippageCost }) => slippageCost));
  const borrowFees = sum(flows.map((flow) => flow.borrowFees));
  const exchange = sum(flows.map(({ exchangeCosts }) => exchangeCosts));
  const all = fees + slippage + borrowFees + exchange;
  return {
    name,
    fills: fills.length,
    traded: sum(fills.map(({ quantity, price, rate }) => Math.abs(quantity * price) * (rate ?? 1))),
    fees,
    slippage,
    spread: sum(fills.map(({ spreadCost }) => spreadCost ?? 0)),
    impact: sum(fills.map(({ impactCost }) => impactCost ?? 0)),
    borrowFees,
    exchange,
    all,
    shareAYear: years > 0 && meanEquity > 0 ? all / meanEquity / years : Number.NaN,
    interest: sum(flows.map((flow) => flow.interest)),
    dividends: sum(flows.map((flow) => flow.dividends)),
  };
}

export function costCurves({ fills, flows, equity: { time } }: RunRecord): CostCurves {
  const fees = cumulated(
    time,
    fills.map((fill) => [fill.time, fill.fee]),
  );
  const slippage = cumulated(
    time,
    fills.map((fill) => [fill.time, fill.slippageCost]),
  );
  const rest = cumulated(
    time,
    flows.map((flow) => [flow.time, flow.borrowFees + flow.exchangeCosts]),
  );
  const withSlippage = fees.map((fee, row) => fee + slippage[row]);
  return { fees, withSlippage, all: withSlippage.map((paid, row) => paid + rest[row]) };
}

/** Sum of the amounts up to each time [t]. */
function cumulated(
  time: Float64Array,
  amounts: readonly (readonly [time: number, amount: number])[],
): Float64Array {
  const inOrder = amounts.toSorted(([a], [b]) => a - b);
  let [next, total] = [0, 0];
  return time.map((stamp) => {
    for (; next < inOrder.length && inOrder[next][0] <= stamp; next++) total += inOrder[next][1];
    return total;
  });
}
