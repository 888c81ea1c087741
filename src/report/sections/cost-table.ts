import type { CostRow } from '../costs.ts';
import { formatAmount, formatColumn, formatNumber, NO_FIGURE } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

/**
 * What trading cost year by year; nothing when nothing was traded.
 *
 * @param rows - the whole run last
 * @param financing - interest and borrow fees of the whole run, negative when paid; null when there were none
 */
export function costTable(rows: readonly CostRow[], financing: number | null): Html {
  const whole = rows[rows.length - 1];
  if (whole.fills === 0) return NOTHING;
  const shown = rows.length === 2 ? rows.slice(1) : rows;
  return html`<section class="card wide" id="cost-years" aria-labelledby="cost-years-title">
<h2 id="cost-years-title">Costs by year</h2>
<p class="reading">Slippage is what was paid beyond the reference price. Both together cost ${bps(whole)} basis points of what was traded${financing === null ? '' : `; interest and borrow fees came to ${formatAmount(financing)} beside them`}.</p>
<div class="scroll"><table class="list">
<caption class="unseen">Costs of each year and of the whole run</caption>
<thead><tr><th scope="col">Year</th><th scope="col" class="number">Fills</th><th scope="col" class="number">Traded</th><th scope="col" class="number">Fees</th><th scope="col" class="number">Slippage</th><th scope="col" class="number">Both</th><th scope="col" class="number">bps of traded</th><th scope="col" class="number">Of equity a year</th></tr></thead>
<tbody>${costCells(shown).map((cells, at) => costRow(shown[at].name, cells, shown[at] === whole))}</tbody>
</table></div>
</section>`;
}

/** Texts of each row but its name. */
function costCells(rows: readonly CostRow[]): string[][] {
  const both = ({ fees, slippage }: CostRow) => fees + slippage;
  const columns = [
    formatColumn(
      rows.map(({ fills }) => fills),
      'count',
    ),
    formatColumn(
      rows.map(({ traded }) => traded),
      'money',
    ),
    formatColumn(
      rows.map(({ fees }) => fees),
      'money',
    ),
    formatColumn(
      rows.map(({ slippage }) => slippage),
      'money',
    ),
    formatColumn(rows.map(both), 'money'),
    rows.map(bps),
    formatColumn(
      rows.map(({ shareAYear }) => shareAYear),
      'fraction',
    ),
  ];
  return rows.map((_, row) => columns.map((column) => column[row]));
}

function costRow(name: string, cells: readonly string[], isWhole: boolean): Html {
  return html`<tr${isWhole ? html` class="total"` : NOTHING}><th scope="row">${name}</th>${cells.map((text) => html`<td class="number">${text}</td>`)}</tr>`;
}

function bps({ traded, fees, slippage }: CostRow): string {
  return traded > 0 ? formatNumber(((fees + slippage) / traded) * 1e4, 1) : NO_FIGURE;
}
