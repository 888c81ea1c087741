import { drawdowns, type RunRecord, worstDrawdown } from '#base';
import { formatPercent, formatTime } from '../format.ts';
import { line, type Panel, timeLayout } from './figure.ts';

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
    followsTime: true,
    wide: true,
    heightPx: 240,
    drawings: [
      {
        name: 'Drawdown',
        data: [
          line('Buy and hold', time, below(record.benchmark), {
            color: 'var(--benchmark)',
            width: 1,
          }),
          line(
            'Strategy',
            time,
            below(equity),
            { color: 'var(--loss)', width: 1.4 },
            {
              legendrank: 1,
              fill: 'tozeroy',
              fillcolor: 'var(--loss-fill)',
            },
          ),
        ],
        layout: timeLayout(record, {
          tickformat: ',.3~p',
          hoverformat: ',.3~p',
          rangemode: 'tozero',
        }),
      },
    ],
  };
}
