import { StudentRuns } from '../../src/features/change-point/student-runs.ts';

/** What is believed of change points before a series is seen. */
export interface SegmentationPrior {
  /** Mean length of a segment; the hazard is 1 / this. */
  readonly expectedRun: number;
  readonly kappa: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * The most probable way to cut a whole series: the first index of each segment but the first.
 *
 * best(t) = max over s < t of best(s) · P(cut at s) · P(no cut in between) · P(x_{s..t−1}), found
 * alongside the forward pass of Bayesian change-point detection. Segments are normal with unknown mean
 * and variance; of several columns each is independent of the others. It takes time with the square
 * of the length.
 *
 * @param columns - each of the same length, standardised
 * @see Fearnhead, Exact and efficient Bayesian inference for multiple changepoint problems, 2006, §3
 */
export function mostProbableSegmentation(
  columns: readonly Float64Array[],
  { expectedRun, kappa, alpha, beta }: SegmentationPrior,
): readonly number[] {
  const length = columns[0].length;
  const logStay = Math.log1p(-1 / expectedRun);
  const logCut = -Math.log(expectedRun);
  const models = columns.map(() => new StudentRuns({ location: 0, kappa, alpha, beta }));
  for (const model of models) model.reserve(length);
  const logJoint = new Float64Array(length);
  const startBefore = new Int32Array(length + 1);
  let best = 0;
  for (let at = 0; at < length; at++) {
    for (const model of models) model.begin(at);
    logJoint[at] = best + (at === 0 ? 0 : logCut) - logStay;
    let heaviest = 0;
    for (const [column, model] of models.entries()) {
      const shift = column === 0 ? logStay : 0;
      heaviest = model.observe(columns[column][at], shift, at + 1, logJoint);
    }
    startBefore[at + 1] = heaviest;
    best = logJoint[heaviest];
  }
  const cuts: number[] = [];
  for (let start = startBefore[length]; start > 0; start = startBefore[start]) cuts.push(start);
  return cuts.reverse();
}
