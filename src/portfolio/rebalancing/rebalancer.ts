import { type Forecast, type Logger, type MarketSlice, type Stateful } from '#base';
import type { PortfolioConfig, TradingConfig } from '#config';
import type { Signal } from '#strategies';
import type { Allocation } from '../allocation/allocation.ts';
import { LIMIT_TOLERANCE } from '../allocation/limits/portfolio-limits.ts';
import { PriceLog, type PriceLogState } from '../risk/price-log.ts';
import { ReturnHistory, type ReturnHistoryState } from '../risk/return-history.ts';
import { sideCost } from '../side-cost.ts';
import { type Bet, betsOf, isBet } from './bets.ts';
import { chooseWeights, type Outlook, scalesByStrength } from './chosen-weights.ts';
import { noTradeBand, withinTurnover, worthwhileWeights } from './no-trade-band.ts';
import { POLICY_MODEL, policyWeights } from './policy-weights.ts';
import { periodOf } from './rebalance-period.ts';
import type { Target } from './target.ts';

export interface RebalancerSetup {
  readonly symbols: readonly string[];
  readonly portfolio: PortfolioConfig;
  readonly trading: TradingConfig;
  readonly barsPerYear: number;
  /** A year, fraction. */
  readonly riskFreeRate: number;
  readonly logger: Logger;
}

export interface RebalancerState {
  readonly period: number | null;
  readonly stances: readonly number[];
  readonly targets: readonly (Target | null)[];
  readonly prices: PriceLogState;
  readonly history: ReturnHistoryState;
}

/** What is known at a bar's close when weights may be chosen. */
export interface RebalanceInputs {
  /** Newest signal of each asset. */
  readonly wishes: readonly (Signal | null)[];
  readonly forecasts: readonly Forecast[];
  /** Signed shares of equity once waiting orders fill [assets]; asked for when weights are chosen. */
  readonly held: () => Float64Array;
}

/** A trade smaller than this share of equity is rounding. */
const NO_TRADE = 1e-9;
/** Longer than any holidays of an exchange. */
const LONGEST_PAUSE_MS = 10 * 86_400_000;
/** Share of the look-back that an asset must have returns for. */
const LEAST_SHARE = 0.5;

/**
 * Turns the signals of all assets into weights, and those into targets where trading is worth it.
 *
 * Weights are chosen at the first bar of each period and whenever a signal turns to another side. Where the
 * method has no answer, what is held is kept, with nothing held the weights are those of the optimizer's
 * fallback, and a warning says why; what a signal no longer wants, or has turned against, is sold in any
 * case.
 */
export class Rebalancer implements Stateful<RebalancerState> {
  readonly #setup: RebalancerSetup;
  readonly #prices: PriceLog;
  readonly #history: ReturnHistory;
  /** Newest target of each asset that a trade is due for. */
  readonly #targets: (Target | null)[];
  /** Side of each asset's bet when weights were chosen last, twice it where returns were known [assets]. */
  readonly #stances: Int8Array;
  #period = Number.NaN;
  #isFailing = false;

  constructor(setup: RebalancerSetup) {
    const { symbols, portfolio } = setup;
    this.#setup = setup;
    this.#prices = new PriceLog(symbols.length);
    this.#history = new ReturnHistory(portfolio.lookbackBars, symbols.length, false);
    this.#targets = symbols.map(() => null);
    this.#stances = new Int8Array(symbols.length);
  }

  /** Newest target of each asset; null where nothing is to be traded. */
  get targets(): readonly (Target | null)[] {
    return this.#targets;
  }

  /** Takes the bars of a close into the returns that weights are chosen by, before or while trading. */
  learn(slice: MarketSlice): void {
    this.#prices.take(slice);
    this.#history.push(slice.present, this.#prices.move);
  }

  /** Chooses targets anew where that is due; returns the assets whose target changed. */
  rebalance({ time }: MarketSlice, inputs: RebalanceInputs): readonly number[] {
    const { portfolio, trading } = this.#setup;
    const bets = betsOf(inputs.wishes, trading.allowShort);
    const stances = this.#stancesOf(bets, time);
    const period = periodOf(time, portfolio.rebalance);
    if (period === this.#period && stances.every((stance, at) => stance === this.#stances[at])) {
      return NONE;
    }
    const isPolicy = portfolio.method === POLICY_MODEL;
    const policy = isPolicy ? policyWeights(inputs.forecasts) : null;
    const ready = bets.filter(
      ({ asset }) => this.#knows(asset, time) && (!isPolicy || Number.isFinite(policy?.[asset])),
    );
    // While nothing is known of any bet, it is asked for again at the next bar.
    if (ready.length > 0 || bets.length === 0) this.#period = period;
    this.#stances.set(stances);
    const held = inputs.held();
    const wanted = this.#wanted(ready, { wishes: inputs.wishes, held, policy });
    for (const { asset, side } of bets) {
      const isAgainst = side * held[asset] < -NO_TRADE;
      if (isAgainst && Number.isNaN(wanted[asset])) wanted[asset] = 0;
    }
    return this.#aim(time, this.#worthwhile(wanted, held));
  }

  /** Whether there is enough to weigh an asset by; what has stopped trading only looks free of risk. */
  #knows(asset: number, time: number): boolean {
    const least = LEAST_SHARE * this.#setup.portfolio.lookbackBars;
    return (
      this.#history.known(asset) >= least && time - this.#prices.time[asset] <= LONGEST_PAUSE_MS
    );
  }

  #stancesOf(bets: readonly Bet[], time: number): Int8Array {
    const stances = new Int8Array(this.#stances.length);
    for (const { asset, side } of bets) stances[asset] = this.#knows(asset, time) ? 2 * side : side;
    return stances;
  }

  /** Weight of every asset, 0 where it is not wanted, NaN where it stays as it is [assets]. */
  #wanted(
    bets: readonly Bet[],
    { wishes, held, policy }: Pick<RebalanceInputs, 'wishes'> & Pick<Outlook, 'held' | 'policy'>,
  ): Float64Array {
    const { symbols, portfolio, trading, barsPerYear, riskFreeRate, logger } = this.#setup;
    const wanted = Float64Array.from(wishes, (wish) =>
      wish !== null && !isBet(wish, trading.allowShort) ? 0 : Number.NaN,
    );
    if (bets.length === 0) return wanted;
    const { weights, allocation } = chooseWeights(bets, {
      symbols,
      portfolio,
      groups: trading.groups,
      returns: this.#history.matrix(),
      barsPerYear,
      riskFreeRate,
      held,
      reserved: reservedShare(held, wanted, bets),
      costAYear: (sideCost(trading) * barsPerYear) / portfolio.holdingBars,
      policy,
    });
    logger.debug(`Weights by ${allocation.used}`, numbersOf(allocation));
    const isUsable = allocation.limitViolation <= LIMIT_TOLERANCE;
    const isHeld = bets.some(({ asset }) => Math.abs(held[asset]) > NO_TRADE);
    const isKept = allocation.used !== portfolio.method && isHeld;
    this.#noteFailure(allocation, isKept || !isUsable);
    if (isKept || !isUsable) return wanted;
    return wanted.map((weight, asset) => (Number.isNaN(weight) ? weights[asset] : weight));
  }

  /** One warning each time the method begins to have no answer. */
  #noteFailure(allocation: Allocation, isKept: boolean): void {
    const hasFailed = allocation.used !== this.#setup.portfolio.method;
    if (hasFailed && !this.#isFailing) {
      const then = isKept ? '; positions that signals want stay as they are' : '';
      this.#setup.logger.warn(
        `No weights by ${allocation.reason ?? 'the method'}${then}`,
        numbersOf(allocation),
      );
    }
    this.#isFailing = hasFailed;
  }

  /** The weights after the trades that are worth what they cost; NaN where there is none [assets]. */
  #worthwhile(wanted: Float64Array, held: Float64Array): Float64Array {
    const { portfolio, trading } = this.#setup;
    const { riskAversion, maxTurnover } = portfolio;
    // Methods that weigh returns weigh them against costs, too.
    const byCost = (weight: number) =>
      scalesByStrength(portfolio.method) || portfolio.method === 'ppo'
        ? noTradeBand(weight, sideCost(trading), riskAversion)
        : 0;
    const bands = wanted.map((weight) =>
      weight === 0 ? 0 : (portfolio.noTradeBand ?? byCost(weight)),
    );
    const next = worthwhileWeights(held, wanted, bands);
    return maxTurnover === null ? next : withinTurnover(held, next, maxTurnover);
  }

  /** Makes the trades that are worth it the targets, in the place of all older ones. */
  #aim(time: number, next: Float64Array): readonly number[] {
    const changed: number[] = [];
    next.forEach((weight, asset) => {
      this.#targets[asset] = null;
      if (Number.isNaN(weight)) return;
      this.#targets[asset] = {
        time,
        asset,
        targetPosition: Math.sign(weight),
        weight,
        reason: 'rebalance',
      };
      changed.push(asset);
    });
    return changed;
  }

  saveState(): RebalancerState {
    return {
      period: Number.isNaN(this.#period) ? null : this.#period,
      stances: [...this.#stances],
      targets: [...this.#targets],
      prices: this.#prices.saveState(),
      history: this.#history.saveState(),
    };
  }

  loadState({ period, stances, targets, prices, history }: RebalancerState): void {
    this.#period = period ?? Number.NaN;
    this.#stances.set(stances);
    targets.forEach((target, asset) => {
      this.#targets[asset] = target;
    });
    this.#prices.loadState(prices);
    this.#history.loadState(history);
  }
}

const NONE: readonly number[] = Object.freeze([]);

/** Share of equity in assets that stay as they are: it is not there for others. */
function reservedShare(held: Float64Array, wanted: Float64Array, bets: readonly Bet[]): number {
  const weighed = new Set(bets.map(({ asset }) => asset));
  return held.reduce(
    (sum, weight, asset) =>
      weighed.has(asset) || wanted[asset] === 0 ? sum : sum + Math.abs(weight),
    0,
  );
}

function numbersOf({ used, reason, expectedReturn, volatility, certificate }: Allocation) {
  const { kktResidual, iterations } = certificate;
  return { used, reason, expectedReturn, volatility, kktResidual, iterations };
}
