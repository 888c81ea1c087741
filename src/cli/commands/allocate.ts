import { periodsPerYear, QuantError, sliceBars, firstRowAtOrAfter } from '#base';
import { dateText, type Market } from '#data';
import {
  type Allocation,
  type AllocationInputs,
  commonReturns,
  PortfolioOptimizer,
} from '#portfolio';
import { printAllocation } from '../allocation-table.ts';
import { loadPlanned, marketFlags, type MarketPlan, planMarket } from '../market-plan.ts';
import type { AllocateOptions } from '../options.ts';
import { newestPolicyWeights } from '../policy-weights.ts';
import { type Session, withSession } from '../session.ts';
import { warmUpStart } from '../warm-up.ts';

/** `quant allocate`: weights for any assets by any method, their risks, and the solver's certificate. */
export async function runAllocate(options: AllocateOptions): Promise<void> {
  const flags = [
    ...marketFlags(options),
    { flag: '--method', path: 'portfolio.method', value: options.method },
    { flag: '--covariance', path: 'portfolio.covariance', value: options.covariance },
    { flag: '--max-weight', path: 'portfolio.maxWeight', value: options.maxWeight },
    { flag: '--long-short', path: 'portfolio.longShort', value: options.longShort },
  ];
  await withSession(options, flags, async (session) => {
    session.output.document(await allocate(session, options));
  });
}

/** Chooses weights by the returns of a span, prints them, and returns the command's document. */
async function allocate(session: Session, options: AllocateOptions) {
  const { config } = session;
  const plan = await planMarket(session, options);
  const isPolicy = config.portfolio.method === 'ppo';
  const market = await loadPlanned(
    session,
    plan,
    isPolicy ? warmUpStart(plan, config) : plan.start,
  );
  const { times, returns } = commonReturns(market.assets.map((asset) => barsOf(asset, plan)));
  const barsPerYear = periodsPerYear(times);
  if (!(returns.bars > 1)) throw tooFewBars(market, plan, times.length);
  const inputs: AllocationInputs = {
    symbols: market.assets.map(({ symbol }) => symbol),
    returns,
    barsPerYear,
    riskFreeRate: config.backtest.riskFreeRate,
    // A policy decides what stays in cash, too.
    ...(isPolicy && {
      forecastWeights: await newestPolicyWeights(session, market),
      limits: { net: { least: 0, most: config.portfolio.netWeight } },
    }),
  };
  warnOfStrangeViews(session, inputs.symbols);
  const allocation = new PortfolioOptimizer(config.portfolio, config.trading.groups).optimize(
    inputs,
  );
  const span = { start: times[0], end: times[times.length - 1], bars: returns.bars };
  printAllocation(session.output, { symbols: inputs.symbols, allocation, ...span });
  return documentOf(inputs, allocation, span);
}

/** A view on what is not among the assets changes nothing, and may be a slip of the pen. */
function warnOfStrangeViews({ config, logger }: Session, symbols: readonly string[]): void {
  if (config.portfolio.method !== 'black-litterman') return;
  const strange = Object.keys(config.portfolio.blackLitterman.views).filter(
    (symbol) => !symbols.includes(symbol),
  );
  if (strange.length === 0) return;
  logger.warn(`portfolio.blackLitterman.views names ${strange.join(', ')}, not among the assets`);
}

function barsOf({ adjusted }: Market['assets'][number], { start }: MarketPlan) {
  return sliceBars(adjusted, firstRowAtOrAfter(adjusted.time, start), adjusted.time.length);
}

function tooFewBars(market: Market, { start, end }: MarketPlan, bars: number): QuantError {
  const symbols = market.assets.map(({ symbol }) => symbol).join(', ');
  return new QuantError(
    'cli/too-few-bars',
    `${symbols} have ${bars} bars in common from ${dateText(start)} to ${dateText(end)}, and weights need 3 at least; choose a longer span or other assets.`,
  );
}

function documentOf(
  { symbols, barsPerYear, riskFreeRate }: AllocationInputs,
  allocation: Allocation,
  span: { readonly start: number; readonly end: number; readonly bars: number },
) {
  const bySymbol = (values: Float64Array) =>
    Object.fromEntries(symbols.map((symbol, at) => [symbol, values[at]]));
  return {
    ...allocation,
    weights: bySymbol(allocation.weights),
    riskShares: bySymbol(allocation.riskShares),
    start: new Date(span.start).toISOString(),
    end: new Date(span.end).toISOString(),
    bars: span.bars,
    barsPerYear,
    riskFreeRate,
  };
}
