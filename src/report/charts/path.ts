import { placeOn } from './axis.ts';
import type { AreaLayer, Axis, BarLayer } from './chart.ts';

/** Width and height of a plot in the units of its paths; whole units keep the text short. */
export const PLOT_WIDTH = 20_000;
export const PLOT_HEIGHT = 10_000;

/** Turns a value of each axis into a path's units. */
export interface Placing {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export function placing(x: Axis, y: Axis): Placing {
  return {
    x: (value) => Math.round(placeOn(x.kind, x.low, x.high, value) * PLOT_WIDTH),
    y: (value) => Math.round((1 - placeOn(y.kind, y.low, y.high, value)) * PLOT_HEIGHT),
  };
}

/** A line through points, broken where one has no number. */
export function linePath(x: ArrayLike<number>, y: ArrayLike<number>, place: Placing): string {
  const parts: string[] = [];
  let [lastX, lastY, isDown] = [0, 0, false];
  for (let row = 0; row < x.length; row++) {
    const [atX, atY] = [place.x(x[row]), place.y(y[row])];
    if (!Number.isFinite(atX) || !Number.isFinite(atY)) {
      isDown = false;
      continue;
    }
    parts.push(isDown ? step(atX - lastX, atY - lastY) : `M${atX} ${atY}`);
    [lastX, lastY, isDown] = [atX, atY, true];
  }
  return parts.join('');
}

function step(right: number, down: number): string {
  return `l${right}${down < 0 ? '' : ' '}${down}`;
}

/** Forth along one line and back along the other; rows without a number are left out. */
export function areaPath({ x, from, to }: AreaLayer, place: Placing): string {
  const rows = Array.from({ length: x.length }, (_, row) => row).filter((row) =>
    Number.isFinite(from[row] + to[row]),
  );
  if (rows.length === 0) return '';
  const pick = (values: ArrayLike<number>) => rows.map((row) => values[row]);
  const there = linePath(pick(x), pick(to), place);
  const back = linePath(pick(x).toReversed(), pick(from).toReversed(), place);
  return `${there}L${back.slice(1)}z`;
}

export function barPath({ middles, heights, width }: BarLayer, place: Placing): string {
  const parts: string[] = [];
  const zero = place.y(0);
  for (let bar = 0; bar < middles.length; bar++) {
    if (heights[bar] === 0) continue;
    // A twentieth stays free on either side.
    const left = place.x(middles[bar] - 0.46 * width);
    const right = place.x(middles[bar] + 0.46 * width);
    parts.push(`M${left} ${zero}V${place.y(heights[bar])}H${right}V${zero}z`);
  }
  return parts.join('');
}

/** Points without length: their stroke's cap is what is seen, so no zoom stretches them. */
export function dotPath(x: ArrayLike<number>, y: ArrayLike<number>, place: Placing): string {
  const parts: string[] = [];
  for (let row = 0; row < x.length; row++) {
    const [atX, atY] = [place.x(x[row]), place.y(y[row])];
    if (Number.isFinite(atX) && Number.isFinite(atY)) parts.push(`M${atX} ${atY}h0`);
  }
  return parts.join('');
}
