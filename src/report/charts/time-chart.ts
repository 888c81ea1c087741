import { extremeRows, MOST_POINTS, pick } from '../downsample.ts';
import type { Axis, Chart, Colour, Layer, LegendEntry, ValueFormat } from './chart.ts';

/** A line that moves by no more than this share of its size stands still: the rest is rounding. */
const FLAT = 1e-6;

/** One line over time. */
export interface TimeSeries {
  readonly name: string;
  readonly colour: Colour;
  readonly values: Float64Array;
  readonly widthPx?: number;
  /** Colour of what lies between it and zero. */
  readonly fill?: Colour;
}

export interface TimeChartInput {
  readonly name: string;
  readonly time: Float64Array;
  /** The first is drawn in front and named first. */
  readonly series: readonly TimeSeries[];
  readonly format: ValueFormat;
  readonly scale?: 'linear' | 'log';
  /** Values that the y axis must reach. */
  readonly reach?: readonly number[];
  /** Values the y axis never goes beyond, where lines would leave it. */
  readonly within?: readonly [low: number, high: number];
  /** Between what lies behind the lines and the lines. */
  readonly behind?: readonly Layer[];
  readonly marks?: readonly Layer[];
  readonly markLegend?: readonly LegendEntry[];
  readonly notes?: Chart['notes'];
  readonly mostPoints?: number;
}

/** Lines over the run's time, thinned together so that their extremes stay. */
export function timeChart(input: TimeChartInput): Chart {
  const { time, series, behind = [], marks = [], markLegend = [] } = input;
  const rows = extremeRows(
    series.map(({ values }) => values),
    input.mostPoints ?? MOST_POINTS,
  );
  const x = pick(time, rows);
  const columns = series.map((each) => ({
    name: each.name,
    colour: each.colour,
    values: pick(each.values, rows),
  }));
  const lines = series.flatMap((each, at): Layer[] => {
    const { values } = columns[at];
    const { colour, widthPx = 1.6, fill } = each;
    const line: Layer = { kind: 'line', x, y: values, colour, widthPx };
    if (fill === undefined) return [line];
    return [{ kind: 'area', x, from: new Float64Array(x.length), to: values, colour: fill }, line];
  });
  const front = lines
    .toReversed()
    .toSorted((a, b) => Number(a.kind === 'line') - Number(b.kind === 'line'));
  return {
    name: input.name,
    x: timeAxis(time),
    y: valueAxis(input),
    layers: [...behind, ...front, ...marks],
    legend: [
      ...series.map(({ name, colour }): LegendEntry => ({ name, colour, look: 'line' })),
      ...markLegend,
    ],
    readout: { x, columns },
    ...(input.notes === undefined ? {} : { notes: input.notes }),
    ...(rows.length < time.length ? { thinnedFrom: time.length } : {}),
  };
}

export function timeAxis(time: Float64Array): Axis {
  const low = time[0];
  const last = time[time.length - 1];
  return { kind: 'time', low, high: last > low ? last : low + 1, format: 'count' };
}

/** An axis that holds all lines, with a little room above and below. */
function valueAxis({ series, format, scale = 'linear', reach = [], within }: TimeChartInput): Axis {
  let [low, high] = [Math.min(...reach), Math.max(...reach)];
  for (const { values } of series) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(high >= low)) [low, high] = [0, 1];
  if (scale === 'log') return { kind: 'log', low: low / 1.03, high: high * 1.03, format };
  const isFlat = !(high - low > FLAT * Math.max(Math.abs(low), Math.abs(high)));
  const room = isFlat ? Math.abs(high) * 0.05 || 1 : 0.04 * (high - low);
  const [floor, ceiling] = within ?? [-Infinity, Infinity];
  return {
    kind: 'linear',
    low: Math.max(low - room, floor),
    high: Math.min(high + room, ceiling),
    format,
  };
}
