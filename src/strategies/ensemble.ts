import type { Forecast, Logger, MarketSlice } from '#base';
import { hedgedStrengths } from './hedged-strengths.ts';
import { HeldShares, type HeldSharesOptions, type HeldSharesState, toBand } from './held-shares.ts';
import { ShadowScores, type ShadowScoresState } from './shadow-scores.ts';
import { type Direction, NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';
import { tiltedWeights } from './tilted-weights.ts';

export interface EnsembleOptions extends HeldSharesOptions {
  /** Whose forecasts vote. */
  readonly models: readonly string[];
  /** Weight of each model before anything is known of it; empty is equal. */
  readonly weights: readonly number[];
  /** Vote below this share of a full position is flat. */
  readonly flatBelow: number;
  /** Joint forecast at this multiple of its typical size is a full position. */
  readonly fullAt: number;
  /** Distance from the wanted share of a full position that is not traded. */
  readonly band: number;
  readonly halfLifeBars: number;
  /** How far weights follow what votes earned; 0 is not at all. */
  readonly tilt: number;
  /** Least share of the vote a model keeps. */
  readonly floor: number;
}

interface EnsembleState extends Readonly<Record<string, unknown>> {
  readonly weights: readonly number[];
  readonly held: HeldSharesState;
  readonly shadow: ShadowScoresState;
}

/**
 * Several models vote, and those whose votes earned more count more.
 *
 * vote = clip(h(Σ w·f / Σ w·scale) / fullAt, −1, 1) over the models that forecast the asset: f their expected
 * return in σ, to which each was calibrated in its fold, scale its typical size, h the hedge between assets
 * (`hedgedStrengths`). Models that contradict each other thus leave a small vote. |vote| < flatBelow is
 * flat; what else is held moves to the edge of a band, as in `MLSignalStrategy`. A model without a finite
 * forecast where others have one is logged once and does not vote there; where none has one the position is
 * kept.
 *
 * Weights follow what each model's own votes earned since (`ShadowScores`, `tiltedWeights`).
 */
export class EnsembleStrategy implements Strategy {
  readonly name = 'ensemble';
  readonly models: readonly string[];
  readonly #options: EnsembleOptions;
  readonly #assets: number;
  readonly #logger: Logger;
  readonly #prior: readonly number[];
  #weights: readonly number[];
  readonly #held: HeldShares;
  readonly #shadow: ShadowScores;
  /** Models whose silence has been logged. */
  readonly #logged = new Set<string>();

  constructor(assets: number, options: EnsembleOptions, logger: Logger) {
    const { models, weights, halfLifeBars, floor } = options;
    this.models = models;
    this.#options = options;
    this.#assets = assets;
    this.#logger = logger;
    this.#prior = weights.length === 0 ? models.map(() => 1) : weights;
    this.#weights = tiltedWeights(this.#prior, { scores: models.map(() => 0), tilt: 0, floor });
    this.#held = new HeldShares(assets, options);
    this.#shadow = new ShadowScores({ models, assets, halfLifeBars });
  }

  /** Share of the vote that each model has, summing to 1. */
  get modelWeights(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.models.map((model, at) => [model, this.#weights[at]]));
  }

  /**
   * Moves weights towards the models that did better.
   *
   * @param performance - score of each model, as a t-statistic; one that is missing or not finite counts as 0
   */
  updateWeights(performance: Readonly<Record<string, number>>): void {
    const { tilt, floor } = this.#options;
    const scores = this.models.map((model) => performance[model] ?? 0);
    this.#weights = tiltedWeights(this.#prior, { scores, tilt, floor });
  }

  warmUp(slice: MarketSlice): void {
    this.#shadow.observe(slice);
  }

  generateSignals(slice: MarketSlice, forecasts: readonly Forecast[]): readonly Signal[] {
    this.#shadow.observe(slice);
    this.updateWeights(this.#shadow.scores);
    const members = this.models.map((model) => forecasts.find((each) => each.model === model));
    this.#noteVotes(slice, members);
    const strengths = this.#jointStrengths(slice, members);
    const signals: Signal[] = [];
    for (let asset = 0; asset < this.#assets; asset++) {
      if (slice.present[asset] === 0 || !Number.isFinite(strengths[asset])) continue;
      const vote = this.#voteOf(strengths[asset]);
      const held = this.#held.move(asset, this.#wanted(asset, vote));
      signals.push(
        signal({
          time: slice.time,
          asset,
          direction: Math.sign(held) as Direction,
          confidence: Math.abs(vote),
          targetPosition: held,
          reason: 'vote',
        }),
      );
    }
    return signals.length > 0 ? signals : NO_SIGNALS;
  }

  #wanted(asset: number, vote: number): number {
    const { flatBelow, band } = this.#options;
    return Math.abs(vote) < flatBelow ? 0 : toBand(this.#held.of(asset), vote, band);
  }

  #voteOf(strength: number): number {
    return Math.min(1, Math.max(-1, strength / this.#options.fullAt));
  }

  /** What each model would hold by itself from this bar on. */
  #noteVotes({ present }: MarketSlice, members: readonly (Forecast | undefined)[]): void {
    members.forEach((member, model) => {
      if (member === undefined) return;
      const strengths = hedgedStrengths(member);
      for (let asset = 0; asset < this.#assets; asset++) {
        if (present[asset] === 0 || !speaks(member, asset)) continue;
        this.#shadow.note(model, asset, this.#voteOf(strengths[asset]));
      }
    });
  }

  /** The members' forecasts as one, in typical sizes, hedged [assets]; NaN where none speaks. */
  #jointStrengths(
    { present }: MarketSlice,
    members: readonly (Forecast | undefined)[],
  ): Float64Array {
    const expectedSigma = new Float64Array(this.#assets).fill(Number.NaN);
    let correlation = 0;
    let heard = 0;
    for (let asset = 0; asset < this.#assets; asset++) {
      if (present[asset] === 0) continue;
      let sum = 0;
      let scale = 0;
      members.forEach((member, model) => {
        if (member === undefined || !speaks(member, asset)) return;
        const weight = this.#weights[model];
        sum += weight * member.expectedSigma[asset];
        scale += weight * member.scale;
        correlation += weight * member.correlation;
        heard += weight;
      });
      if (!(scale > 0)) continue;
      expectedSigma[asset] = sum / scale;
      this.#logSilent(asset, members);
    }
    return hedgedStrengths({
      scale: 1,
      correlation: heard > 0 ? correlation / heard : 0,
      expectedSigma,
    });
  }

  #logSilent(asset: number, members: readonly (Forecast | undefined)[]): void {
    members.forEach((member, at) => {
      const model = this.models[at];
      if ((member !== undefined && speaks(member, asset)) || this.#logged.has(model)) return;
      this.#logged.add(model);
      this.#logger.warn(`Model ${model} gives no finite forecast; the ensemble votes without it`, {
        forecast: String(member?.expectedSigma[asset]),
        scale: String(member?.scale),
      });
    });
  }

  saveState(): StrategyState {
    const state: EnsembleState = {
      weights: [...this.#weights],
      held: this.#held.saveState(),
      shadow: this.#shadow.saveState(),
    };
    return state;
  }

  loadState(state: StrategyState): void {
    const { weights, held, shadow } = state as EnsembleState;
    this.#weights = [...weights];
    this.#held.loadState(held);
    this.#shadow.loadState(shadow);
  }
}

/** Written so that what is not a number is silence. */
function speaks({ expectedSigma, scale, correlation }: Forecast, asset: number): boolean {
  return (
    Number.isFinite(expectedSigma[asset]) &&
    scale > 0 &&
    Number.isFinite(scale) &&
    correlation >= 0 &&
    correlation < 1
  );
}
