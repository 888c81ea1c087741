/** Features of your own: quant features --features examples/my-features.ts --assets SIM1 --out features.csv */
import {
  type FeatureDefinition,
  kernel,
  RollingMoments,
  RollingSum,
  ValueWindow,
} from 'quant-2.0/features';

/**
 * Kaufman's efficiency ratio: how straight the way of the last bars was.
 *
 * er = |ln(c_t / c_{t−bars})| / Σ |ln(c_k / c_{k−1})|
 *
 * 0 came back to where it began … 1 never turned; 0 where nothing moved.
 *
 * @see P. Kaufman, Smarter Trading, 1995
 */
function efficiencyRatio(bars: number): FeatureDefinition {
  return {
    name: `efficiency${bars}`,
    group: 'trend',
    inputs: ['close'],
    warmupBars: bars,
    formula: `|ln(c[t] / c[t-${bars}])| / sum(|ln(c[k] / c[k-1])|) over ${bars} bars`,
    range: [0, 1],
    scaling: 'rolling',
    // A kernel takes one bar at a time. All it remembers lies in parts that can be saved.
    create: () => {
      const closes = new ValueWindow(bars);
      const moves = new RollingSum(bars);
      return kernel({ closes, moves }, (bar) => {
        const before = closes.oldest;
        closes.push(bar.logClose);
        if (Number.isNaN(bar.logReturn)) return Number.NaN;
        const way = moves.update(Math.abs(bar.logReturn));
        return way === 0 ? 0 : Math.min(1, Math.abs(bar.logClose - before) / way);
      });
    },
  };
}

/**
 * How much of the movement happened between bars: 0 none, 1 all of it; ½ where nothing moved.
 *
 * share = var(gaps) / (var(gaps) + var(inside)), gaps ln(o_t / c_{t−1}), inside ln(c_t / o_t)
 */
function overnightShare(bars: number): FeatureDefinition {
  return {
    name: `overnight_share${bars}`,
    group: 'volatility',
    inputs: ['open', 'close'],
    warmupBars: bars,
    formula: `var(gap) / (var(gap) + var(inside)) over ${bars} bars, gap = ln(o[t] / c[t-1]), inside = ln(c[t] / o[t])`,
    range: [0, 1],
    scaling: 'none',
    create: () => {
      const gaps = new RollingMoments(bars);
      const insides = new RollingMoments(bars);
      return kernel({ gaps, insides }, (bar) => {
        if (Number.isNaN(bar.previousClose)) return Number.NaN;
        gaps.update(Math.log(bar.open / bar.previousClose));
        insides.update(Math.log(bar.close / bar.open));
        const all = gaps.variance + insides.variance;
        return all === 0 ? 0.5 : gaps.variance / all;
      });
    },
  };
}

/** What quant looks for in this file. */
export const features: readonly FeatureDefinition[] = [efficiencyRatio(20), overnightShare(20)];
