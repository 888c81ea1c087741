import { type EncodedColumn, encodeDouble, encodeSingle } from '../encode.ts';
import type { Axis, Chart, Colour, Panel, Readout } from './chart.ts';
import { MOST_X_TICKS, PX_A_TICK } from './draw-chart.ts';
import { PLOT_HEIGHT, PLOT_WIDTH } from './path.ts';

interface EncodedReadout {
  readonly x: EncodedColumn;
  readonly columns: readonly {
    readonly name: string;
    readonly colour: Colour;
    readonly values: EncodedColumn;
  }[];
}

/** What the page's script knows of the charts, for cursor and zoom. */
export interface ChartData {
  readonly plot: readonly [width: number, height: number];
  readonly mostTicks: typeof MOST_X_TICKS;
  readonly pxATick: number;
  readonly readouts: readonly EncodedReadout[];
  readonly charts: Readonly<
    Record<
      string,
      {
        readonly x: Axis;
        readonly y: Axis;
        readonly wide: boolean;
        readonly keepsHeight: boolean;
        /** Row of `readouts`. */
        readonly readout: number;
        readonly notes: readonly (readonly [x: number, text: string])[];
      }
    >
  >;
}

/** Charts that share a readout share its columns. */
export function chartData(panels: readonly Panel[]): ChartData {
  const readouts = new Map<Readout, number>();
  const rowOf = ({ readout }: Chart): number => {
    if (!readouts.has(readout)) readouts.set(readout, readouts.size);
    return readouts.get(readout) ?? 0;
  };
  const charts = panels.flatMap(({ id, wide, charts: drawn }) =>
    drawn.map((chart, at) => {
      const { x, y, notes = [], keepsHeight = false } = chart;
      const told = notes.map((note) => [note.x, note.text] as const);
      return [
        `${id}-${at}`,
        { x, y, wide, keepsHeight, readout: rowOf(chart), notes: told },
      ] as const;
    }),
  );
  return {
    plot: [PLOT_WIDTH, PLOT_HEIGHT],
    mostTicks: MOST_X_TICKS,
    pxATick: PX_A_TICK,
    charts: Object.fromEntries(charts),
    readouts: [...readouts.keys()].map(({ x, columns }) => ({
      x: encodeDouble(x),
      columns: columns.map(({ name, colour, values }) => ({
        name,
        colour,
        values: encodeSingle(values),
      })),
    })),
  };
}
