import { type Baseline, type Breakdowns, computeHoldingMetrics, type Metrics } from '#backtest';
import type { RunRecord } from '#base';
import type { Panel } from './charts/chart.ts';
import { chartData } from './charts/chart-data.ts';
import { drawPanel } from './charts/draw-panel.ts';
import { costRows } from './costs.ts';
import { documentOf } from './document.ts';
import { type Html, html, NOTHING } from './html.ts';
import { costsPanel } from './panels/costs.ts';
import { drawdownPanel } from './panels/drawdown.ts';
import { equityPanel } from './panels/equity.ts';
import { exposurePanel } from './panels/exposure.ts';
import { modelWeightsPanels } from './panels/model-weights.ts';
import { returnHistogramPanel } from './panels/return-histogram.ts';
import { rollingPanels } from './panels/rolling.ts';
import { tradesOnPricePanel } from './panels/trades-on-price.ts';
import { breakdownTables } from './sections/breakdowns.ts';
import { contents, type Entry } from './sections/contents.ts';
import { costTable } from './sections/cost-table.ts';
import { dataHealth } from './sections/data-health.ts';
import { drawdownList } from './sections/drawdown-list.ts';
import { breachTable, retrainTable } from './sections/events.ts';
import { headline } from './sections/headline.ts';
import { masthead } from './sections/masthead.ts';
import { definitions, type MetricColumn, metricsTable } from './sections/metrics-table.ts';
import { monthlyHeatmap } from './sections/monthly-heatmap.ts';
import { provenance } from './sections/provenance.ts';
import { encodeTrades, tradeList, tradeTable } from './sections/trade-list.ts';

import type { TradeTable } from './trade-cells.ts';

export interface DashboardOptions {
  /** Figures of buy and hold as the run computed them; without them, at a risk-free rate of 0. */
  readonly held?: Metrics;
  /** What else the run is held against; without them, buy and hold alone. */
  readonly baselines?: readonly Baseline[];
  /** The run by asset, model, year and regime; without them the page has no such tables. */
  readonly breakdowns?: Breakdowns;
}

const STRATEGY = 'What the run made, all costs paid.';
const HOLDING =
  'Equal parts of all assets, bought at their second bars with the costs of the run, and held.';

/** Parts of the page that are linked to, in the order they stand in. */
const CONTENTS: readonly Entry[] = [
  { id: 'equity', title: 'Equity' },
  { id: 'months', title: 'Months' },
  { id: 'rolling-sharpe', title: 'Rolling' },
  { id: 'drawdowns', title: 'Drawdowns' },
  { id: 'exposure', title: 'Exposure' },
  { id: 'costs', title: 'Costs' },
  { id: 'model-weights', title: 'Models' },
  { id: 'retrains', title: 'Retrains' },
  { id: 'breaches', title: 'Breaches' },
  { id: 'by-asset', title: 'Parts' },
  { id: 'trades-on-price', title: 'Trades' },
  { id: 'metrics', title: 'All figures' },
  { id: 'health', title: 'Data' },
  { id: 'provenance', title: 'Manifest' },
];

/**
 * One HTML file that holds everything it shows: charts, tables, data and script; it opens offline.
 *
 * What stands still needs no script. The browser is told to load nothing and to run only the scripts that
 * stand in the page.
 *
 * @param record - the run; its texts are data and are never read as markup
 * @param metrics - of the same record
 */
export function renderDashboard(
  record: RunRecord,
  metrics: Metrics,
  options: DashboardOptions = {},
): string {
  const held = options.held ?? heldMetrics(record, metrics);
  const columns = [
    { name: 'Strategy', metrics },
    { name: 'Buy and hold', metrics: held },
  ];
  const trades = tradeTable(record.trades);
  const { parts, panels } = partsOf(record, { metrics, columns, trades, ...options });
  const main = html`<main id="main">${parts}</main>`;
  const body = html`<a class="skip" href="#main">Skip to the figures</a>
${masthead(record, metrics, held)}
${contents(CONTENTS, main.markup)}
${main}
<footer><p>Past results, simulated or real, promise nothing. Times are UTC. This file loads nothing from the network.</p></footer>
<p id="announcer" class="unseen" role="status"></p>`;
  return documentOf({
    title: `${record.manifest.strategy}, ${record.manifest.mode} report`,
    body,
    data: {
      'chart-data': chartData(panels),
      ...(record.trades.length > 0 ? { 'trade-data': encodeTrades(trades) } : {}),
    },
  });
}

function heldMetrics(record: RunRecord, { periodsPerYear }: Metrics): Metrics {
  const options = periodsPerYear === null ? {} : { periodsPerYear };
  return computeHoldingMetrics(record.equity.time, record.benchmark, options);
}

interface PartsInput extends DashboardOptions {
  readonly metrics: Metrics;
  readonly columns: readonly MetricColumn[];
  readonly trades: TradeTable;
}

function partsOf(
  record: RunRecord,
  { metrics, columns, trades, baselines = [], breakdowns }: PartsInput,
): { readonly parts: Html[]; readonly panels: Panel[] } {
  const panels: Panel[] = [];
  const drawn = (...added: Panel[]): Html[] => {
    panels.push(...added);
    return added.map(drawPanel);
  };
  const costs = costRows(record);
  const against = [{ ...columns[1], meaning: HOLDING }, ...baselines];
  const parts = [
    headline([{ ...columns[0], meaning: STRATEGY }, ...against]),
    ...drawn(equityPanel(record), drawdownPanel(record)),
    monthlyHeatmap(record),
    ...drawn(...rollingPanels(record, metrics)),
    drawdownList(record),
    ...drawn(exposurePanel(record), returnHistogramPanel(record, metrics)),
    ...drawn(costsPanel(record, costs[costs.length - 1])),
    costTable(costs),
    ...drawn(...modelWeightsPanels(record)),
    retrainTable(record.retrains),
    breachTable(record.breaches),
    breakdowns === undefined ? NOTHING : breakdownTables(breakdowns),
    ...drawn(tradesOnPricePanel(record)),
    tradeList(record.trades, trades),
    metricsTable(columns),
    dataHealth(record.dataHealth),
    provenance(record.manifest),
    definitions(against),
  ];
  return { parts, panels };
}
