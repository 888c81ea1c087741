import { formatNumber } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Chart, LegendEntry, Panel } from './chart.ts';
import { drawChart } from './draw-chart.ts';

/** A panel with its title, what to read off it, its legend and its charts. */
export function drawPanel(panel: Panel): Html {
  const { id, title, charts } = panel;
  return html`<figure class="card${panel.wide ? ' wide' : ''}" id="${id}" aria-labelledby="title-${id}">
<figcaption><div class="card-head"><h2 id="title-${id}">${title}</h2>${chooser(panel)}</div>
<p class="reading" id="reading-${id}">${panel.reading}${thinning(charts)}</p></figcaption>
${charts.map(
  (chart, at) =>
    html`<div class="drawing" id="drawing-${id}-${at}"${at > 0 ? html` hidden` : NOTHING}>${charts.length > 1 ? html`<p class="chart-name">${chart.name}</p>` : NOTHING}${legend(chart.legend)}
${drawChart(chart, {
  id: `${id}-${at}`,
  heightPx: panel.heightPx,
  wide: panel.wide,
  labelledBy: `title-${id} reading-${id}`,
})}</div>`,
)}
</figure>`;
}

function chooser({ id, choice, charts }: Panel): Html {
  if (choice === undefined || charts.length < 2) return NOTHING;
  return html`<label class="scripted">${choice} <select id="choice-${id}">${charts.map(
    ({ name }) => html`<option>${name}</option>`,
  )}</select></label>`;
}

function thinning(charts: readonly Chart[]): string {
  const thinned = charts.find(({ thinnedFrom }) => thinnedFrom !== undefined);
  if (thinned === undefined) return '';
  return ` Drawn through ${formatNumber(thinned.readout.x.length, 0)} of ${formatNumber(thinned.thinnedFrom ?? 0, 0)} bars, every extreme among them.`;
}

function legend(entries: readonly LegendEntry[]): Html {
  return html`<ul class="legend" aria-label="Legend">${entries.map(
    ({ name, colour, look }) =>
      html`<li><span class="key ${look}" style="color:var(--${colour})"></span>${name}</li>`,
  )}</ul>`;
}
