import type { BreachRecord, RetrainRecord } from '#base';
import { formatNumber, formatTime, NO_FIGURE } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

/** Rows of one table; the newest are shown. */
const MOST_ROWS = 200;

/** What the system learned and whether it was taken over; nothing when it never retrained. */
export function retrainTable(retrains: readonly RetrainRecord[]): Html {
  if (retrains.length === 0) return NOTHING;
  const accepted = retrains.filter((retrain) => retrain.verdict === 'ACCEPTED').length;
  return html`<section class="card wide" id="retrains" aria-labelledby="retrains-title">
  <h2 id="retrains-title">Retrains and verdicts</h2>
  <p class="reading">${accepted} of ${retrains.length} challengers were accepted. Loss is on the hold-out, the champion’s before, the challenger’s after.${shown(retrains.length)}</p>
  <div class="scroll"><table class="list">
    <caption class="unseen">Retrains, the oldest first</caption>
    <thead><tr><th scope="col">Time</th><th scope="col">Model</th><th scope="col" class="number">Trigger bar</th><th scope="col" class="number">In effect</th><th scope="col">Why</th><th scope="col" class="number">Loss before</th><th scope="col" class="number">Loss after</th><th scope="col">Verdict</th><th scope="col">Detail</th></tr></thead>
    <tbody>${retrains.slice(-MOST_ROWS).map(retrainRow)}</tbody>
  </table></div>
</section>`;
}

function retrainRow(retrain: RetrainRecord): Html {
  const loss = (value: number | null) => (value === null ? NO_FIGURE : formatNumber(value, 5));
  return html`<tr><td>${formatTime(retrain.time)}</td><td>${retrain.model}</td><td class="number">${formatNumber(retrain.triggerBar, 0)}</td><td class="number">${formatNumber(retrain.effectBar, 0)}</td><td>${retrain.reasons.join(', ')}</td><td class="number">${loss(retrain.championLoss)}</td><td class="number">${loss(retrain.challengerLoss)}</td><td><span class="verdict ${retrain.verdict.toLowerCase()}">${retrain.verdict}</span></td><td class="long">${retrain.detail}</td></tr>`;
}

/** Risk limits met; nothing when none was. */
export function breachTable(breaches: readonly BreachRecord[]): Html {
  if (breaches.length === 0) return NOTHING;
  return html`<section class="card wide" id="breaches" aria-labelledby="breaches-title">
  <h2 id="breaches-title">Risk limits breached</h2>
  ${breaches.length > MOST_ROWS ? html`<p class="reading">${shown(breaches.length)}</p>` : NOTHING}
  <div class="scroll"><table class="list">
    <caption class="unseen">Risk limits met, the oldest first</caption>
    <thead><tr><th scope="col">Time</th><th scope="col">Limit</th><th scope="col">What happened</th></tr></thead>
    <tbody>${breaches
      .slice(-MOST_ROWS)
      .map(
        (breach) =>
          html`<tr><td>${formatTime(breach.time)}</td><td>${breach.code}</td><td class="long">${breach.detail}</td></tr>`,
      )}</tbody>
  </table></div>
</section>`;
}

function shown(rows: number): string {
  return rows > MOST_ROWS ? ` The newest ${MOST_ROWS} of ${formatNumber(rows, 0)} are shown.` : '';
}
