import type { BarRow } from '../bar-row.ts';
import { type FeatureDefinition, kernel } from '../kernel.ts';

const DAY_MS = 86_400_000;
/** The epoch began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

const weekday = (bar: BarRow) => Math.floor((bar.time - FIRST_MONDAY_MS) / DAY_MS) / 7;
const hour = (bar: BarRow) => bar.time / DAY_MS;

/**
 * Day of the week and time of day of the bar's start (UTC) as points on a circle, so that Sunday is
 * next to Monday and 23:59 next to 00:00.
 *
 * weekday: angle 2π · day / 7, Monday 0; hour: angle 2π · (ms since 00:00 UTC) / day
 *
 * −1…1; never NaN. Time of day does not vary on daily bars, and the pipeline drops it there.
 */
export const calendar: readonly FeatureDefinition[] = [
  onCircle('weekday_sin', 'sin(2 pi day / 7)', (bar) => Math.sin(angle(weekday(bar)))),
  onCircle('weekday_cos', 'cos(2 pi day / 7)', (bar) => Math.cos(angle(weekday(bar)))),
  onCircle('hour_sin', 'sin(2 pi ms / 86400000)', (bar) => Math.sin(angle(hour(bar)))),
  onCircle('hour_cos', 'cos(2 pi ms / 86400000)', (bar) => Math.cos(angle(hour(bar)))),
];

function onCircle(
  name: string,
  formula: string,
  update: (bar: BarRow) => number,
): FeatureDefinition {
  return {
    name,
    group: 'calendar',
    inputs: ['time'],
    warmupBars: 0,
    formula,
    range: [-1, 1],
    scaling: 'none',
    create: () => kernel({}, update),
  };
}

/** 2π times the part of `turns` after the point, so that distant dates lose no digits. */
function angle(turns: number): number {
  return 2 * Math.PI * (turns - Math.floor(turns));
}
