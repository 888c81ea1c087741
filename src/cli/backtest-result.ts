import type { RunRecord } from '#base';
import type { Metrics } from '#backtest';
import { dateText } from '#data';
import { type BreakdownName, printBreakdowns } from './breakdown-tables.ts';
import { type FinishedRun, saveFinished } from './finished-run.ts';
import { printMetrics } from './metrics-table.ts';
import type { Session } from './session.ts';

/** A backtest that has run. */
export interface FinishedBacktest extends Omit<FinishedRun, 'mode'> {
  /** What was kept of the run on the way, if anything; removed once its results are written. */
  readonly checkpoint?: { finish(): void } | null;
}

/**
 * Writes record and dashboard, prints the table, and returns the command's document.
 *
 * @param by - breakdowns that are printed, too
 */
export async function finishBacktest(
  session: Session,
  finished: FinishedBacktest,
  by: readonly BreakdownName[] = [],
) {
  const saved = await saveFinished(session, { ...finished, mode: 'backtest' });
  const { record, metrics, held, baselines, breakdowns, files } = saved;
  const { trades, fills, flows, manifest, dataHealth } = record;
  finished.checkpoint?.finish();
  printRun(session, record, { metrics, held });
  printBreakdowns(session.output, breakdowns, by);
  session.output.text(`\nDashboard: ${files.dashboard}`);
  return {
    ...{ metrics, held, baselines, breakdowns },
    ...{ trades, fills, flows, manifest, dataHealth, files },
  };
}

function printRun(
  { output }: Session,
  { manifest }: RunRecord,
  shown: { readonly metrics: Metrics; readonly held: Metrics },
): void {
  const { strategy, symbols, interval, start, end } = manifest;
  output.text(
    `${strategy} on ${symbols.join(', ')} (${interval}), ${dateText(start)} to ${dateText(end)}\n`,
  );
  printMetrics(output, [
    { name: strategy, metrics: shown.metrics },
    { name: 'buy and hold', metrics: shown.held },
  ]);
  if (manifest.caveats.length > 0) output.text(`\nMind: ${manifest.caveats.join('; ')}.`);
}
