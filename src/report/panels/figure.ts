import type { RunRecord } from '#base';
import { encodeDouble, encodeSingle } from '../encode.ts';
import { extremeRows, MOST_POINTS, pick } from '../downsample.ts';

/** A Plotly trace or layout as data; colours are named `var(--token)` and resolved when drawn. */
export type Spec = Readonly<Record<string, unknown>>;

export interface Drawing {
  /** The first drawing's when absent. */
  readonly data?: readonly Spec[];
  readonly layout: Spec;
}

/** One of the page's panels. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  /** What to read off it, in a sentence; also its text for who cannot see it. */
  readonly reading: string;
  /** Its x axis is the run's time, and zooms with the other panels that are. */
  readonly followsTime: boolean;
  readonly wide: boolean;
  readonly heightPx: number;
  /** Label of the chooser between drawings; absent when there is one drawing. */
  readonly choice?: string;
  /** By name, in the order offered; the first is drawn. */
  readonly drawings: readonly (Drawing & { readonly name: string })[];
}

/** A line of `values` over `times`, thinned so that extremes stay. */
export function line(
  name: string,
  times: Float64Array,
  values: ArrayLike<number>,
  look: { readonly color: string; readonly width?: number; readonly dash?: string },
  rest: Spec = {},
  mostPoints: number = MOST_POINTS,
): Spec {
  const rows = extremeRows(values, mostPoints);
  return {
    type: 'scatter',
    mode: 'lines',
    name: plotText(name),
    x: encodeDouble(pick(times, rows)),
    y: encodeSingle(pick(values, rows)),
    line: { color: look.color, width: look.width ?? 1.6, dash: look.dash ?? 'solid' },
    ...rest,
  };
}

/** Layout of a panel over the run's time; `yaxis` completes the axis, `rest` the layout. */
export function timeLayout(record: RunRecord, yaxis: Spec, rest: Spec = {}): Spec {
  const { time } = record.equity;
  return {
    xaxis: { type: 'date', showgrid: false, range: [time[0], time[time.length - 1]] },
    yaxis: { zeroline: false, ...yaxis },
    hovermode: 'x unified',
    ...rest,
  };
}

/** Plotly reads tags in texts; data must not be read as one. */
export function plotText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
