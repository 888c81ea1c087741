import { expectedMaximum, mean } from '#base';
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
  /** Where its final model is; null for one trained only to compare others with. */
  readonly folder: string | null;
}

/** A kind of model that could not be trained, and why, in words that follow its name. */
export interface SkippedModel {
  readonly name: string;
  readonly reason: string;
}

/** What the best of several worthless models would show. */
export interface Luck {
  /** Models whose net Sharpe ratio was looked at. */
  readonly trials: number;
  /** Mean standard error of their ratios, a year; null where none traded. */
  readonly standardError: number | null;
  /** Expected best ratio of so many independent models without any edge, a year. */
  readonly sharpe: number | null;
}

/**
 * How good the best of the models would look by luck alone.
 *
 * luck = E[largest of n standard normals] · mean standard error of the Sharpe ratio
 *
 * Models that do much the same are fewer trials than they are counted: it is an upper bound then.
 */
export function luckOf(reports: readonly ModelReport[]): Luck {
  const trials = reports.length;
  const known = reports
    .map(({ net }) => net.sharpeStandardError)
    .filter((standardError) => standardError !== null);
  if (known.length === 0) return { trials, standardError: null, sharpe: null };
  const standardError = mean(Float64Array.from(known));
  return { trials, standardError, sharpe: expectedMaximum(trials) * standardError };
}

/** Prints models and buy and hold side by side, what luck would show, and who is missing. */
export function printReports(
  { output, config }: Session,
  reports: readonly ModelReport[],
  skipped: readonly SkippedModel[],
  held: HeldFigures,
): void {
  const [{ outcome }] = reports;
  const span = `Out of sample from ${dateText(held.from)}, ${outcome.folds.length} folds`;
  output.text(`${span}. ${luckText(luckOf(reports))}\n`);
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
        name: nameCell(report, held.from),
        ...scoreCells(report),
        ...netCells(report.net),
      })),
      { name: 'buy and hold', loss: '', rankIc: '', direction: '', ...netCells(held.metrics) },
    ],
  );
  if (skipped.length > 0) output.text('');
  for (const { name, reason } of skipped) output.text(`Skipped: ${name} ${reason}.`);
  output.text(`\nModels and cards are in ${config.paths.modelDir}:`);
  for (const { folder } of reports) if (folder !== null) output.text(`  ${folder}`);
}

/** `9 models were tried: the best of 9 without any edge would show a net Sharpe of 0.46 by luck (1.49 standard errors of 0.31).` */
function luckText({ trials, standardError, sharpe }: Luck): string {
  const tried = trials === 1 ? 'One model was tried' : `${trials} models were tried`;
  if (standardError === null || sharpe === null) return `${tried}.`;
  if (trials === 1)
    return `${tried}: luck alone moves its net Sharpe by ${standardError.toFixed(2)}.`;
  const errors = expectedMaximum(trials).toFixed(2);
  return `${tried}: the best of ${trials} without any edge would show a net Sharpe of ${sharpe.toFixed(2)} by luck (${errors} standard errors of ${standardError.toFixed(2)}).`;
}

/** The name, with what sets this row apart from the others. */
function nameCell({ name, folder, outcome }: ModelReport, from: number): string {
  const own = outcome.folds[0].test.from;
  const notes = [
    ...(folder === null ? ['not kept'] : []),
    ...(own === from ? [] : [`from ${dateText(own)}`]),
  ];
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
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
