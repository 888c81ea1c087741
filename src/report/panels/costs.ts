import type { RunRecord } from '#base';
import type { Panel } from '../charts/chart.ts';
import { timeChart } from '../charts/time-chart.ts';
import { costCurves, type CostRow } from '../costs.ts';
import { counted, formatAmount, formatPercent } from '../format.ts';

/** What trading had cost up to each close, fees below and slippage on top. */
export function costsPanel(record: RunRecord, whole: CostRow): Panel {
  const { time } = record.equity;
  const { fees, slippage } = costCurves(record);
  const both = fees.map((fee, row) => fee + slippage[row]);
  const aYear = Number.isFinite(whole.shareAYear)
    ? `, ${formatPercent(whole.shareAYear)} of mean equity a year`
    : '';
  const base = timeChart({
    name: 'Costs',
    time,
    format: 'amount',
    reach: [0],
    within: [0, Infinity],
    series: [
      { name: 'Fees', colour: 'fees', values: fees, fill: 'fees-fill' },
      { name: 'Fees and slippage', colour: 'slippage', values: both, fill: 'slippage-fill' },
    ],
  });
  return {
    id: 'costs',
    title: 'Costs, cumulated',
    reading:
      whole.fills === 0
        ? 'Nothing was traded, so nothing was paid.'
        : `${formatAmount(whole.fees)} of fees and ${formatAmount(whole.slippage)} of slippage for ${counted(whole.fills, 'fill')} worth ${formatAmount(whole.traded)}${aYear}.`,
    wide: true,
    heightPx: 200,
    charts: [base],
  };
}
