import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { volumeSum } from '../../sources/volume-sum.ts';

/**
 * Volume against its recent average.
 *
 * volume_ratio = v_t / sma(v, bars)_t
 *
 * @param bars - window of the average, ≥ 1, bars
 * @returns 0…bars; NaN for the first bars − 1 bars, 1 where nothing was traded in the window
 */
export function volumeRatio(bars: number): FeatureDefinition {
  return {
    name: `volume_ratio${bars}`,
    group: 'volume',
    inputs: ['volume'],
    warmupBars: bars - 1,
    formula: `v[t] / mean(v[t-${bars - 1}..t])`,
    range: [0, bars],
    scaling: 'rolling',
    create: (context) => {
      const traded = volumeSum(context, bars);
      return kernel({}, (bar) => (traded.value === 0 ? 1 : bars * (bar.volume / traded.value)));
    },
  };
}
