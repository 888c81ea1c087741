import type { RunRecord } from '#base';
import type { Panel } from '../charts/chart.ts';
import { timeChart, type TimeSeries } from '../charts/time-chart.ts';
import { costCurves, type CostRow } from '../costs.ts';
import { counted, formatAmount, formatPercent } from '../format.ts';

/** What had been paid up to each close: fees, slippage on top, then borrowing and exchange. */
export function costsPanel(record: RunRecord, whole: CostRow): Panel {
  const { fees, withSlippage, all } = costCurves(record);
  const rest: TimeSeries[] =
    whole.borrowFees + whole.exchange === 0
      ? []
      : [{ name: 'All costs', colour: 'other-costs', values: all, fill: 'other-costs-fill' }];
  return {
    id: 'costs',
    title: 'Costs, cumulated',
    reading: readingOf(whole),
    wide: true,
    heightPx: 200,
    charts: [
      timeChart({
        name: 'Costs',
        time: record.equity.time,
        format: 'amount',
        reach: [0],
        within: [0, Infinity],
        series: [
          { name: 'Fees', colour: 'fees', values: fees, fill: 'fees-fill' },
          {
            name: 'Fees and slippage',
            colour: 'slippage',
            values: withSlippage,
            fill: 'slippage-fill',
          },
          ...rest,
        ],
      }),
    ],
  };
}

function readingOf(whole: CostRow): string {
  if (whole.fills === 0 && whole.all === 0) return 'Nothing was traded, so nothing was paid.';
  const { fees, slippage, borrowFees, exchange, shareAYear } = whole;
  const rest = [
    ...(borrowFees === 0 ? [] : [`${formatAmount(borrowFees)} of borrow fees`]),
    ...(exchange === 0 ? [] : [`${formatAmount(exchange)} for exchange`]),
  ];
  const beside = rest.length === 0 ? '' : `; ${rest.join(' and ')}`;
  const aYear = Number.isFinite(shareAYear)
    ? `. Together ${formatPercent(shareAYear)} of mean equity a year`
    : '';
  return `${formatAmount(fees)} of fees and ${formatAmount(slippage)} of slippage for ${counted(whole.fills, 'fill')} worth ${formatAmount(whole.traded)}${beside}${aYear}.`;
}
