import { standardDeviation } from '#base';
import type { PortfolioConfig } from '#config';
import type { Allocation } from '../allocation/allocation.ts';
import type { AllocationInputs } from '../allocation/allocation-inputs.ts';
import { limitsOf } from '../allocation/limits/configured-limits.ts';
import type { PortfolioLimits, WeightRange } from '../allocation/limits/portfolio-limits.ts';
import { PortfolioOptimizer } from '../allocation/portfolio-optimizer.ts';
import type { ReturnMatrix } from '../allocation/return-matrix.ts';
import type { Bet } from './bets.ts';

/** What weights are chosen by, besides the bets. */
export interface Outlook {
  readonly symbols: readonly string[];
  readonly portfolio: PortfolioConfig;
  /** Group of an asset, by symbol. */
  readonly groups: Readonly<Record<string, string>>;
  /** Of all assets, oldest first. */
  readonly returns: ReturnMatrix;
  readonly barsPerYear: number;
  readonly riskFreeRate: number;
  /** Signed shares of equity, waiting orders included [assets] */
  readonly held: Float64Array;
  /** Share of equity in assets that are not weighed and stay as they are. */
  readonly reserved: number;
  /** What moving a weight by 1 costs, as a share of a year's return. */
  readonly costAYear: number;
  /** Weights that an agent gives all assets; null where none has spoken [assets] */
  readonly policy: Float64Array | null;
}

/** Weights of the bets' assets, and how they came about. */
export interface ChosenWeights {
  /** Signed shares of equity, NaN for assets without a bet or without a weight [assets] */
  readonly weights: Float64Array;
  readonly allocation: Allocation;
}

/**
 * Weights of several bets by the method that the settings name.
 *
 * - `mean-variance`, `max-sharpe`: a bet's expected return is signalSharpe · σ · strength on its side, a year;
 *   its weight lies on that side
 * - `black-litterman`: the same expected return is a view, as sure as the signal
 * - `ppo`: what the agent gives to the assets that have a bet
 * - the others choose by risk alone, among bets instead of assets: what a short earns is −1 times the asset's
 *   return, so that two bets which hedge each other are seen to. Each bet then gets its strength's part of
 *   its weight, and the rest stays cash
 */
export function chooseWeights(bets: readonly Bet[], outlook: Outlook): ChosenWeights {
  const { symbols, portfolio, returns, barsPerYear, riskFreeRate } = outlook;
  const inputs = {
    symbols: bets.map(({ asset }) => symbols[asset]),
    returns: columnsOf(returns, bets),
    barsPerYear,
    riskFreeRate,
  };
  // Its weights add up to one sum, which the turnover allowed may not reach at once.
  const settings =
    portfolio.method === 'max-sharpe' ? { ...portfolio, maxTurnover: null } : portfolio;
  const optimizer = new PortfolioOptimizer(settings, outlook.groups);
  const isScaled = scalesByStrength(portfolio.method);
  const allocation = optimizer.optimize(
    isScaled
      ? onTheirSides(inputs, bets, outlook)
      : { ...inputs, ...withExpectations(inputs, bets, outlook) },
  );
  const leftOut = new Set(allocation.leftOut.map(({ symbol }) => symbol));
  const weights = new Float64Array(symbols.length).fill(Number.NaN);
  bets.forEach(({ asset, side, strength }, at) => {
    if (leftOut.has(symbols[asset])) return;
    weights[asset] = allocation.weights[at] * (isScaled ? side * strength : 1);
  });
  return { weights, allocation };
}

/** Whether a method looks at risk alone, so that signals say how much of its weight is taken. */
export function scalesByStrength(method: PortfolioConfig['method']): boolean {
  return !['mean-variance', 'max-sharpe', 'black-litterman', 'ppo'].includes(method);
}

type Known = Pick<AllocationInputs, 'symbols' | 'returns' | 'barsPerYear' | 'riskFreeRate'>;

/** The problem of bets that can only be taken, each up to its cap. */
function onTheirSides(
  inputs: Known,
  bets: readonly Bet[],
  { portfolio, groups, reserved }: Outlook,
): AllocationInputs {
  const { assets, values } = inputs.returns;
  const long = {
    ...limitsOf(portfolio, groups, inputs.symbols),
    lower: new Float64Array(bets.length),
  };
  const free = Math.min(portfolio.netWeight, long.gross) - reserved;
  const net = Math.min(Math.max(0, free), reachableNet(long));
  return {
    ...inputs,
    returns: {
      ...inputs.returns,
      values: values.map((value, at) => value * bets[at % assets].side),
    },
    limits: { lower: long.lower, net: { least: net, most: net } },
  };
}

/** Largest sum of weights that caps and groups leave; a symbol is in one group at most. */
function reachableNet({ upper, groups }: PortfolioLimits): number {
  const grouped = new Set(groups.flatMap(({ members }) => members));
  const sum = (members: readonly number[]) =>
    members.reduce((total, member) => total + upper[member], 0);
  const free = Array.from(upper.keys()).filter((asset) => !grouped.has(asset));
  return groups.reduce(
    (total, { members, most }) => total + Math.min(most, sum(members)),
    sum(free),
  );
}

/** What methods need that weigh returns: each asset on the side of its bet, cash for what is not worth it. */
function withExpectations(
  { symbols, returns }: Known,
  bets: readonly Bet[],
  { portfolio, groups, barsPerYear, held, reserved, costAYear, policy }: Outlook,
): Partial<AllocationInputs> {
  const { lower, upper } = limitsOf(portfolio, groups, symbols);
  const volatility = volatilities(returns, barsPerYear);
  const expected = Float64Array.from(
    bets,
    ({ side, strength }, at) => side * strength * portfolio.signalSharpe * volatility[at],
  );
  const isPolicy = portfolio.method === 'ppo';
  const size = Math.max(0, Math.abs(portfolio.netWeight) - reserved);
  return {
    previousWeights: Float64Array.from(bets, ({ asset }) => held[asset]),
    costs: new Float64Array(bets.length).fill(costAYear),
    forecastWeights: policy === null ? null : Float64Array.from(bets, ({ asset }) => policy[asset]),
    ...(portfolio.method === 'black-litterman'
      ? { views: bets.map((bet, at) => viewOf(bet, at, bets.length, expected)) }
      : { expectedReturns: isPolicy ? null : expected }),
    limits: {
      ...(!isPolicy && {
        lower: lower.map((least, at) => (bets[at].side > 0 ? 0 : least)),
        upper: upper.map((most, at) => (bets[at].side > 0 ? most : 0)),
      }),
      ...(portfolio.longShort && { gross: Math.max(0, portfolio.maxGross - reserved) }),
      net: netRange(portfolio, size),
    },
  };
}

/** The greatest Sharpe ratio says nothing of how much stays in cash. */
function netRange({ method, longShort, netWeight }: PortfolioConfig, size: number): WeightRange {
  if (method !== 'max-sharpe') return { least: longShort ? -size : 0, most: size };
  const net = Math.sign(netWeight) * size;
  return { least: net, most: net };
}

function viewOf({ confidence }: Bet, at: number, count: number, expected: Float64Array) {
  const portfolio = new Float64Array(count);
  portfolio[at] = 1;
  return { portfolio, expectedReturn: expected[at], confidence };
}

/** Standard deviation of each column times √(bars a year), over the bars it has; NaN with fewer than two. */
function volatilities({ assets, values }: ReturnMatrix, barsPerYear: number): Float64Array {
  return Float64Array.from({ length: assets }, (_, asset) => {
    const own = values.filter((value, at) => at % assets === asset && Number.isFinite(value));
    return standardDeviation(own) * Math.sqrt(barsPerYear);
  });
}

function columnsOf({ bars, assets, values }: ReturnMatrix, bets: readonly Bet[]): ReturnMatrix {
  const columns = new Float64Array(bars * bets.length);
  for (let bar = 0; bar < bars; bar++) {
    bets.forEach(({ asset }, at) => {
      columns[bar * bets.length + at] = values[bar * assets + asset];
    });
  }
  return { bars, assets: bets.length, values: columns };
}
