import type { CostRow } from '../costs.ts';
import { formatColumn, formatNumber, NO_FIGURE } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

/** A head, and the texts of its rows. */
type Column = readonly [head: string, texts: readonly string[]];

/**
 * What was paid year by year, and what money earned beside; nothing when nothing was.
 *
 * @param rows - the whole run last
 */
export function costTable(rows: readonly CostRow[]): Html {
  const whole = rows[rows.length - 1];
  if (whole.fills === 0 && whole.all === 0) return NOTHING;
  const shown = rows.length === 2 ? rows.slice(1) : rows;
  const columns = columnsOf(shown);
  return html`<section class="card wide" id="cost-years" aria-labelledby="cost-years-title">
<h2 id="cost-years-title">Costs by year</h2>
<p class="reading">Slippage is what was paid beyond the reference price. Fees and slippage cost ${bps(whole)} basis points of what was traded.</p>
<div class="scroll"><table class="list">
<caption class="unseen">Costs of each year and of the whole run</caption>
<thead><tr><th scope="col">Year</th>${columns.map(([head]) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
<tbody>${shown.map(
    ({ name }, row) =>
      html`<tr${shown[row] === whole ? html` class="total"` : NOTHING}><th scope="row">${name}</th>${columns.map(([, texts]) => html`<td class="number">${texts[row]}</td>`)}</tr>`,
  )}</tbody>
</table></div>
</section>`;
}

/** What never occurred has no column. */
function columnsOf(rows: readonly CostRow[]): Column[] {
  const column = (
    head: string,
    value: (row: CostRow) => number,
    unit: 'money' | 'count' | 'fraction',
  ): Column => [head, formatColumn(rows.map(value), unit)];
  const occurring = (head: string, value: (row: CostRow) => number): Column[] =>
    rows.some((row) => value(row) !== 0) ? [column(head, value, 'money')] : [];
  return [
    column('Fills', ({ fills }) => fills, 'count'),
    column('Traded', ({ traded }) => traded, 'money'),
    column('Fees', ({ fees }) => fees, 'money'),
    column('Slippage', ({ slippage }) => slippage, 'money'),
    ...occurring('of it spread', ({ spread }) => spread),
    ...occurring('of it impact', ({ impact }) => impact),
    ...occurring('Borrow fees', ({ borrowFees }) => borrowFees),
    ...occurring('Exchange', ({ exchange }) => exchange),
    column('All costs', ({ all }) => all, 'money'),
    ['bps of traded', rows.map(bps)],
    column('Of equity a year', ({ shareAYear }) => shareAYear, 'fraction'),
    ...occurring('Interest', ({ interest }) => interest),
    ...occurring('Dividends', ({ dividends }) => dividends),
  ];
}

function bps({ traded, fees, slippage }: CostRow): string {
  return traded > 0 ? formatNumber(((fees + slippage) / traded) * 1e4, 1) : NO_FIGURE;
}
