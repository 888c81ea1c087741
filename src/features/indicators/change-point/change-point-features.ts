import { VOLATILITY_WARMUP_BARS } from '#base';
import type { FeatureConfig } from '#config';
import { BarCount } from '../../bar-count.ts';
import type { BarRow } from '../../bar-row.ts';
import {
  BayesianChangePointDetector,
  type ChangePointState,
} from '../../change-point/bayesian-change-point-detector.ts';
import { type BarSource, type FeatureDefinition, kernel } from '../../kernel.ts';

/**
 * Probability that the returns changed their mean or variance within the last few bars.
 *
 * cp_score = P(run length ≤ features.changePoint.recentBars) of a BayesianChangePointDetector over
 * ln(c_t / c_{t−1}) / σ_t
 *
 * 0…1; NaN for the first 20 bars, 0 while nothing has moved.
 */
const changePointScore: FeatureDefinition = changePointFeature({
  name: 'cp_score',
  formula: 'P(run length <= recentBars) of log_return / volatility',
  range: [0, 1],
  scaling: 'none',
  read: ({ score }) => score,
});

/**
 * How big the changes of the last bars are, weighted by belief in them.
 *
 * cp_severity = severity of the detector of cp_score: a distance of predictions, in deviations for
 * shifts of the mean
 *
 * ≥ 0, no unit; NaN for the first 20 bars, 0 while nothing has moved.
 */
const changePointSeverity: FeatureDefinition = changePointFeature({
  name: 'cp_severity',
  formula: 'distance of predictions with and without the runs that began lately',
  range: [0, Number.POSITIVE_INFINITY],
  scaling: 'rolling',
  read: ({ severity }) => severity,
});

interface ChangePointFeature {
  readonly name: string;
  readonly formula: string;
  readonly range: readonly [number, number];
  readonly scaling: FeatureDefinition['scaling'];
  readonly read: (detector: BayesianChangePointDetector) => number;
}

function changePointFeature({
  name,
  formula,
  range,
  scaling,
  read,
}: ChangePointFeature): FeatureDefinition {
  return {
    name,
    group: 'change-point',
    inputs: ['close'],
    warmupBars: VOLATILITY_WARMUP_BARS,
    formula,
    range,
    scaling,
    create: ({ config, share }) => {
      const { detector } = share('change-points', () => new ReturnChanges(config.changePoint));
      const count = new BarCount();
      return kernel({ count }, () =>
        count.passes(VOLATILITY_WARMUP_BARS) ? read(detector) : Number.NaN,
      );
    },
  };
}

/** The detector of one asset's standardised returns. */
class ReturnChanges implements BarSource {
  readonly detector: BayesianChangePointDetector;

  constructor(settings: FeatureConfig['changePoint']) {
    this.detector = new BayesianChangePointDetector(settings);
  }

  update({ logReturn, volatility }: BarRow): void {
    if (volatility > 0) this.detector.update(logReturn / volatility);
  }

  saveState(): ChangePointState {
    return this.detector.saveState();
  }

  loadState(state: ChangePointState): void {
    this.detector.loadState(state);
  }
}

/** What a Bayesian change-point detector says of an asset's returns. */
export const CHANGE_POINT_FEATURES: readonly FeatureDefinition[] = [
  changePointScore,
  changePointSeverity,
];
