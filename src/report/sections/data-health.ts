import type { DataHealth } from '#base';
import { counted, formatNumber, NO_FIGURE, sentence } from '../format.ts';
import { type Html, html } from '../html.ts';

/** What the checks found in each symbol's bars. */
export function dataHealth(findings: readonly DataHealth[]): Html {
  const quarantined = findings.reduce((sum, finding) => sum + finding.quarantined, 0);
  const gaps = findings.reduce((sum, finding) => sum + finding.gaps, 0);
  const repairs = findings.reduce((sum, finding) => sum + total(finding.repaired), 0);
  const bars = findings.reduce((sum, finding) => sum + finding.bars, 0);
  return html`<section class="card wide" id="health" aria-labelledby="health-title">
  <h2 id="health-title">Data health</h2>
  <p class="reading">${findings.length === 0 ? 'No checks were recorded.' : `${sentence(counted(bars, 'bar'))}; ${counted(quarantined, 'bar')} set aside, ${counted(gaps, 'gap')}, ${counted(repairs, 'repair')}.`}</p>
  <div class="scroll"><table class="list">
    <caption class="unseen">What the checks found in the bars of each symbol</caption>
    <thead><tr><th scope="col">Symbol</th><th scope="col" class="number">Bars</th><th scope="col" class="number">Quarantined</th><th scope="col" class="number">Gaps</th><th scope="col">Repaired</th><th scope="col">Findings</th></tr></thead>
    <tbody>${findings.map(
      (finding) =>
        html`<tr><th scope="row">${finding.symbol}</th><td class="number">${formatNumber(finding.bars, 0)}</td>${countCell(finding.quarantined)}${countCell(finding.gaps)}<td>${list(finding.repaired)}</td><td class="long">${list(finding.findings)}</td></tr>`,
    )}</tbody>
  </table></div>
</section>`;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function countCell(count: number): Html {
  return html`<td class="number${count > 0 ? ' warn' : ''}">${formatNumber(count, 0)}</td>`;
}

function list(findings: Readonly<Record<string, number>>): string {
  const entries = Object.entries(findings).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return NO_FIGURE;
  return entries.map(([code, count]) => `${code} × ${formatNumber(count, 0)}`).join(', ');
}
