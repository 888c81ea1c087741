import { barReturns, type Metrics } from '#backtest';
import { mean, normalDensity, type RunRecord, standardDeviation } from '#base';
import type { Chart, Flag, Panel } from '../charts/chart.ts';
import { formatNumber, formatPercent } from '../format.ts';

const MOST_BINS = 80;

/** Beyond this many standard deviations returns are counted in the outermost bin. */
const RANGE_SIGMAS = 5;

/** Bar returns against the normal distribution of the same mean and spread, with the tail marked. */
export function returnHistogramPanel(record: RunRecord, metrics: Metrics): Panel {
  const { equity } = record.equity;
  const returns = equity.every((value) => value > 0)
    ? barReturns(equity, equity[0])
    : equity.slice(0, 0);
  const deviation = standardDeviation(returns);
  const drawable = returns.length > 1 && deviation > 0;
  return {
    id: 'returns',
    title: 'Returns of single bars',
    reading: drawable ? readingOf(metrics) : 'There are no returns that vary.',
    wide: false,
    heightPx: 240,
    charts: drawable ? [histogram(returns, mean(returns), deviation, metrics)] : [],
  };
}

function readingOf(metrics: Metrics): string {
  const { valueAtRisk95, conditionalValueAtRisk95, skew, kurtosis } = metrics;
  if (valueAtRisk95 === null || conditionalValueAtRisk95 === null) {
    return 'Too few returns for a tail.';
  }
  const shape =
    skew === null || kurtosis === null
      ? ''
      : ` Skew ${formatNumber(skew, 2)}, excess kurtosis ${formatNumber(kurtosis, 1)}.`;
  return `One bar in twenty loses more than ${formatPercent(valueAtRisk95)}, and then ${formatPercent(conditionalValueAtRisk95)} on average.${shape}`;
}

function histogram(
  returns: Float64Array,
  centre: number,
  deviation: number,
  metrics: Metrics,
): Chart {
  // Freedman and Diaconis' width for a normal sample, over ten standard deviations.
  const bins = Math.min(MOST_BINS, Math.max(9, Math.ceil(3.7 * Math.cbrt(returns.length))));
  const low = centre - RANGE_SIGMAS * deviation;
  const width = (2 * RANGE_SIGMAS * deviation) / bins;
  const counts = new Float64Array(bins);
  for (const value of returns) {
    counts[Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)))]++;
  }
  const middles = Float64Array.from(counts, (_, bin) => low + (bin + 0.5) * width);
  const curve = Float64Array.from({ length: 121 }, (_, at) => (at / 60 - 1) * RANGE_SIGMAS);
  const normal = curve.map((z) => (normalDensity(z) * returns.length * width) / deviation);
  return {
    name: 'Returns',
    x: { kind: 'linear', low, high: low + bins * width, format: 'percent' },
    y: { kind: 'linear', low: 0, high: 1.05 * Math.max(...counts, ...normal), format: 'count' },
    layers: [
      { kind: 'bars', middles, heights: counts, width, colour: 'strategy-soft' },
      {
        kind: 'line',
        x: curve.map((z) => centre + z * deviation),
        y: normal,
        colour: 'ink',
        widthPx: 1.2,
      },
    ],
    legend: [
      { name: 'Bars', colour: 'strategy-soft', look: 'area' },
      { name: 'Normal of the same spread', colour: 'ink', look: 'line' },
    ],
    readout: { x: middles, columns: [{ name: 'Bars', colour: 'strategy-soft', values: counts }] },
    flags: tailFlags(metrics),
  };
}

function tailFlags({ valueAtRisk95, conditionalValueAtRisk95 }: Metrics): Flag[] {
  const flag = (label: string, loss: number | null, side: Flag['side']): Flag[] =>
    loss === null ? [] : [{ x: -loss, label, colour: 'loss', side }];
  return [
    ...flag('VaR 95%', valueAtRisk95, 'right'),
    ...flag('CVaR', conditionalValueAtRisk95, 'left'),
  ];
}
