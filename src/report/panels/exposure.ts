import { mean, type RunRecord } from '#base';
import type { Panel } from '../charts/chart.ts';
import { timeChart } from '../charts/time-chart.ts';
import { formatPercent } from '../format.ts';

/** What the account held, as shares of its equity at each close. */
export function exposurePanel(record: RunRecord): Panel {
  const { time, equity, cash, grossExposure, netExposure } = record.equity;
  const share = (values: Float64Array) =>
    values.map((value, row) => (equity[row] > 0 ? value / equity[row] : Number.NaN));
  const [gross, net, free] = [share(grossExposure), share(netExposure), share(cash)];
  const average = (values: Float64Array) =>
    formatPercent(mean(values.filter((value) => !Number.isNaN(value))));
  const most = gross.reduce((high, value) => (value > high ? value : high), 0);
  const isLongOnly = net.every((value, row) => !(Math.abs(value - gross[row]) > 1e-9));
  return {
    id: 'exposure',
    title: 'Exposure',
    reading: gross.some((value) => value > 0)
      ? `On average ${average(gross)} of equity was in the market, ${formatPercent(most)} at most; net of shorts ${average(net)}, in cash ${average(free)}.${isLongOnly ? ' Nothing was sold short, so net is gross.' : ''}`
      : 'Nothing was ever held.',
    wide: false,
    heightPx: 240,
    charts: [
      timeChart({
        name: 'Exposure',
        time,
        format: 'percent',
        reach: [0],
        behind: [{ kind: 'level', y: 0, colour: 'axis', dashed: false }],
        series: [
          { name: 'Net', colour: 'strategy', values: net },
          { name: 'Gross', colour: 'strategy-soft', values: gross, widthPx: 1.2 },
          { name: 'Cash', colour: 'cash', values: free, widthPx: 1.2 },
        ],
      }),
    ],
  };
}
