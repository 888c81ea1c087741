import type { Metrics } from '#backtest';
import { mean, type RunRecord } from '#base';
import { formatNumber } from '../format.ts';
import { line, type Panel, type Spec, timeLayout } from './figure.ts';

/** Fewest bars in a window; fewer say nothing. */
const LEAST_WINDOW_BARS = 20;

/** The Sharpe ratio of a moving window of about half a year. */
export function rollingSharpePanel(record: RunRecord, metrics: Metrics): Panel {
  const { time, equity } = record.equity;
  const perYear = metrics.periodsPerYear ?? 252;
  const windowBars = Math.max(
    LEAST_WINDOW_BARS,
    Math.min(Math.round(perYear / 2), Math.floor(equity.length / 4)),
  );
  const own = rollingSharpe(equity, windowBars, perYear);
  const held = rollingSharpe(record.benchmark, windowBars, perYear);
  const known = own.filter((value) => !Number.isNaN(value));
  const positive = known.filter((value) => value > 0).length / known.length;
  return {
    id: 'rolling-sharpe',
    title: `Rolling Sharpe, ${formatNumber(windowBars, 0)} bars`,
    reading:
      known.length > 0
        ? `Above zero in ${formatNumber(positive * 100, 0)}% of the windows. A window this short is off by about ±${formatNumber(Math.sqrt(perYear / windowBars), 1)}: read the drift, not the wiggles.${metrics.sharpeRatio === null ? '' : ` Dotted: the whole run’s ${formatNumber(metrics.sharpeRatio, 2)}.`}`
        : `There are fewer than ${windowBars} bars whose returns vary.`,
    followsTime: true,
    wide: false,
    heightPx: 300,
    drawings: [
      {
        name: 'Rolling Sharpe',
        data: [
          line('Buy and hold', time, held, { color: 'var(--benchmark)', width: 1 }),
          line('Strategy', time, own, { color: 'var(--strategy)', width: 1.6 }, { legendrank: 1 }),
        ],
        layout: timeLayout(record, { hoverformat: '.2f' }, { shapes: levels(metrics) }),
      },
    ],
  };
}

function levels(metrics: Metrics): Spec[] {
  const level = (y: number, color: string, dash: string) => ({
    type: 'line',
    xref: 'paper',
    x0: 0,
    x1: 1,
    y0: y,
    y1: y,
    layer: 'below',
    line: { color, width: 1, dash },
  });
  const zero = level(0, 'var(--axis)', 'solid');
  if (metrics.sharpeRatio === null) return [zero];
  return [zero, level(metrics.sharpeRatio, 'var(--strategy)', 'dot')];
}

/** Annual Sharpe ratio of the last `windowBars` returns [t]; NaN before, and where nothing varied. */
function rollingSharpe(values: Float64Array, windowBars: number, perYear: number): Float64Array {
  const out = new Float64Array(values.length).fill(Number.NaN);
  const returns = values.subarray(1).map((value, row) => value / values[row] - 1);
  // Sums are of distances from the whole run's mean, so that differences of squares stay exact enough.
  const centre = mean(returns);
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < returns.length; row++) {
    const enters = returns[row] - centre;
    sum += enters;
    squares += enters * enters;
    if (row >= windowBars) {
      const leaves = returns[row - windowBars] - centre;
      sum -= leaves;
      squares -= leaves * leaves;
    }
    if (row < windowBars - 1) continue;
    const variance = (squares - (sum * sum) / windowBars) / (windowBars - 1);
    if (variance > 1e-14) {
      out[row + 1] = ((centre + sum / windowBars) / Math.sqrt(variance)) * Math.sqrt(perYear);
    }
  }
  return out;
}
