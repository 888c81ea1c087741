import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { volumeSum } from '../../sources/volume-sum.ts';
import { moneyFlowVolume } from './money-flow-volume.ts';

/**
 * Chaikin's money flow: volume that closed high in its bar less volume that closed low, as a share.
 *
 * cmf = Σ v · ((c − l) − (h − c)) / (h − l) / Σ v
 *
 * @param bars - window, ≥ 1, bars
 * @returns −1…1; NaN for the first bars − 1 bars, 0 where nothing was traded
 * @see M. Chaikin; bars without a range count as volume without a flow
 */
export function chaikinMoneyFlow(bars: number): FeatureDefinition {
  return {
    name: `cmf${bars}`,
    group: 'volume',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: bars - 1,
    formula: `sum(v * ((c - l) - (h - c)) / (h - l)) / sum(v) over ${bars} bars`,
    range: [-1, 1],
    scaling: 'none',
    create: (context) => {
      const traded = volumeSum(context, bars);
      const flows = new RollingSum(bars);
      return kernel({ flows }, (bar) => {
        const sum = flows.update(moneyFlowVolume(bar));
        return traded.value === 0 ? 0 : sum / traded.value;
      });
    },
  };
}
