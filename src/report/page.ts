import { createHash } from 'node:crypto';
import { computeHoldingMetrics, type Metrics } from '#backtest';
import type { RunRecord } from '#base';
import { CHART_SCRIPT } from './client/charts.ts';
import { THEME_SCRIPT } from './client/theme.ts';
import { TRADE_LIST_SCRIPT } from './client/trade-list.ts';
import { encodeJson } from './encode.ts';
import { type Html, html, NOTHING, trusted } from './html.ts';
import { drawdownPanel } from './panels/drawdown.ts';
import { equityPanel } from './panels/equity.ts';
import type { Panel } from './panels/figure.ts';
import { monthlyHeatmapPanel } from './panels/monthly-heatmap.ts';
import { returnHistogramPanel } from './panels/return-histogram.ts';
import { rollingSharpePanel } from './panels/rolling-sharpe.ts';
import { tradesOnPricePanel } from './panels/trades-on-price.ts';
import { breachTable, retrainTable } from './sections/events.ts';
import { masthead } from './sections/masthead.ts';
import {
  definitions,
  headline,
  type MetricColumn,
  metricsTable,
} from './sections/metrics-table.ts';
import { dataHealth, provenance } from './sections/provenance.ts';
import { tradeColumns, tradeList } from './sections/trade-list.ts';
import { STYLE } from './style.ts';

export interface DashboardOptions {
  /** Text of Plotly's browser bundle, placed inside the page. */
  readonly plotlySource: string;
  /** Figures of buy and hold as the run computed them; without them, at a risk-free rate of 0. */
  readonly held?: Metrics;
  /** More columns beside buy and hold, such as other baselines of the same run. */
  readonly baselines?: readonly MetricColumn[];
}

/**
 * One HTML file that holds everything it shows: charts, tables, data and script; it opens offline.
 *
 * The browser is told to load nothing and to run only the scripts that stand in the page.
 *
 * @param record - the run; its texts are data and are never read as markup
 * @param metrics - of the same record
 */
export function renderDashboard(
  record: RunRecord,
  metrics: Metrics,
  options: DashboardOptions,
): string {
  const held =
    options.held ??
    computeHoldingMetrics(
      record.equity.time,
      record.benchmark,
      metrics.periodsPerYear === null ? {} : { periodsPerYear: metrics.periodsPerYear },
    );
  const columns = [
    { name: 'Strategy', metrics },
    { name: 'Buy and hold', metrics: held },
    ...(options.baselines ?? []),
  ];
  const panels = [
    equityPanel(record),
    drawdownPanel(record),
    tradesOnPricePanel(record),
    rollingSharpePanel(record, metrics),
    returnHistogramPanel(record, metrics),
    monthlyHeatmapPanel(record),
  ];
  const body = html`<main>
${masthead(record, metrics, held)}
${headline(columns)}
<noscript><p class="caveats">Charts and the list of trades are drawn by a script in this file; switch scripts on to see them.</p></noscript>
<div class="panels">${panels.map(panelFrame)}</div>
${metricsTable(columns)}
${retrainTable(record.retrains)}
${breachTable(record.breaches)}
${tradeList(record.trades)}
${dataHealth(record.dataHealth)}
${provenance(record.manifest)}
${definitions()}
<footer><p>Past results, simulated or real, promise nothing. Times are UTC. This file loads nothing from the network.</p></footer>
</main>`;
  const trades = record.trades.length > 0 ? tradeColumns(record.trades) : null;
  return page(`${record.manifest.strategy}, ${record.manifest.mode} report`, body, [
    dataBlock('panel-data', panels),
    trades === null ? NOTHING : dataBlock('trade-data', trades),
    ...scripts(options.plotlySource),
  ]);
}

function panelFrame(panel: Panel): Html {
  const chooser =
    panel.choice === undefined || panel.drawings.length < 2
      ? NOTHING
      : html`<label>${panel.choice} <select id="choice-${panel.id}">${panel.drawings.map(
          ({ name }) => html`<option>${name}</option>`,
        )}</select></label>`;
  return html`<figure class="card${panel.wide ? ' wide' : ''}" aria-labelledby="title-${panel.id}">
  <figcaption><div class="card-head"><h2 id="title-${panel.id}">${panel.title}</h2>${chooser}</div>
  <p class="reading" id="reading-${panel.id}">${panel.reading}</p></figcaption>
  <div class="plot-frame"><div class="plot" id="plot-${panel.id}" role="img" aria-labelledby="title-${panel.id} reading-${panel.id}"></div></div>
</figure>`;
}

function page(title: string, body: Html, tail: readonly Html[]): string {
  const hashes = tail.flatMap(({ markup }) => scriptHash(markup));
  const policy = `default-src 'none'; script-src ${hashes.join(' ')}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
${body}
${tail}
</body>
</html>
`.markup;
}

function dataBlock(id: string, value: unknown): Html {
  return html`<script type="application/json" id="${id}">${trusted(encodeJson(value))}</script>`;
}

function scripts(plotlySource: string): Html[] {
  const own = `'use strict';${CHART_SCRIPT}${THEME_SCRIPT}${TRADE_LIST_SCRIPT}listTrades();start();`;
  return [plotlySource, own].map((source) => trusted(`<script>${inlined(source)}</script>`));
}

/** A script's text cannot hold its own end tag; in its strings and patterns `<\/` means the same. */
function inlined(source: string): string {
  return source
    .replaceAll('\r\n', '\n')
    .replace(/<\/(?=script)/gi, '<\\/')
    .replaceAll('<!--', '<\\!--');
}

/** What the security policy calls a script by; nothing for blocks of data. */
function scriptHash(markup: string): string[] {
  const text = /^<script>([\s\S]*)<\/script>$/.exec(markup)?.[1];
  if (text === undefined) return [];
  return [`'sha256-${createHash('sha256').update(text).digest('base64')}'`];
}
