import { firstRowAtOrAfter, type RetrainRecord, type RunRecord } from '#base';
import type { Chart, DotLayer, LegendEntry, Note, Panel } from '../charts/chart.ts';
import { timeChart } from '../charts/time-chart.ts';
import { counted, formatAmount, formatTime } from '../format.ts';

/** Most marks of one kind on the curve; the newest are drawn. */
const MOST_MARKS = 300;

/** Beyond this ratio of the highest to the lowest value only a logarithm shows both; it comes first. */
const LONG_WAY = 12;

/** Events of one kind, and how they are marked. */
interface Marks {
  readonly name: string;
  readonly colour: string;
  readonly shape: DotLayer['shape'];
  readonly events: readonly Note[];
}

/** Account value against buy-and-hold, with retrains and risk breaches marked where they happened. */
export function equityPanel(record: RunRecord): Panel {
  const { time, equity } = record.equity;
  const marks = marksOf(record);
  const chart = (name: string, scale: 'linear' | 'log'): Chart =>
    timeChart({
      name,
      time,
      scale,
      format: 'amount',
      series: [
        { name: 'Strategy', colour: 'strategy', values: equity, widthPx: 2 },
        { name: 'Buy and hold', colour: 'benchmark', values: record.benchmark, widthPx: 1.3 },
      ],
      marks: marks.map((each) => marksLayer(each, record)),
      markLegend: marks.map(
        (each): LegendEntry => ({ name: each.name, colour: each.colour, look: each.shape }),
      ),
      notes: marks.flatMap(({ events }) => events),
    });
  const linear = chart('Linear', 'linear');
  const isPositive = [equity, record.benchmark].every(isAboveZero);
  // One readout for both, so that the page holds its numbers once.
  const logarithmic = { ...chart('Logarithmic', 'log'), readout: linear.readout };
  const isLong = logarithmic.y.high / logarithmic.y.low > LONG_WAY;
  const inOrder = isLong ? [logarithmic, linear] : [linear, logarithmic];
  return {
    id: 'equity',
    title: 'Equity against buy and hold',
    reading: readingOf(record),
    wide: true,
    heightPx: 340,
    choice: 'Scale',
    charts: isPositive ? inOrder : [linear],
  };
}

function isAboveZero(values: Float64Array): boolean {
  return values.every((value) => value > 0);
}

function readingOf(record: RunRecord): string {
  const { time, equity } = record.equity;
  const last = equity.length - 1;
  const [high, low] = [extremeRow(equity, 1), extremeRow(equity, -1)];
  const ends = `The account ends at ${formatAmount(equity[last])}, buy and hold of the same assets at ${formatAmount(record.benchmark[last])}. Its highest close is ${formatAmount(equity[high])} on ${formatTime(time[high])}, its lowest ${formatAmount(equity[low])} on ${formatTime(time[low])}.`;
  const events = [
    ...(record.retrains.length > 0 ? [counted(record.retrains.length, 'retrain')] : []),
    ...(record.breaches.length > 0
      ? [counted(record.breaches.length, 'risk breach', 'risk breaches')]
      : []),
  ];
  if (events.length === 0) return ends;
  return `${ends} Marked on it: ${events.join(' and ')}.`;
}

function extremeRow(values: Float64Array, sign: 1 | -1): number {
  return values.reduce((best, value, row) => (sign * value > sign * values[best] ? row : best), 0);
}

function marksOf({ retrains, breaches }: RunRecord): Marks[] {
  const told = ({ time, model, verdict }: RetrainRecord): Note => ({
    x: time,
    text: `${model}: ${verdict.toLowerCase()}`,
  });
  const isAccepted = ({ verdict }: RetrainRecord) => verdict === 'ACCEPTED';
  const kinds: Marks[] = [
    {
      name: 'Retrain refused',
      colour: 'muted',
      shape: 'ring',
      events: retrains.filter((retrain) => !isAccepted(retrain)).map(told),
    },
    {
      name: 'Retrain accepted',
      colour: 'gain',
      shape: 'dot',
      events: retrains.filter(isAccepted).map(told),
    },
    {
      name: 'Risk breach',
      colour: 'loss',
      shape: 'square',
      events: breaches.map(({ time, code }) => ({ x: time, text: code })),
    },
  ];
  return kinds
    .filter(({ events }) => events.length > 0)
    .map((kind) => ({ ...kind, events: kind.events.slice(-MOST_MARKS) }));
}

function marksLayer({ colour, shape, events }: Marks, record: RunRecord): DotLayer {
  return {
    kind: 'dots',
    shape,
    colour,
    sizePx: 8,
    x: events.map(({ x }) => x),
    y: events.map(({ x }) => equityAt(record, x)),
  };
}

function equityAt(record: RunRecord, time: number): number {
  const row = firstRowAtOrAfter(record.equity.time, time + 1) - 1;
  return record.equity.equity[Math.max(row, 0)];
}
