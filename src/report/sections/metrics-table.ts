import { METRICS, type MetricGroup, type MetricKey, type Metrics } from '#backtest';
import { formatNumber, formatUnit, NO_FIGURE } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

/** Some of the figures of a run, or of something to hold it against. */
export type Figures = Readonly<Partial<Record<MetricKey, number | null>>>;

/** One column of the table: the strategy, or buying and holding. */
export interface MetricColumn {
  readonly name: string;
  readonly metrics: Metrics;
}

const GROUPS: Readonly<Record<MetricGroup, string>> = {
  return: 'Return',
  risk: 'Risk',
  trades: 'Closed trades',
  activity: 'Activity and costs',
  benchmark: 'Against buy and hold',
};

/** Shown as part of another row. */
const FOLDED: ReadonlySet<MetricKey> = new Set([
  'sharpeStandardError',
  'sharpeHigh95',
  'totalTrades',
  'maxDrawdownDuration',
]);

/** Every metric in groups, those of buying and holding beside, and why some are missing. */
export function metricsTable(columns: readonly MetricColumn[]): Html {
  return html`<section class="card wide" id="metrics" aria-labelledby="metrics-title">
  <h2 id="metrics-title">All figures</h2>
  <p class="reading">Point at a name for its definition; all of them stand at the end of the page.</p>
  <div class="metric-groups">${(Object.keys(GROUPS) as MetricGroup[]).map((group) => groupTable(group, columns))}</div>
  ${missing(columns[0].metrics)}
</section>`;
}

/** What each figure means, and each thing that the run is held against, for the end of the page. */
export function definitions(baselines: readonly Defined[]): Html {
  const figures = Object.values(METRICS).map(({ label, meaning }) => ({ name: label, meaning }));
  return html`<details class="card wide" id="definitions"><summary>What each figure and baseline means</summary><dl class="definitions">${[
    ...figures,
    ...baselines,
  ].map(
    ({ name, meaning }) => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`,
  )}</dl></details>`;
}

interface Defined {
  readonly name: string;
  readonly meaning: string;
}

function groupTable(group: MetricGroup, columns: readonly MetricColumn[]): Html {
  const keys = keysOf(group);
  // Who holds trades once, and is not compared with itself.
  const shown = group === 'return' || group === 'risk' ? columns : columns.slice(0, 1);
  return html`<table>
  <caption class="unseen">${GROUPS[group]}</caption>
  <thead><tr><th scope="col">${GROUPS[group]}</th>${shown.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
  <tbody>${keys.map(
    (key) =>
      html`<tr><th scope="row" title="${METRICS[key].meaning}">${labelOf(key)}</th>${shown.map(
        ({ metrics }, at) =>
          html`<td class="number${at === 0 ? ` own ${toneOf(key, metrics)}` : ''}">${figureText(key, metrics)}</td>`,
      )}</tr>`,
  )}</tbody>
</table>`;
}

function keysOf(group: MetricGroup): MetricKey[] {
  const keys = Object.keys(METRICS) as MetricKey[];
  return keys.filter((key) => METRICS[key].group === group && !FOLDED.has(key));
}

function labelOf(key: MetricKey): string {
  return key === 'sharpeLow95' ? 'Sharpe, 95% interval' : METRICS[key].label;
}

/** A figure in its unit, with its error or the other end of its interval. */
export function figureText(key: MetricKey, metrics: Figures): string {
  const value = metrics[key] ?? null;
  if (value === null) return NO_FIGURE;
  if (key === 'probabilisticSharpe' && value > 0.999) return 'over 99.9%';
  const text = formatUnit(value, METRICS[key].unit);
  if (key === 'sharpeRatio')
    return `${text} ± ${formatNumber(metrics.sharpeStandardError ?? 0, 2)}`;
  if (key === 'sharpeLow95') return `${text} to ${formatNumber(metrics.sharpeHigh95 ?? 0, 2)}`;
  return text;
}

/** The look of a figure: only those whose sign is good or bad news by itself are coloured. */
export function toneOf(key: MetricKey, metrics: Figures): string {
  const signed: MetricKey[] = [
    'totalReturn',
    'annualizedReturn',
    'expectancy',
    'excessReturn',
    'alpha',
  ];
  const value = metrics[key] ?? 0;
  if (value === 0 || !signed.includes(key)) return '';
  return value > 0 ? 'gain' : 'loss';
}

function missing(metrics: Metrics): Html {
  const reasons = Map.groupBy(
    Object.entries(metrics.unavailable).filter(([key]) => !FOLDED.has(key as MetricKey)),
    ([, reason]) => reason,
  );
  if (reasons.size === 0) return NOTHING;
  const sentences = [...reasons].map(
    ([reason, entries]) =>
      `${entries.map(([key]) => labelOf(key as MetricKey)).join(', ')}: ${reason}.`,
  );
  return html`<p class="note">${NO_FIGURE} means not computed. ${sentences.join(' ')}</p>`;
}
