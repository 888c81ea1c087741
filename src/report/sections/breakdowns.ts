import { type Breakdowns, METRICS, type Part, type PartMetric } from '#backtest';
import {
  formatColumn,
  formatNumber,
  formatPercent,
  formatTime,
  formatUnit,
  NO_FIGURE,
} from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

/** One way to take a run apart. */
interface Breakdown {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly reading: string;
  readonly parts: readonly Part[];
}

const COLUMNS: readonly (readonly [PartMetric, string])[] = [
  ['netProfit', 'Net result'],
  ['totalReturn', 'Return'],
  ['sharpeRatio', 'Sharpe'],
  ['volatility', 'Volatility'],
  ['maxDrawdown', 'Drawdown'],
  ['closedTrades', 'Trades'],
  ['winRate', 'Won'],
  ['profitFactor', 'Profit factor'],
  ['costsPaid', 'Costs'],
];

/** The run by asset, by model, by year and by regime; those without parts are left out. */
export function breakdownTables(breakdowns: Breakdowns): Html {
  const { byAsset, byModel, byYear, byRegime } = breakdowns;
  const tables: Breakdown[] = [
    {
      id: 'by-asset',
      title: 'By asset',
      heading: 'Asset',
      reading: 'What each asset brought the account, over the equity the account had.',
      parts: byAsset,
    },
    {
      id: 'by-model',
      title: 'By model',
      heading: 'Model',
      reading: 'Each bar’s result shared out by the votes at the close before it.',
      parts: byModel,
    },
    {
      id: 'by-year',
      title: 'By year',
      heading: 'Year',
      reading: 'Each year as if it were a run of its own.',
      parts: byYear,
    },
    {
      id: 'by-regime',
      title: 'By regime',
      heading: 'Regime',
      reading:
        'Spans between change points of buy and hold, told with hindsight: for looking back, not for trading.',
      parts: byRegime.map((part) => ({
        ...part,
        name: `${formatTime(part.start)} to ${formatTime(part.end)}`,
      })),
    },
  ];
  return html`${tables.map((table) => (table.parts.length === 0 ? NOTHING : breakdownTable(table)))}`;
}

function breakdownTable({ id, title, heading, reading, parts }: Breakdown): Html {
  const hasShare = parts.some(({ share }) => share !== null);
  const columns = COLUMNS.filter(([key]) => parts.some(({ metrics }) => metrics[key] !== null));
  const cells = columns.map(([key]) => cellsOf(parts, key));
  return html`<section class="card wide" id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<p class="reading">${reading} ${extremes(parts)}</p>
<div class="scroll"><table class="list">
<caption class="unseen">The run ${title.toLowerCase()}</caption>
<thead><tr><th scope="col">${heading}</th>${hasShare ? html`<th scope="col" class="number">Mean share</th>` : NOTHING}${columns.map(([key, label]) => html`<th scope="col" class="number" title="${METRICS[key].meaning}">${label}</th>`)}</tr></thead>
<tbody>${parts.map((part, row) =>
    partRow(
      part,
      hasShare,
      cells.map((column) => column[row]),
    ),
  )}</tbody>
</table></div>
</section>`;
}

function extremes(parts: readonly Part[]): string {
  const known = parts.filter(({ metrics }) => metrics.netProfit !== null);
  if (known.length < 2) return '';
  const ranked = known.toSorted((a, b) => (b.metrics.netProfit ?? 0) - (a.metrics.netProfit ?? 0));
  const told = ({ name, metrics }: Part) =>
    `${name} (${formatUnit(metrics.netProfit ?? 0, 'money')})`;
  return `Best ${told(ranked[0])}, worst ${told(ranked[ranked.length - 1])}.`;
}

function partRow({ name, share }: Part, hasShare: boolean, cells: readonly Html[]): Html {
  const shared = share === null ? NO_FIGURE : formatPercent(share);
  return html`<tr><th scope="row">${name}</th>${hasShare ? html`<td class="number">${shared}</td>` : NOTHING}${cells}</tr>`;
}

/** One column, with the reason where a figure is missing. */
function cellsOf(parts: readonly Part[], key: PartMetric): Html[] {
  const texts = formatColumn(
    parts.map(({ metrics }) => metrics[key]),
    METRICS[key].unit,
  );
  return parts.map(({ metrics, unavailable }, row) => {
    const value = metrics[key];
    if (value === null) {
      return html`<td class="number" title="${unavailable[key] ?? ''}">${NO_FIGURE}</td>`;
    }
    const error = key === 'sharpeRatio' ? metrics.sharpeStandardError : null;
    const spread = error === null ? '' : ` ± ${formatNumber(error, 2)}`;
    return html`<td class="number${tone(key, value)}">${texts[row]}${spread}</td>`;
  });
}

function tone(key: PartMetric, value: number): string {
  if (key !== 'netProfit' && key !== 'totalReturn') return '';
  if (value === 0) return '';
  return value > 0 ? ' gain' : ' loss';
}
