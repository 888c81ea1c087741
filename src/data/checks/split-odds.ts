/** New shares for one old of the splits that companies make, and how many of a hundred splits are so. */
const FORWARD: readonly (readonly [ratio: number, percent: number])[] = [
  [2, 30],
  [1.5, 18],
  [3, 8],
  [4, 4],
  [5, 4],
  [10, 4],
  [2.5, 1],
  [6, 1],
  [7, 1],
  [8, 1],
  [12, 0.5],
  [15, 0.5],
  [20, 1.5],
  [25, 0.5],
  [30, 0.5],
  [40, 0.5],
  [50, 0.5],
];
const REVERSE: readonly (readonly [ratio: number, percent: number])[] = [
  [2, 1.5],
  [3, 1.5],
  [4, 2],
  [5, 3.5],
  [6, 1],
  [7, 1],
  [8, 2],
  [10, 7],
  [12, 0.7],
  [15, 2],
  [20, 3],
  [25, 1.5],
  [30, 1.5],
  [40, 0.7],
  [50, 1],
];

/** Chance that a bar is the first at the terms of a split that nobody told: one in four years of days. */
const SPLIT_CHANCE = 1e-3;

/** Density at 0 of Student's t with three degrees of freedom: how prices jump when nothing is wrong. */
const JUMP_PEAK = 2 / (Math.PI * Math.sqrt(3));
const NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);

/** Even a quiet night moves the price a little. */
const LEAST_NIGHT = 0.005;

/** A ratio that a night is near to, and how likely it is that it made the night. */
export interface LikelySplit {
  /** New shares for one old. */
  readonly ratio: number;
  /** Chance of such a night with a split over that of one without. */
  readonly odds: number;
}

const CANDIDATES = [
  ...FORWARD.map(([ratio, percent]) => ({ ratio, log: Math.log(ratio), percent })),
  ...REVERSE.map(([ratio, percent]) => ({ ratio: 1 / ratio, log: -Math.log(ratio), percent })),
];

/**
 * The split that explains a night best.
 *
 * odds = P(split) · share(s) · φ((r + ln s)/σ) / t₃(r/σ)
 *
 * with φ the normal and t₃ Student's density with three degrees of freedom, whose long tails are those of
 * prices: at σ = 1 % a move of ln 2 is a split by a thousand to one, at σ = 10 % it may be a move.
 *
 * @param night - ln of the first price over the last one before
 * @param sigma - usual size of a night, > 0
 */
export function likeliestSplit(night: number, sigma: number): LikelySplit {
  const scale = Math.max(sigma, LEAST_NIGHT);
  const z = night / scale;
  const jump = JUMP_PEAK / (1 + (z * z) / 3) ** 2;
  let best: LikelySplit = { ratio: 1, odds: 0 };
  for (const { ratio, log, percent } of CANDIDATES) {
    const off = (night + log) / scale;
    const split = (NORMAL_PEAK * Math.exp(-0.5 * off * off) * percent) / 100;
    const odds = (SPLIT_CHANCE * split) / jump;
    if (odds > best.odds) best = { ratio, odds };
  }
  return best;
}
