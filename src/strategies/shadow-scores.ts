import {
  DecayedSum,
  type DecayedSumState,
  EwVolatility,
  type EwVolatilityState,
  type MarketSlice,
  type Stateful,
} from '#base';

export interface ShadowScoresOptions {
  readonly models: readonly string[];
  readonly assets: number;
  readonly halfLifeBars: number;
}

export interface ShadowScoresState {
  readonly prices: readonly (number | null)[];
  readonly volatility: readonly EwVolatilityState[];
  readonly votes: readonly (readonly (number | null)[])[];
  readonly earned: readonly EarnedState[];
}

interface EarnedState {
  readonly bars: number;
  readonly sum: DecayedSumState;
  readonly squares: DecayedSumState;
}

/** Bars before what a model's votes earned says anything. */
const LEAST_BARS = 20;

/** Half-life of the volatility in whose units earnings are counted, bars. */
const VOLATILITY_HALF_LIFE_BARS = 21;

/**
 * What each model's votes would have earned by themselves: a position held from one bar of an asset to its
 * next one, gross, in units of that asset's volatility.
 *
 * e_t = mean over assets of vote_{t−1} · ln(p_t / p_{t−1}) / σ_{t−1}; score = mean(e) · √n / deviation(e), decayed
 * by half-life, n the number of bars that the decay leaves. Only votes that came before a move are judged by
 * it.
 */
export class ShadowScores implements Stateful<ShadowScoresState> {
  readonly #models: readonly string[];
  /** Adjusted closes [assets], NaN before the first. */
  readonly #prices: Float64Array;
  readonly #volatility: readonly EwVolatility[];
  /** Vote at each asset's last bar [models][assets], NaN where there was none. */
  readonly #votes: readonly Float64Array[];
  readonly #earned: readonly Earned[];

  constructor({ models, assets, halfLifeBars }: ShadowScoresOptions) {
    this.#models = models;
    this.#prices = new Float64Array(assets).fill(Number.NaN);
    this.#volatility = Array.from(
      { length: assets },
      () => new EwVolatility(VOLATILITY_HALF_LIFE_BARS),
    );
    this.#votes = models.map(() => new Float64Array(assets).fill(Number.NaN));
    this.#earned = models.map(() => new Earned(halfLifeBars));
  }

  /** Takes a bar: what earlier votes earned by it is theirs, and they are over. */
  observe({ present, close, factor }: MarketSlice): void {
    const moves = new Float64Array(present.length).fill(Number.NaN);
    for (let asset = 0; asset < present.length; asset++) {
      if (present[asset] === 0) continue;
      const price = close[asset] * factor[asset];
      const move = Math.log(price / this.#prices[asset]);
      moves[asset] = move / this.#volatility[asset].value;
      this.#prices[asset] = price;
      this.#volatility[asset].move(price, move);
    }
    this.#votes.forEach((votes, model) => {
      this.#judge(votes, moves, this.#earned[model]);
      for (let asset = 0; asset < present.length; asset++) {
        if (present[asset] === 1) votes[asset] = Number.NaN;
      }
    });
  }

  #judge(votes: Float64Array, moves: Float64Array, earned: Earned): void {
    let sum = 0;
    let count = 0;
    for (let asset = 0; asset < votes.length; asset++) {
      const earning = votes[asset] * moves[asset];
      if (!Number.isFinite(earning)) continue;
      sum += earning;
      count++;
    }
    if (count > 0) earned.update(sum / count);
  }

  /** @param vote - share of a full position, −1…1, that the model holds of the asset from this bar on */
  note(model: number, asset: number, vote: number): void {
    this.#votes[model][asset] = vote;
  }

  /** t-statistic of each model's earnings; 0 while there are too few, or none vary. */
  get scores(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#models.map((model, at) => [model, this.#earned[at].tStatistic]),
    );
  }

  saveState(): ShadowScoresState {
    return {
      prices: finiteOrNull(this.#prices),
      volatility: this.#volatility.map((volatility) => volatility.saveState()),
      votes: this.#votes.map(finiteOrNull),
      earned: this.#earned.map((earned) => earned.saveState()),
    };
  }

  loadState(state: ShadowScoresState): void {
    this.#prices.set(nanWhereNull(state.prices));
    this.#volatility.forEach((volatility, asset) => volatility.loadState(state.volatility[asset]));
    this.#votes.forEach((votes, model) => votes.set(nanWhereNull(state.votes[model])));
    this.#earned.forEach((earned, model) => earned.loadState(state.earned[model]));
  }
}

class Earned implements Stateful<EarnedState> {
  readonly #sum: DecayedSum;
  readonly #squares: DecayedSum;
  #bars = 0;

  constructor(halfLifeBars: number) {
    this.#sum = new DecayedSum(halfLifeBars);
    this.#squares = new DecayedSum(halfLifeBars);
  }

  update(earning: number): void {
    this.#sum.update(earning);
    this.#squares.update(earning * earning);
    this.#bars++;
  }

  get tStatistic(): number {
    if (this.#bars < LEAST_BARS) return 0;
    const variance = this.#squares.mean - this.#sum.mean ** 2;
    return variance > 0 ? this.#sum.standardised / Math.sqrt(variance) : 0;
  }

  saveState(): EarnedState {
    return {
      bars: this.#bars,
      sum: this.#sum.saveState(),
      squares: this.#squares.saveState(),
    };
  }

  loadState({ bars, sum, squares }: EarnedState): void {
    this.#bars = bars;
    this.#sum.loadState(sum);
    this.#squares.loadState(squares);
  }
}

function finiteOrNull(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

function nanWhereNull(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}
