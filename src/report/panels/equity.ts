import { firstRowAtOrAfter, type RunRecord } from '#base';
import { encodeDouble, encodeSingle } from '../encode.ts';
import { counted, formatAmount } from '../format.ts';
import { line, type Panel, plotText, type Spec, timeLayout } from './figure.ts';

/** Most marks of one kind on the curve; the newest are drawn. */
const MOST_MARKS = 300;

/** Account value against buy-and-hold, with retrains and risk breaches marked where they happened. */
export function equityPanel(record: RunRecord): Panel {
  const { time, equity } = record.equity;
  const data = [
    line('Buy and hold', time, record.benchmark, { color: 'var(--benchmark)', width: 1.3 }),
    line('Strategy', time, equity, { color: 'var(--strategy)', width: 2 }, { legendrank: 1 }),
    ...marks(record),
  ];
  const axis = { tickformat: ',.4~s', hoverformat: ',.0f' };
  return {
    id: 'equity',
    title: 'Equity against buy and hold',
    reading: readingOf(record),
    followsTime: true,
    wide: true,
    heightPx: 380,
    choice: 'Scale',
    drawings: [
      { name: 'Linear', data, layout: timeLayout(record, axis) },
      {
        name: 'Logarithmic',
        layout: timeLayout(record, { ...axis, type: 'log', dtick: 'D2' }),
      },
    ],
  };
}

function readingOf(record: RunRecord): string {
  const { equity } = record.equity;
  const last = equity.length - 1;
  const ends = `The account ends at ${formatAmount(equity[last])}, buy and hold of the same assets at ${formatAmount(record.benchmark[last])}.`;
  const events = [
    ...(record.retrains.length > 0 ? [counted(record.retrains.length, 'retrain')] : []),
    ...(record.breaches.length > 0
      ? [counted(record.breaches.length, 'risk breach', 'risk breaches')]
      : []),
  ];
  if (events.length === 0) return ends;
  return `${ends} Marked on it: ${events.join(' and ')}.`;
}

function marks(record: RunRecord): Spec[] {
  const accepted = record.retrains.filter((retrain) => retrain.verdict === 'ACCEPTED');
  const refused = record.retrains.filter((retrain) => retrain.verdict !== 'ACCEPTED');
  const say = (retrain: (typeof refused)[number]) => `${retrain.model} ${retrain.verdict}`;
  const kinds = [
    mark('Retrain accepted', 'diamond', 'var(--gain)', accepted, say, record),
    mark('Retrain refused', 'diamond-open', 'var(--muted)', refused, say, record),
    mark('Risk breach', 'x-thin', 'var(--loss)', record.breaches, (breach) => breach.code, record),
  ];
  return kinds.filter((kind) => kind !== null);
}

function mark<Event extends { readonly time: number }>(
  name: string,
  symbol: string,
  color: string,
  events: readonly Event[],
  say: (event: Event) => string,
  record: RunRecord,
): Spec | null {
  if (events.length === 0) return null;
  const shown = events.slice(-MOST_MARKS);
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    x: encodeDouble(shown.map((event) => event.time)),
    y: encodeSingle(shown.map((event) => equityAt(record, event.time))),
    text: shown.map((event) => plotText(say(event))),
    hovertemplate: '%{text}<extra></extra>',
    marker: { symbol, size: 8, color, line: { color, width: 1.6 } },
  };
}

function equityAt(record: RunRecord, time: number): number {
  const row = firstRowAtOrAfter(record.equity.time, time + 1) - 1;
  return record.equity.equity[Math.max(row, 0)];
}
