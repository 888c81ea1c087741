import { METRICS, type MetricKey } from '#backtest';
import { type Html, html } from '../html.ts';
import { figureText, type MetricColumn, toneOf } from './metrics-table.ts';

/** The figures most looked for. */
const KEYS: readonly MetricKey[] = [
  'totalReturn',
  'annualizedReturn',
  'sharpeRatio',
  'maxDrawdown',
  'volatility',
  'calmarRatio',
];

/**
 * The figures most looked for, each baseline in a row below.
 *
 * @param columns - the run first, then baselines on the same bars
 */
export function headline(columns: readonly MetricColumn[]): Html {
  return html`<section class="headline" id="headline" aria-labelledby="headline-title">
<h2 class="unseen" id="headline-title">Headline figures</h2>
<div class="scroll"><table>
<caption class="unseen">The strategy and its baselines on the same bars</caption>
<thead><tr><th scope="col"><span class="unseen">What</span></th>${KEYS.map((key) => html`<th scope="col" title="${METRICS[key].meaning}">${METRICS[key].label}</th>`)}</tr></thead>
<tbody>${columns.map((column, at) => headlineRow(column, at === 0))}</tbody>
</table></div>
</section>`;
}

function headlineRow({ name, metrics }: MetricColumn, isOwn: boolean): Html {
  const cells = KEYS.map((key) => {
    const [value, error] = figureText(key, metrics).split(' ± ');
    const tone = isOwn ? toneOf(key, metrics) : '';
    const small = error === undefined ? '' : html` <small>± ${error}</small>`;
    return html`<td class="${tone}">${value}${small}</td>`;
  });
  return html`<tr class="${isOwn ? 'own' : 'baseline'}"><th scope="row">${name}</th>${cells}</tr>`;
}
