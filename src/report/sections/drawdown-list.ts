import type { RunRecord } from '#base';
import { drawdownSpells, type DrawdownSpell } from '../drawdown-spells.ts';
import {
  counted,
  formatNumber,
  formatPercent,
  formatTime,
  NO_FIGURE,
  sentence,
} from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

const MOST_ROWS = 10;
const DAY_MS = 86_400_000;

/** The deepest falls of the account, when they began and ended; nothing when there was none. */
export function drawdownList({ equity: { time, equity } }: RunRecord): Html {
  const spells = drawdownSpells(equity);
  if (spells.length === 0) return NOTHING;
  const open = spells.find(({ recoveryRow }) => recoveryRow === null);
  const now =
    open === undefined
      ? 'The run ends at a new peak.'
      : `The run ends ${formatPercent(1 - equity[equity.length - 1] / equity[open.peakRow])} under the peak of ${formatTime(time[open.peakRow])}.`;
  return html`<section class="card wide" id="drawdowns" aria-labelledby="drawdowns-title">
<h2 id="drawdowns-title">Deepest drawdowns</h2>
<p class="reading">${sentence(counted(spells.length, 'fall'))} below an earlier peak${spells.length > MOST_ROWS ? `, the deepest ${MOST_ROWS} of them here` : ''}. ${now}</p>
<div class="scroll"><table class="list">
<caption class="unseen">Drawdowns of the account by depth</caption>
<thead><tr><th scope="col" class="number">Depth</th><th scope="col">Peak</th><th scope="col">Trough</th><th scope="col">Recovery</th><th scope="col" class="number">Days down</th><th scope="col" class="number">Days back</th><th scope="col" class="number">Days in all</th></tr></thead>
<tbody>${spells.slice(0, MOST_ROWS).map((spell) => spellRow(spell, time))}</tbody>
</table></div>
</section>`;
}

function spellRow({ depth, peakRow, troughRow, recoveryRow }: DrawdownSpell, time: Float64Array) {
  const days = (from: number, to: number) => formatNumber((time[to] - time[from]) / DAY_MS, 0);
  const last = recoveryRow ?? time.length - 1;
  return html`<tr><td class="number loss">${formatPercent(depth)}</td><td>${formatTime(time[peakRow])}</td><td>${formatTime(time[troughRow])}</td><td>${recoveryRow === null ? 'not yet' : formatTime(time[recoveryRow])}</td><td class="number">${days(peakRow, troughRow)}</td><td class="number">${recoveryRow === null ? NO_FIGURE : days(troughRow, recoveryRow)}</td><td class="number">${days(peakRow, last)}</td></tr>`;
}
