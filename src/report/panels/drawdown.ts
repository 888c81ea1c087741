import { drawdowns, type RunRecord, worstDrawdown } from '#base';
import type { Panel } from '../charts/chart.ts';
import { timeChart } from '../charts/time-chart.ts';
import { formatPercent, formatTime } from '../format.ts';

/** How far below its peak the account was at each close. */
export function drawdownPanel(record: RunRecord): Panel {
  const { time, equity } = record.equity;
  const below = (values: Float64Array) => drawdowns(values).map((depth) => -depth);
  const worst = worstDrawdown(equity);
  const held = worstDrawdown(record.benchmark);
  return {
    id: 'drawdown',
    title: 'Drawdown',
    reading:
      worst.depth > 0
        ? `Deepest ${formatPercent(worst.depth)} on ${formatTime(time[worst.troughRow])}, from the peak of ${formatTime(time[worst.peakRow])}; buy and hold fell ${formatPercent(held.depth)}.`
        : 'The account never fell below an earlier peak.',
    wide: true,
    heightPx: 200,
    charts: [
      timeChart({
        name: 'Drawdown',
        time,
        format: 'percent',
        reach: [0],
        within: [-Infinity, 0],
        series: [
          {
            name: 'Strategy',
            colour: 'strategy',
            values: below(equity),
            fill: 'loss-fill',
            widthPx: 1.4,
          },
          {
            name: 'Buy and hold',
            colour: 'benchmark',
            values: below(record.benchmark),
            widthPx: 1,
          },
        ],
      }),
    ],
  };
}
