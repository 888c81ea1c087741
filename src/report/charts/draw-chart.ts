import { type Html, html, NOTHING } from '../html.ts';
import { axisTicks, placeOn } from './axis.ts';
import type { Axis, Chart, Flag, Layer } from './chart.ts';
import {
  areaPath,
  barPath,
  dotPath,
  linePath,
  type Placing,
  placing,
  PLOT_HEIGHT,
  PLOT_WIDTH,
} from './path.ts';

/** Ticks at most on the x axis of a wide and of a half figure. */
export const MOST_X_TICKS = { wide: 10, half: 7 };

/** One tick for so many px of height. */
export const PX_A_TICK = 36;

export interface ChartFrame {
  readonly id: string;
  readonly heightPx: number;
  readonly wide: boolean;
  /** Ids of the texts that say what is seen. */
  readonly labelledBy: string;
}

/** A chart as markup that needs no script: lines stretch with the page, words and marks do not. */
export function drawChart(chart: Chart, frame: ChartFrame): Html {
  const { x, y, flags = [] } = chart;
  const place = placing(x, y);
  const mostX = frame.wide ? MOST_X_TICKS.wide : MOST_X_TICKS.half;
  const mostY = Math.max(2, Math.floor(frame.heightPx / PX_A_TICK));
  return html`<div class="chart" id="chart-${frame.id}" style="height:${frame.heightPx}px">
<div class="ticks" aria-hidden="true">${ticksOf(x, mostX, 'x')}${ticksOf(y, mostY, 'y')}</div>
<svg class="plot" role="img" aria-labelledby="${frame.labelledBy}" viewBox="0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}" preserveAspectRatio="none">${chart.layers.map((layer) => drawLayer(layer, place))}</svg>
${flags.map((flag) => drawFlag(flag, x))}</div>`;
}

function ticksOf(axis: Axis, most: number, side: 'x' | 'y'): Html[] {
  return axisTicks(axis, axis.low, axis.high, most).map(({ at, label }) => {
    const place = placeOn(axis.kind, axis.low, axis.high, at);
    const style = side === 'x' ? `left:${percentage(place)}` : `top:${percentage(1 - place)}`;
    return html`<i class="${side}" style="${style}"><b>${label}</b></i>`;
  });
}

function drawFlag({ x, label, colour, side }: Flag, axis: Axis): Html {
  const place = placeOn(axis.kind, axis.low, axis.high, x);
  return html`<i class="flag ${side}" aria-hidden="true" style="left:${percentage(place)};color:var(--${colour})"><b>${label}</b></i>`;
}

function percentage(place: number): string {
  return `${Math.round(place * 1e4) / 100}%`;
}

function drawLayer(layer: Layer, place: Placing): Html {
  const stroke = html`stroke="var(--${layer.colour})"`;
  switch (layer.kind) {
    case 'line':
      return html`<path class="line" ${stroke} stroke-width="${layer.widthPx}" d="${linePath(layer.x, layer.y, place)}"/>`;
    case 'area':
      return html`<path class="area" fill="var(--${layer.colour})" d="${areaPath(layer, place)}"/>`;
    case 'bars':
      return html`<path class="bars" fill="var(--${layer.colour})" d="${barPath(layer, place)}"/>`;
    case 'level':
      return html`<path class="line" ${stroke} stroke-width="1"${layer.dashed ? html` stroke-dasharray="2 3"` : NOTHING} d="M0 ${place.y(layer.y)}h${PLOT_WIDTH}"/>`;
    case 'dots': {
      const path = dotPath(layer.x, layer.y, place);
      const look = layer.shape === 'square' ? 'squares' : 'dots';
      const dots = html`<path class="${look}" ${stroke} stroke-width="${layer.sizePx}" d="${path}"/>`;
      if (layer.shape !== 'ring') return dots;
      return html`${dots}<path class="dots" stroke="var(--card)" stroke-width="${layer.sizePx - 3}" d="${path}"/>`;
    }
  }
}
