import { join } from 'node:path';
import { type SavedRun, writeSavedRun } from '#backtest';
import { type Disk, writeFileAtomic } from '#base';
import { PerformanceVisualizer } from '#report';

/** Where a run's results lie. */
export interface RunFiles {
  readonly folder: string;
  readonly dashboard: string;
}

/** Writes all that is kept of a run, and its dashboard, to `reportDir/<strategy>-<run id>`. */
export function writeRun(disk: Disk, reportDir: string, run: SavedRun): RunFiles {
  const { strategy, runId } = run.record.manifest;
  const folder = join(reportDir, `${strategy}-${runId}`);
  writeSavedRun(disk, folder, run);
  return { folder, dashboard: writeDashboard(disk, join(folder, 'dashboard.html'), run) };
}

/** Writes a run's page, which is made of the saved run and nothing else. */
export function writeDashboard(disk: Disk, path: string, run: SavedRun): string {
  const { record, metrics, ...shown } = run;
  const html = new PerformanceVisualizer().render(record, metrics, shown);
  writeFileAtomic(disk, path, new TextEncoder().encode(html));
  return path;
}
