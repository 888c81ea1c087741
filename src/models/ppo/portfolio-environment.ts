import { assert, type Random, standardDeviation } from '#base';
import type { Environment, Transition } from './environment.ts';
import { inCash } from './in-cash.ts';
import { checkPanel, type PortfolioPanel, returnsAt } from './portfolio-panel.ts';
import { portfolioState, portfolioStateSize } from './portfolio-state.ts';
import { rebalance } from './rebalance.ts';

export interface PortfolioEnvironmentState {
  readonly bar: number;
  readonly lastBar: number;
  readonly held: readonly number[];
}

export interface PortfolioEnvironmentOptions {
  /** Of at least two bars. */
  readonly panel: PortfolioPanel;
  /** Cost of trading, a side, basis points of what is traded. */
  readonly costBps: number;
  /** Bars of an episode, at most; it begins anywhere in the panel where it fits. */
  readonly episodeBars: number;
}

/**
 * History as a task: at each bar choose weights of assets and cash, and live with them for a bar.
 *
 * State: each asset's features, then the weights held now, cash last. Action: the weights wanted.
 * Reward: log growth net of costs, in units of the deviation of an equally weighted portfolio's bar, so
 * that one critic suits every market. An episode begins in cash and is cut off, never over.
 */
export class PortfolioEnvironment implements Environment<PortfolioEnvironmentState> {
  readonly stateSize: number;
  readonly #panel: PortfolioPanel;
  readonly #costBps: number;
  readonly #episodeBars: number;
  readonly #rewardUnit: number;
  #bar = 0;
  #lastBar = 0;
  #held: Float64Array;

  /** @throws models/bad-panel */
  constructor({ panel, costBps, episodeBars }: PortfolioEnvironmentOptions) {
    const { bars, assets } = checkPanel(panel);
    assert(bars >= 2, 'an episode has a bar to act on and one to end on');
    this.stateSize = portfolioStateSize(panel);
    this.#panel = panel;
    this.#costBps = costBps;
    this.#episodeBars = Math.min(episodeBars, bars - 1);
    this.#rewardUnit = equalWeightDeviation(panel);
    this.#held = inCash(assets);
  }

  reset(random: Random): Float32Array {
    this.#bar = random.integer(this.#panel.bars - this.#episodeBars);
    this.#lastBar = this.#bar + this.#episodeBars;
    this.#held = inCash(this.#panel.assets);
    return this.#state();
  }

  step(weights: Float32Array): Transition {
    const returns = returnsAt(this.#panel, this.#bar);
    const { growth, drifted } = rebalance(this.#held, weights, returns, this.#costBps);
    this.#held = drifted;
    this.#bar++;
    return {
      state: this.#state(),
      reward: growth / this.#rewardUnit,
      terminated: false,
      truncated: this.#bar === this.#lastBar,
    };
  }

  /** Prices do not wait for the trader: other weights would have met the same returns; costs left out. */
  sharedLuck(weights: Float32Array): number {
    const returns = returnsAt(this.#panel, this.#bar - 1);
    return rebalance(weights, weights, returns, 0).growth / this.#rewardUnit;
  }

  #state(): Float32Array {
    return portfolioState(this.#panel, this.#bar, this.#held);
  }

  saveState(): PortfolioEnvironmentState {
    return { bar: this.#bar, lastBar: this.#lastBar, held: [...this.#held] };
  }

  loadState({ bar, lastBar, held }: PortfolioEnvironmentState): void {
    this.#bar = bar;
    this.#lastBar = lastBar;
    this.#held = Float64Array.from(held);
  }
}

/** Of log growth a bar; 1 where nothing moves. */
function equalWeightDeviation(panel: PortfolioPanel): number {
  const { bars, assets } = panel;
  const growth = Float64Array.from({ length: bars }, (_, bar) =>
    Math.log1p(returnsAt(panel, bar).reduce((total, value) => total + value / assets, 0)),
  );
  const deviation = standardDeviation(growth);
  return deviation > 0 ? deviation : 1;
}
