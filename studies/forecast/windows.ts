import type { RowRange } from '#data';
import type { BatchSource } from '../../src/models/training/batch-source.ts';
import { CALENDAR_COLUMNS, calendarColumns } from './calendar.ts';
import { standardised } from './scaling.ts';
import type { WideSeries } from './wide-csv.ts';

/** `window` [b, input, channels + calendar columns] is seen, `future` [b, horizon, channels] is to be forecast. */
export type WindowInput = 'window' | 'future';

export interface WindowSizes {
  readonly inputBars: number;
  readonly horizonBars: number;
  readonly channels: number;
  /** 4, or 0 where rows have no time. */
  readonly calendarColumns: number;
}

/** Shapes of so many windows and their futures. */
export function windowShapes(
  examples: number,
  { inputBars, horizonBars, channels, calendarColumns: calendar }: WindowSizes,
): Readonly<Record<WindowInput, readonly number[]>> {
  return {
    window: [examples, inputBars, channels + calendar],
    future: [examples, horizonBars, channels],
  };
}

/** Numbers in so many windows and in their futures. */
export function bufferSizes(
  examples: number,
  sizes: WindowSizes,
): Readonly<Record<WindowInput, number>> {
  const { window, future } = windowShapes(examples, sizes);
  const product = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);
  return { window: product(window), future: product(future) };
}

/** Scaled series, ready to be cut into windows. */
export class WindowedSeries {
  readonly sizes: WindowSizes;
  /** [rows, channels + calendar columns] */
  readonly #seen: Float32Array;
  /** [rows, channels] */
  readonly #values: Float32Array;

  /** @param fitted - the rows whose mean and deviation scale all */
  constructor(
    series: WideSeries,
    fitted: RowRange,
    bars: { readonly inputBars: number; readonly horizonBars: number },
  ) {
    const channels = series.channels.length;
    this.sizes = { ...bars, channels, calendarColumns: series.times ? CALENDAR_COLUMNS : 0 };
    this.#values = standardised(series, fitted);
    this.#seen = withCalendar(this.#values, series, channels + this.sizes.calendarColumns);
  }

  /** Every window that lies in these rows, one a row. */
  source(rows: RowRange): BatchSource<WindowInput> {
    const { inputBars, horizonBars, channels, calendarColumns: calendar } = this.sizes;
    const seen = channels + calendar;
    return {
      count: rows.to - rows.from - inputBars - horizonBars + 1,
      fill: (examples, into) => {
        for (const [at, example] of examples.entries()) {
          const start = rows.from + example;
          const now = start + inputBars;
          const window = this.#seen.subarray(start * seen, now * seen);
          const future = this.#values.subarray(now * channels, (now + horizonBars) * channels);
          into.window.set(window, at * window.length);
          into.future.set(future, at * future.length);
        }
      },
    };
  }
}

function withCalendar(
  values: Float32Array,
  { times, rows, channels }: WideSeries,
  width: number,
): Float32Array {
  if (times === null) return values;
  const seen = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = row * channels.length;
    seen.set(values.subarray(from, from + channels.length), row * width);
    seen.set(calendarColumns(times[row]), row * width + channels.length);
  }
  return seen;
}
