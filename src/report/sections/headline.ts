import { BASELINE_METRICS, METRICS } from '#backtest';
import { type Html, html } from '../html.ts';
import { type Figures, figureText, toneOf } from './metrics-table.ts';

/** One row of the table. */
export interface HeadlineRow {
  readonly name: string;
  readonly meaning: string;
  readonly metrics: Figures;
}

/** The figures most looked for; the error of the Sharpe ratio stands beside it. */
const KEYS = BASELINE_METRICS.filter((key) => key !== 'sharpeStandardError');

/**
 * The figures most looked for, each baseline in a row below.
 *
 * @param rows - the run first, then baselines on the same bars
 */
export function headline(rows: readonly HeadlineRow[]): Html {
  return html`<section class="headline" id="headline" aria-labelledby="headline-title">
<h2 class="unseen" id="headline-title">Headline figures</h2>
<div class="scroll"><table>
<caption class="unseen">The strategy and its baselines on the same bars</caption>
<thead><tr><th scope="col"><span class="unseen">What</span></th>${KEYS.map((key) => html`<th scope="col" title="${METRICS[key].meaning}">${METRICS[key].label}</th>`)}</tr></thead>
<tbody>${rows.map((row, at) => headlineRow(row, at === 0))}</tbody>
</table></div>
</section>`;
}

function headlineRow({ name, meaning, metrics }: HeadlineRow, isOwn: boolean): Html {
  const cells = KEYS.map((key) => {
    const [value, error] = figureText(key, metrics).split(' ± ');
    const tone = isOwn ? toneOf(key, metrics) : '';
    const small = error === undefined ? '' : html` <small>± ${error}</small>`;
    return html`<td class="${tone}">${value}${small}</td>`;
  });
  return html`<tr class="${isOwn ? 'own' : 'baseline'}"><th scope="row" title="${meaning}">${name}</th>${cells}</tr>`;
}
