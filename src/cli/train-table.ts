import type { Metrics } from '#backtest';
import { dateText } from '#data';
import type { FoldResult, WalkForwardOutcome } from '#models';
import { metricText } from './metrics-table.ts';
import type { HeldFigures } from './net-figures.ts';
import type { Session } from './session.ts';

/** What came of training one kind of model. */
export interface ModelReport {
  readonly name: string;
  readonly outcome: Extract<WalkForwardOutcome, { kind: 'trained' }>;
  /** Out of sample, traded by the ML strategy with costs. */
  readonly net: Metrics;
  readonly folder: string;
}

/** Prints models and buy and hold side by side. */
export function printReports(
  { output, config }: Session,
  reports: readonly ModelReport[],
  held: HeldFigures,
): void {
  const [{ outcome }] = reports;
  output.text(
    `Out of sample from ${dateText(held.from)}, ${outcome.folds.length} folds, ${reports.length} models tried:\n`,
  );
  output.table(
    [
      { title: 'model', cell: (row) => row.name },
      { title: 'loss / zero', align: 'right', cell: (row) => row.loss },
      { title: 'rank IC', align: 'right', cell: (row) => row.rankIc },
      { title: 'direction', align: 'right', cell: (row) => row.direction },
      { title: 'net Sharpe', align: 'right', cell: (row) => row.sharpe },
      { title: 'net return', align: 'right', cell: (row) => row.annual },
      { title: 'drawdown', align: 'right', cell: (row) => row.drawdown },
    ],
    [
      ...reports.map((report) => ({
        name: report.name,
        ...scoreCells(report),
        ...netCells(report.net),
      })),
      { name: 'buy and hold', loss: '', rankIc: '', direction: '', ...netCells(held.metrics) },
    ],
  );
  output.text(`\nModels and cards are in ${config.paths.modelDir}:`);
  for (const { folder } of reports) output.text(`  ${folder}`);
}

/** Means over folds, weighted by their samples. */
function scoreCells({ outcome }: ModelReport): { loss: string; rankIc: string; direction: string } {
  const average = (pick: (fold: FoldResult) => number | null, digits: number): string => {
    const known = outcome.folds.filter((fold) => pick(fold) !== null);
    const samples = known.reduce((sum, fold) => sum + fold.score.samples, 0);
    if (samples === 0) return 'n/a';
    const weighted = known.reduce((sum, fold) => sum + (pick(fold) ?? 0) * fold.score.samples, 0);
    return (weighted / samples).toFixed(digits);
  };
  return {
    loss: average(({ score }) => (score.r2 === null ? null : 1 - score.r2), 5),
    rankIc: average(({ score }) => score.rankIc, 4),
    direction: average(({ score }) => score.directionalAccuracy, 4),
  };
}

function netCells(metrics: Metrics): { sharpe: string; annual: string; drawdown: string } {
  return {
    sharpe: `${metricText(metrics, 'sharpeRatio')} ± ${metricText(metrics, 'sharpeStandardError')}`,
    annual: metricText(metrics, 'annualizedReturn'),
    drawdown: metricText(metrics, 'maxDrawdown'),
  };
}
