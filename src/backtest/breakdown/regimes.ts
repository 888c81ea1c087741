import { EwVolatility } from '#base';
import type { ChangePointConfig } from '#config';
import { BayesianChangePointDetector } from '#features';

/** A change that is this likely or more counts. */
const LIKELY = 0.5;

/** No regime is shorter, bars. */
const LEAST_BARS = 20;

/** Changes kept at most, the most severe ones. */
const MOST_CHANGES = 24;

export interface RegimeSettings {
  readonly changePoint: ChangePointConfig;
  readonly volatilityHalfLifeBars: number;
}

interface Change {
  readonly row: number;
  readonly severity: number;
}

/**
 * First rows of the regimes of a path, the first of them 0.
 *
 * The detector reads ln(v_t / v_{t−1}) / σ_t, as the feature `cp_score` does. Where a recent change is more
 * likely than not, a regime begins where the likeliest run began; changes less than 20 bars apart are one,
 * the most severe. They are told with hindsight of a few bars, for looking back, not for trading.
 *
 * @param values - [t], an equity curve or a price
 */
export function regimeStarts(values: Float64Array, settings: RegimeSettings): number[] {
  const kept = changesOf(values, settings)
    .filter(({ row }) => row >= LEAST_BARS && values.length - row >= LEAST_BARS)
    .toSorted((left, right) => right.severity - left.severity || left.row - right.row)
    .slice(0, MOST_CHANGES)
    .map(({ row }) => row);
  return [0, ...kept.toSorted((left, right) => left - right)];
}

function changesOf(values: Float64Array, settings: RegimeSettings): readonly Change[] {
  const detector = new BayesianChangePointDetector(settings.changePoint);
  const volatility = new EwVolatility(settings.volatilityHalfLifeBars);
  const changes: Change[] = [];
  /** Row of each observation. */
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const move = Math.log(values[row] / values[row - 1]);
    const sigma = volatility.move(values[row], move);
    if (!(sigma > 0 && Number.isFinite(move))) continue;
    rows.push(row);
    const { score, severity } = detector.update(move / sigma);
    if (!(score > LIKELY)) continue;
    const start = rows[Math.max(0, rows.length - detector.likeliestRunLength)];
    const last = changes.at(-1);
    if (last === undefined || start - last.row >= LEAST_BARS) {
      changes.push({ row: start, severity });
    } else if (severity > last.severity) {
      changes[changes.length - 1] = { row: last.row, severity };
    }
  }
  return changes;
}
