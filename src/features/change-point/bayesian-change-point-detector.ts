import { assert, QuantError, type Stateful } from '#base';
import type { ChangePointConfig } from '#config';
import { expOfMinus, NEGLIGIBLE } from './fast-exp.ts';
import { raoDistance } from './rao-distance.ts';
import type { RunModel, RunModelState } from './run-model.ts';
import { lengthened, listsToText, textToLists } from './slot-list.ts';
import { StudentRuns } from './student-runs.ts';

/** What one observation says of change. */
export interface ChangePoint {
  /** Probability that the present run began within the recent bars, in [0, 1]. */
  score: number;
  /** How far the prediction has moved because of runs that began lately, ≥ 0, no unit. */
  severity: number;
}

/** Distribution of the number of observations in the present run, shortest first. */
export interface RunLengthPosterior {
  /** ≥ 1; of merged hypotheses the likeliest one's. */
  readonly runLengths: Float64Array;
  /** Sums to 1. */
  readonly probabilities: Float64Array;
}

export interface ChangePointState {
  readonly observations: number;
  readonly logEvidence: number;
  readonly logTotal: number;
  readonly score: number;
  readonly severity: number;
  /** Location and squared scale of the prediction. */
  readonly prediction: readonly [number, number];
  /** Slots from the oldest run to the newest. */
  readonly order: readonly number[];
  /** Place in the order of the older run of the pair to merge next. */
  readonly cheapest: number;
  /** Log weight, first observation, share of the peak, prediction before the run: a list each. */
  readonly runs: readonly string[];
  readonly model: RunModelState;
}

/** Larger observations count as this, so that squares stay finite. */
const LARGEST = 1e40;
/** Severity looks this many times further back than the score: small changes are seen late. */
const SEVERITY_REACH = 8;
/** Weight beside the heaviest run's that any run counts for when two are chosen to merge: it may grow. */
const LEAST_WEIGHT = 1e-4;
/** Squared distance of predictions that a relative distance of 1 in run length counts for. */
const LENGTH_WEIGHT = 0.3;
const FIRST_SLOTS = 64;

/**
 * Bayesian online change-point detection: the distribution of how long the present regime has lasted,
 * brought up to date by each observation.
 *
 * P(r_t, x_{1:t}) = Σ P(x_t | r_{t−1}, past) P(r_t | r_{t−1}) P(r_{t−1}, x_{1:t−1}), in logarithms,
 * with a hazard of 1 / expectedRunBars at every bar. A run length counts the observations of the run
 * that the newest one belongs to. Adams and MacKay's r = 0, a run that begins with the next
 * observation, has the hazard as its probability whatever is seen, and is left out.
 *
 * score = P(run length ≤ recentBars, and the run did not begin with the first observation)
 *
 * severity = Fisher–Rao distance between two mixtures of the runs' predictions, each taken as the
 * normal of its mean and squared scale: the present one, and the same with every run that began
 * within the last 8 · recentBars bars replaced by what was predicted just before it began. It is the
 * size of the shift in standard deviations for small shifts of the mean, √2 |ln ratio of deviations|
 * for shifts of the variance, weighted by belief in them; 0 as long as no change is believed in.
 *
 * Truncation: of more than `maxHypotheses` run lengths the two neighbours whose predictions and weights
 * say least apart become one, matched in centre and scale. No mass is dropped, and runs of up to
 * `recentBars` are never merged. What merging costs has no bound in theory; measured with the default
 * 20 on returns and on noise with jumps, the score is off by 1e-4 on average and 0.03 at worst, the
 * severity by 0.005 and 0.6 (docs/change-points.md). `maxHypotheses: null` is exact.
 *
 * @see R. P. Adams and D. J. C. MacKay, Bayesian Online Changepoint Detection, 2007
 */
export class BayesianChangePointDetector implements Stateful<ChangePointState> {
  readonly #model: RunModel;
  readonly #recentBars: number;
  readonly #reachBars: number;
  readonly #most: number;
  /** ln(1 − hazard), and the log odds of a change. */
  readonly #logStay: number;
  readonly #logOdds: number;
  readonly #result: ChangePoint = { score: 0, severity: 0 };
  #slots = 0;
  #logWeight = new Float64Array(0);
  /** Probability of each run; belongs to the update at hand. */
  #weight = new Float64Array(0);
  #start = new Float64Array(0);
  /** Of a merged run's mass, what its likeliest start holds. */
  #peakShare = new Float64Array(0);
  #locationBefore = new Float64Array(0);
  #squaredScaleBefore = new Float64Array(0);
  #order = new Int32Array(0);
  /** Place in the order of the older run of the pair to merge next. */
  #cheapest = 0;
  /** ln of the sum of all weights, which the next observation takes off them. */
  #logTotal = 0;
  #observations = 0;
  #logEvidence = 0;
  #location = 0;
  #squaredScale = 1;

  /**
   * @param settings - `features.changePoint`
   * @param model - what a run is; a normal of unknown mean and variance unless told
   */
  constructor(settings: ChangePointConfig, model: RunModel = studentRunsOf(settings)) {
    const { expectedRunBars, recentBars, maxHypotheses } = settings;
    this.#model = model;
    this.#recentBars = recentBars;
    this.#reachBars = SEVERITY_REACH * recentBars;
    this.#most = maxHypotheses ?? Number.POSITIVE_INFINITY;
    assert(this.#most >= recentBars + 4, 'a detector has old runs beside the recent ones to merge');
    this.#logStay = Math.log1p(-1 / expectedRunBars);
    this.#logOdds = -Math.log(expectedRunBars - 1);
    this.#reserve(Math.min(this.#most, FIRST_SLOTS));
  }

  get score(): number {
    return this.#result.score;
  }

  get severity(): number {
    return this.#result.severity;
  }

  /** Σ ln P(x_t | x_{1:t−1}). */
  get logEvidence(): number {
    return this.#logEvidence;
  }

  /** The run length that is likeliest, shortest first among equals; 0 before any observation. */
  get likeliestRunLength(): number {
    let best = Number.NEGATIVE_INFINITY;
    let start = this.#observations;
    for (let place = this.#slots - 1; place >= 0; place--) {
      const slot = this.#order[place];
      const logPeak = this.#logWeight[slot] + Math.log(this.#peakShare[slot]);
      if (logPeak > best) {
        best = logPeak;
        start = this.#start[slot];
      }
    }
    return this.#observations - start;
  }

  /** The posterior of the run length; empty before any observation. */
  runLengthPosterior(): RunLengthPosterior {
    const slots = Array.from(this.#order.subarray(0, this.#slots)).reverse();
    return {
      runLengths: Float64Array.from(slots, (slot) => this.#observations - this.#start[slot]),
      probabilities: Float64Array.from(slots, (slot) =>
        Math.exp(this.#logWeight[slot] - this.#logTotal),
      ),
    };
  }

  /**
   * Takes the next observation.
   *
   * @param x - finite, in units of the prior; beyond ±1e40 it counts as that
   * @returns the same object each time, overwritten by the next observation
   * @throws features/bad-observation for NaN and ±Infinity, which leave everything as it was
   */
  update(x: number): Readonly<ChangePoint> {
    if (!Number.isFinite(x)) throw badObservation(x, this.#observations);
    this.#begin();
    const held = Math.max(-LARGEST, Math.min(LARGEST, x));
    const heaviest = this.#model.observe(held, -this.#logTotal, this.#slots, this.#logWeight);
    this.#judge(heaviest);
    return this.#result;
  }

  /** Opens the run that would begin with the next observation. */
  #begin(): void {
    if (this.#slots === this.#most) this.#mergeCheapest();
    else {
      if (this.#slots === this.#order.length) {
        this.#reserve(Math.min(this.#most, 2 * this.#slots));
      }
      this.#order[this.#slots] = this.#slots;
      this.#slots++;
    }
    const slot = this.#order[this.#slots - 1];
    this.#model.begin(slot);
    this.#logWeight[slot] =
      this.#logTotal + (this.#observations === 0 ? -this.#logStay : this.#logOdds);
    this.#start[slot] = this.#observations;
    this.#peakShare[slot] = 1;
    this.#locationBefore[slot] = this.#location;
    this.#squaredScaleBefore[slot] = this.#squaredScale;
    this.#observations++;
  }

  /** Turns log weights into the verdict. */
  #judge(heaviest: number): void {
    const largest = this.#logWeight[heaviest];
    const total = this.#weigh(largest);
    this.#logTotal = largest + Math.log(total);
    this.#logEvidence += this.#logTotal + this.#logStay;
    this.#compare(1 / total, heaviest);
    if (this.#slots === this.#most) this.#findCheapest();
  }

  /** Each run's weight beside the heaviest one's; returns their sum. */
  #weigh(largest: number): number {
    const logWeight = this.#logWeight;
    const weight = this.#weight;
    let total = 0;
    for (let slot = 0; slot < this.#slots; slot++) {
      const below = largest - logWeight[slot];
      weight[slot] = below < NEGLIGIBLE ? expOfMinus(below) : 0;
      total += weight[slot];
    }
    return total;
  }

  /**
   * Score and severity. Each mixture's moments are taken around the centre that the heaviest run has
   * in it, so that no difference of two huge numbers can spoil a variance.
   *
   * @param share - what makes probabilities of the weights
   */
  #compare(share: number, heaviest: number): void {
    const { location, squaredScale } = this.#model;
    const order = this.#order;
    const weight = this.#weight;
    const start = this.#start;
    const locationBefore = this.#locationBefore;
    const squaredScaleBefore = this.#squaredScaleBefore;
    const lateStart = Math.max(1, this.#observations - this.#reachBars);
    const recentStart = this.#observations - this.#recentBars;
    const centre = location[heaviest];
    const isLate = start[heaviest] >= lateStart;
    const centreBefore = isLate ? locationBefore[heaviest] : centre;
    let mean = 0;
    let square = 0;
    let meanBefore = 0;
    let squareBefore = 0;
    let recent = 0;
    let place = 0;
    for (; place < this.#slots && start[order[place]] < lateStart; place++) {
      const slot = order[place];
      const off = location[slot] - centre;
      const offBefore = location[slot] - centreBefore;
      mean += weight[slot] * off;
      square += weight[slot] * (squaredScale[slot] + off * off);
      meanBefore += weight[slot] * offBefore;
      squareBefore += weight[slot] * (squaredScale[slot] + offBefore * offBefore);
    }
    for (; place < this.#slots; place++) {
      const slot = order[place];
      const off = location[slot] - centre;
      const offBefore = locationBefore[slot] - centreBefore;
      mean += weight[slot] * off;
      square += weight[slot] * (squaredScale[slot] + off * off);
      meanBefore += weight[slot] * offBefore;
      squareBefore += weight[slot] * (squaredScaleBefore[slot] + offBefore * offBefore);
      if (start[slot] >= recentStart) recent += weight[slot];
    }
    mean *= share;
    meanBefore *= share;
    this.#location = centre + mean;
    this.#squaredScale = square * share - mean * mean;
    this.#result.score = Math.min(1, recent * share);
    this.#result.severity = raoDistance(
      centre - centreBefore + (mean - meanBefore),
      this.#squaredScale,
      squareBefore * share - meanBefore * meanBefore,
    );
  }

  /**
   * Chooses the neighbours that say least apart among every second pair, the others' turn being the
   * next; runs that the score needs are left alone.
   */
  #findCheapest(): void {
    const { location, squaredScale } = this.#model;
    const order = this.#order;
    const weight = this.#weight;
    const start = this.#start;
    const end = this.#slots - this.#recentBars;
    let least = Number.POSITIVE_INFINITY;
    for (let place = 1 + (this.#observations & 1); place < end; place += 2) {
      const older = order[place - 1];
      const newer = order[place];
      const variance = squaredScale[older];
      const shift = location[older] - location[newer];
      const stretch = variance - squaredScale[newer];
      const bars = this.#observations - start[older];
      const gap = start[newer] - start[older];
      const lesser = Math.min(weight[older], weight[newer]) + LEAST_WEIGHT;
      const apart =
        bars * bars * (shift * shift * variance + 0.5 * stretch * stretch) +
        LENGTH_WEIGHT * gap * gap * variance * variance;
      const cost = (lesser * apart) / (bars * bars * variance * variance);
      if (cost < least) {
        least = cost;
        this.#cheapest = place - 1;
      }
    }
  }

  /** Makes one run of the chosen pair; the slot of the newer goes to the end of the order. */
  #mergeCheapest(): void {
    const order = this.#order;
    const into = order[this.#cheapest];
    const from = order[this.#cheapest + 1];
    const gap = this.#logWeight[from] - this.#logWeight[into];
    const lesser = Math.abs(gap) < NEGLIGIBLE ? expOfMinus(Math.abs(gap)) : 0;
    const share = (gap > 0 ? lesser : 1) / (1 + lesser);
    this.#model.merge(into, from, share);
    const peakInto = share * this.#peakShare[into];
    const peakFrom = (1 - share) * this.#peakShare[from];
    if (peakFrom > peakInto) {
      this.#start[into] = this.#start[from];
      this.#locationBefore[into] = this.#locationBefore[from];
      this.#squaredScaleBefore[into] = this.#squaredScaleBefore[from];
    }
    this.#peakShare[into] = Math.max(peakInto, peakFrom);
    this.#logWeight[into] += Math.max(gap, 0) + Math.log1p(lesser);
    const last = this.#slots - 1;
    for (let place = this.#cheapest + 1; place < last; place++) order[place] = order[place + 1];
    order[last] = from;
  }

  #reserve(slots: number): void {
    this.#model.reserve(slots);
    this.#logWeight = lengthened(this.#logWeight, slots);
    this.#weight = lengthened(this.#weight, slots);
    this.#start = lengthened(this.#start, slots);
    this.#peakShare = lengthened(this.#peakShare, slots);
    this.#locationBefore = lengthened(this.#locationBefore, slots);
    this.#squaredScaleBefore = lengthened(this.#squaredScaleBefore, slots);
    const order = new Int32Array(slots);
    order.set(this.#order);
    this.#order = order;
  }

  saveState(): ChangePointState {
    return {
      observations: this.#observations,
      logEvidence: this.#logEvidence,
      logTotal: this.#logTotal,
      score: this.#result.score,
      severity: this.#result.severity,
      prediction: [this.#location, this.#squaredScale],
      order: Array.from(this.#order.subarray(0, this.#slots)),
      cheapest: this.#cheapest,
      runs: listsToText(this.#lists(), this.#slots),
      model: this.#model.saveRuns(this.#slots),
    };
  }

  loadState(state: ChangePointState): void {
    const slots = state.order.length;
    assert(slots <= this.#most, 'a saved detector fits the hypotheses of the one it fills');
    if (slots > this.#order.length) this.#reserve(slots);
    this.#slots = slots;
    this.#observations = state.observations;
    this.#logEvidence = state.logEvidence;
    this.#logTotal = state.logTotal;
    this.#result.score = state.score;
    this.#result.severity = state.severity;
    [this.#location, this.#squaredScale] = state.prediction;
    this.#order.set(state.order);
    this.#cheapest = state.cheapest;
    textToLists(state.runs, this.#lists(), slots);
    this.#model.loadRuns(state.model, slots);
  }

  #lists(): readonly Float64Array[] {
    return [
      this.#logWeight,
      this.#start,
      this.#peakShare,
      this.#locationBefore,
      this.#squaredScaleBefore,
    ];
  }
}

function studentRunsOf({ priorKappa, priorAlpha, priorBeta }: ChangePointConfig): StudentRuns {
  return new StudentRuns({ location: 0, kappa: priorKappa, alpha: priorAlpha, beta: priorBeta });
}

function badObservation(x: number, observations: number): QuantError {
  return new QuantError(
    'features/bad-observation',
    `Observation ${observations + 1} is ${x}; change points are sought in finite numbers, so leave it out or fill it.`,
    { context: { x, observations } },
  );
}
