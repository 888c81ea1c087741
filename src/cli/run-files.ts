import { join } from 'node:path';
import { type Disk, type RunRecord, writeFileAtomic } from '#base';
import type { Metrics } from '#backtest';
import { PerformanceVisualizer } from '#report';
import { columnsAsLists } from './output.ts';

/** Where a run's results lie. */
export interface RunFiles {
  readonly folder: string;
  readonly dashboard: string;
}

/** Writes a run's record and dashboard to `reportDir/<strategy>-<run id>`. */
export function writeRun(
  disk: Disk,
  reportDir: string,
  run: { readonly record: RunRecord; readonly metrics: Metrics; readonly held: Metrics },
): RunFiles {
  const { record, metrics, held } = run;
  const { strategy, runId } = record.manifest;
  const folder = join(reportDir, `${strategy}-${runId}`);
  const dashboard = join(folder, 'dashboard.html');
  const { prices: _prices, ...kept } = record;
  const document = JSON.stringify({ ...kept, metrics }, columnsAsLists);
  const html = new PerformanceVisualizer(disk).render(record, metrics, { held });
  writeFileAtomic(disk, join(folder, 'run.json'), new TextEncoder().encode(`${document}\n`));
  writeFileAtomic(disk, dashboard, new TextEncoder().encode(html));
  return { folder, dashboard };
}
