import type { RunRecord } from '#base';
import type { SystemConfig } from '#config';
import { dateText, type Market } from '#data';
import { accountTerms } from '#portfolio';
import { rateColumns } from '../rate-columns.ts';
import { assetResults, type ValuedAsset } from './asset-results.ts';
import { measurePart, type Part, type PartOptions } from './part.ts';
import { regimeStarts } from './regimes.ts';

/** A run in parts, each by a few figures. */
export interface Breakdowns {
  readonly byAsset: readonly Part[];
  /** Empty where no models vote. */
  readonly byModel: readonly Part[];
  readonly byYear: readonly Part[];
  readonly byRegime: readonly Part[];
}

/** What is broken down. */
export interface BreakdownInput {
  readonly run: Pick<RunRecord, 'equity' | 'benchmark' | 'trades' | 'fills' | 'modelWeights'>;
  readonly market: Market;
  readonly config: SystemConfig;
  readonly barsPerYear: number;
}

/** The account's bars: what each brought, and the equity before it. */
interface AccountBars {
  readonly input: BreakdownInput;
  readonly time: Float64Array;
  readonly results: Float64Array;
  readonly equityBefore: Float64Array;
  /** Row of the run's first bar here: 1 where nothing happened in it, as in `barReturns`. */
  readonly skipped: 0 | 1;
  readonly options: PartOptions;
}

/** Money below this part of the starting capital is rounding. */
const ROUNDING = 1e-8;

/** A run by asset, by model, by calendar year and by change-point regime of its benchmark. */
export function computeBreakdowns(input: BreakdownInput): Breakdowns {
  const account = accountBars(input);
  return {
    byAsset: byAsset(account),
    byModel: byModel(account),
    byYear: byYear(account),
    byRegime: byRegime(account),
  };
}

function accountBars(input: BreakdownInput): AccountBars {
  const { run, config, barsPerYear } = input;
  const { initialCapital, riskFreeRate } = config.backtest;
  const { time, equity } = run.equity;
  const skipped = equity[0] === initialCapital && equity.length > 1 ? 1 : 0;
  const before = (row: number) => (row === 0 ? initialCapital : equity[row - 1]);
  return {
    input,
    time: time.subarray(skipped),
    results: equity.map((value, row) => value - before(row)).subarray(skipped),
    equityBefore: equity.map((_, row) => before(row)).subarray(skipped),
    skipped,
    options: {
      periodsPerYear: barsPerYear,
      riskFreePerBar: (1 + riskFreeRate) ** (1 / barsPerYear) - 1,
    },
  };
}

/** What is no asset's is the last row: interest, borrow fees, what rates did to balances. */
function byAsset(account: AccountBars): Part[] {
  const { input, time, equityBefore, skipped, options } = account;
  const { run, market, config } = input;
  const results = assetResults(valued(input), run.fills, run.equity.time).map((each) =>
    each.subarray(skipped),
  );
  const rest = account.results.map((result, row) =>
    results.reduce((left, each) => left - each[row], result),
  );
  const total = rest.reduce((sum, each) => sum + each, 0);
  const rows = market.assets.map(({ symbol }, asset) =>
    measurePart(
      {
        name: symbol,
        time,
        equityBefore,
        results: results[asset],
        deals: {
          trades: run.trades.filter((trade) => trade.symbol === symbol),
          fills: run.fills.filter((fill) => fill.symbol === symbol),
        },
      },
      unfunded(options),
    ),
  );
  if (!(Math.abs(total) > ROUNDING * config.backtest.initialCapital)) return rows;
  const deals = { trades: [], fills: [] };
  const cash = { name: 'cash', time, equityBefore, results: rest, deals };
  return [...rows, measurePart(cash, unfunded(options))];
}

/** What an asset or a model earns is not capital's: there is no risk-free rate to take off. */
function unfunded(options: PartOptions): PartOptions {
  return { ...options, riskFreePerBar: 0 };
}

/** The assets with the rates of their currencies at the run's bars. */
function valued({ market, config, run }: BreakdownInput): ValuedAsset[] {
  const symbols = market.assets.map(({ symbol }) => symbol);
  const { currencies } = accountTerms(config.trading, symbols);
  const rates = currencies === null ? [] : rateColumns(market, run.equity.time, currencies);
  return market.assets.map((asset, at) => ({
    ...asset,
    rate: rates[currencies?.quote[at] ?? -1] ?? null,
    keeps: currencies?.keeps[at] ?? false,
  }));
}

/** Each bar's result, shared out by the shares of the vote at the close before it. */
function byModel(account: AccountBars): Part[] {
  const { input, results, equityBefore, time, options } = account;
  const { modelWeights } = input.run;
  if (modelWeights === null) return [];
  const { time: votedAt, share } = modelWeights;
  /** Newest vote before each bar; −1 before the first. */
  const votes = new Int32Array(time.length);
  for (let row = 0, vote = -1; row < time.length; row++) {
    while (vote + 1 < votedAt.length && votedAt[vote + 1] < time[row]) vote++;
    votes[row] = vote;
  }
  const first = votes.findIndex((vote) => vote >= 0);
  if (first < 0) return [];
  return Object.entries(share).map(([name, shares]) => {
    const held = Float64Array.from(votes.subarray(first), (vote) => shares[vote]);
    return measurePart(
      {
        name,
        time: time.subarray(first),
        equityBefore: equityBefore.subarray(first),
        results: held.map((weight, row) => weight * results[first + row]),
        deals: null,
        share: held.reduce((sum, weight) => sum + weight, 0) / held.length,
      },
      unfunded(options),
    );
  });
}

function byYear(account: AccountBars): Part[] {
  const years = Array.from(account.time, (time) => new Date(time).getUTCFullYear());
  const starts = [...years.keys()].filter((row) => row === 0 || years[row] !== years[row - 1]);
  return bySpan(account, starts, (row) => String(years[row]));
}

function byRegime(account: AccountBars): Part[] {
  const { input, skipped, time } = account;
  const starts = regimeStarts(input.run.benchmark.subarray(skipped), input.config.features);
  return bySpan(account, starts, (row, end) => `${dateText(time[row])} to ${dateText(time[end])}`);
}

/** Parts of the account from each start up to the next. */
function bySpan(
  account: AccountBars,
  starts: readonly number[],
  nameOf: (first: number, last: number) => string,
): Part[] {
  const { input, time, results, equityBefore, options } = account;
  const { trades, fills } = input.run;
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? time.length;
    const isFirst = at === 0;
    const isWithin = (stamp: number) =>
      (isFirst || stamp >= time[from]) && (to === time.length || stamp < time[to]);
    return measurePart(
      {
        name: nameOf(from, to - 1),
        time: time.subarray(from, to),
        results: results.subarray(from, to),
        equityBefore: equityBefore.subarray(from, to),
        deals: {
          trades: trades.filter(({ exitTime }) => isWithin(exitTime)),
          fills: fills.filter((fill) => isWithin(fill.time)),
        },
      },
      options,
    );
  });
}
