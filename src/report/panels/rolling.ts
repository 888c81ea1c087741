import type { Metrics } from '#backtest';
import type { RunRecord } from '#base';
import type { Layer, Panel } from '../charts/chart.ts';
import { timeChart } from '../charts/time-chart.ts';
import { formatNumber } from '../format.ts';
import { rollingStatistics, whereHeld } from '../rolling-statistics.ts';

/** Fewest bars in a window; fewer say nothing. */
const LEAST_WINDOW_BARS = 20;

/** The Sharpe ratio and the beta of a moving window of about half a year. */
export function rollingPanels(record: RunRecord, metrics: Metrics): Panel[] {
  const { equity, grossExposure } = record.equity;
  const perYear = metrics.periodsPerYear ?? 252;
  const windowBars = Math.max(
    LEAST_WINDOW_BARS,
    Math.min(Math.round(perYear / 2), Math.floor(equity.length / 4)),
  );
  const { benchmark } = record;
  const own = rollingStatistics(equity, benchmark, windowBars, perYear);
  const held = rollingStatistics(benchmark, benchmark, windowBars, perYear);
  const sharpe = whereHeld(own.sharpe, grossExposure, windowBars);
  return [
    sharpePanel(record, metrics, { windowBars, perYear, own: sharpe, held: held.sharpe }),
    betaPanel(record, metrics, windowBars, own.beta),
  ];
}

interface RollingSharpe {
  readonly windowBars: number;
  readonly perYear: number;
  readonly own: Float64Array;
  readonly held: Float64Array;
}

function sharpePanel(
  { equity: { time } }: RunRecord,
  { sharpeRatio }: Metrics,
  { windowBars, perYear, own, held }: RollingSharpe,
): Panel {
  const known = own.filter((value) => !Number.isNaN(value));
  const positive = known.filter((value) => value > 0).length / known.length;
  const error = formatNumber(Math.sqrt(perYear / windowBars), 1);
  return {
    id: 'rolling-sharpe',
    title: `Rolling Sharpe, ${formatNumber(windowBars, 0)} bars`,
    reading:
      known.length > 0
        ? `Above zero in ${formatNumber(positive * 100, 0)}% of the windows, ${rangeOf(known)}. A window this short is off by about ±${error}: read the drift, not the wiggles.${wholeRun(sharpeRatio)}`
        : `There are fewer than ${windowBars} bars whose returns vary.`,
    wide: false,
    heightPx: 240,
    charts: [
      timeChart({
        name: 'Rolling Sharpe',
        time,
        format: 'ratio',
        reach: [0],
        behind: levels(0, sharpeRatio),
        series: [
          { name: 'Strategy', colour: 'strategy', values: own },
          { name: 'Buy and hold', colour: 'benchmark', values: held, widthPx: 1 },
        ],
      }),
    ],
  };
}

function betaPanel(
  { equity: { time } }: RunRecord,
  { beta }: Metrics,
  windowBars: number,
  values: Float64Array,
): Panel {
  const known = values.filter((value) => !Number.isNaN(value));
  return {
    id: 'rolling-beta',
    title: `Rolling beta, ${formatNumber(windowBars, 0)} bars`,
    reading:
      known.length > 0
        ? `What the account moved when buy and hold moved by 1: ${rangeOf(known)}, ${formatNumber(known[known.length - 1], 2)} at the end. At 0 it owes nothing to the market, at 1 it is the market.${wholeRun(beta)}`
        : `There are fewer than ${windowBars} bars whose returns vary.`,
    wide: false,
    heightPx: 240,
    charts: [
      timeChart({
        name: 'Rolling beta',
        time,
        format: 'ratio',
        reach: [0, 1],
        behind: levels(0, beta),
        series: [{ name: 'Strategy', colour: 'strategy', values }],
      }),
    ],
  };
}

function rangeOf(known: Float64Array): string {
  const [low, high] = known.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  return `from ${formatNumber(low, 2)} to ${formatNumber(high, 2)}`;
}

function wholeRun(value: number | null): string {
  return value === null ? '' : ` Dotted: the whole run’s ${formatNumber(value, 2)}.`;
}

function levels(zero: number, whole: number | null): Layer[] {
  const base: Layer = { kind: 'level', y: zero, colour: 'axis', dashed: false };
  if (whole === null) return [base];
  return [base, { kind: 'level', y: whole, colour: 'strategy', dashed: true }];
}
