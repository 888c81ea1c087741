import { barReturns, type Metrics } from '#backtest';
import { mean, normalDensity, type RunRecord, standardDeviation } from '#base';
import { encodeDouble } from '../encode.ts';
import { formatNumber, formatPercent } from '../format.ts';
import type { Panel, Spec } from './figure.ts';

const MOST_BINS = 80;

/** Beyond this many standard deviations returns are counted in the outermost bin. */
const RANGE_SIGMAS = 5;

/** Bar returns against the normal distribution of the same mean and spread, with the tail marked. */
export function returnHistogramPanel(record: RunRecord, metrics: Metrics): Panel {
  const { equity } = record.equity;
  const returns = equity.every((value) => value > 0)
    ? barReturns(equity, equity[0])
    : equity.slice(0, 0);
  const centre = mean(returns);
  const deviation = standardDeviation(returns);
  const drawable = returns.length > 1 && deviation > 0;
  return {
    id: 'returns',
    title: 'Returns of single bars',
    reading: drawable ? readingOf(metrics) : 'There are no returns that vary.',
    followsTime: false,
    wide: false,
    heightPx: 300,
    drawings: [
      {
        name: 'Returns',
        data: drawable ? traces(returns, centre, deviation) : [],
        layout: {
          bargap: 0.06,
          xaxis: { tickformat: ',.3~p', showgrid: false, zeroline: false },
          yaxis: { tickformat: ',d', rangemode: 'tozero' },
          hovermode: 'x',
          ...tailMarks(metrics),
        },
      },
    ],
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

function traces(returns: Float64Array, centre: number, deviation: number): Spec[] {
  // Freedman and Diaconis' width for a normal sample, over ten standard deviations.
  const bins = Math.min(MOST_BINS, Math.max(9, Math.ceil(3.7 * Math.cbrt(returns.length))));
  const from = centre - RANGE_SIGMAS * deviation;
  const width = (2 * RANGE_SIGMAS * deviation) / bins;
  const counts = new Float64Array(bins);
  for (const value of returns) {
    counts[Math.min(bins - 1, Math.max(0, Math.floor((value - from) / width)))]++;
  }
  const middles = Float64Array.from(counts, (_, bin) => from + (bin + 0.5) * width);
  const curve = Float64Array.from({ length: 121 }, (_, at) => (at / 60 - 1) * RANGE_SIGMAS);
  return [
    {
      type: 'bar',
      name: 'Bars',
      x: encodeDouble(middles),
      y: encodeDouble(counts),
      width,
      marker: { color: 'var(--strategy-soft)' },
      hovertemplate: '%{y:,d} bars around %{x:.2%}<extra></extra>',
    },
    {
      type: 'scatter',
      mode: 'lines',
      name: 'Normal of the same spread',
      x: encodeDouble(curve.map((z) => centre + z * deviation)),
      y: encodeDouble(curve.map((z) => (normalDensity(z) * returns.length * width) / deviation)),
      line: { color: 'var(--ink)', width: 1.2 },
      hoverinfo: 'skip',
    },
  ];
}

function tailMarks(metrics: Metrics): Spec {
  const marks = [
    { label: 'VaR 95%', loss: metrics.valueAtRisk95, side: 'left' },
    { label: 'CVaR', loss: metrics.conditionalValueAtRisk95, side: 'right' },
  ].filter((mark) => mark.loss !== null);
  return {
    shapes: marks.map(({ loss }) => ({
      type: 'line',
      yref: 'paper',
      x0: -(loss ?? 0),
      x1: -(loss ?? 0),
      y0: 0,
      y1: 1,
      line: { color: 'var(--loss)', width: 1, dash: 'dot' },
    })),
    annotations: marks.map(({ label, loss, side }) => ({
      x: -(loss ?? 0),
      y: 1,
      yref: 'paper',
      yanchor: 'top',
      xanchor: side,
      xshift: side === 'left' ? 4 : -4,
      text: label,
      showarrow: false,
      font: { color: 'var(--loss)', size: 11 },
    })),
  };
}
