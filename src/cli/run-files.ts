import { join } from 'node:path';
import { type Disk, type RunRecord, writeFileAtomic } from '#base';
import type { Metrics } from '#backtest';
import { type MetricColumn, PerformanceVisualizer } from '#report';

/** Where a run's results lie. */
export interface RunFiles {
  readonly folder: string;
  readonly dashboard: string;
}

/** Writes a run's record and dashboard to `reportDir/<strategy>-<run id>`. */
export function writeRun(
  disk: Disk,
  reportDir: string,
  record: RunRecord,
  metrics: Metrics,
  baselines: readonly MetricColumn[] = [],
): RunFiles {
  const { strategy, runId } = record.manifest;
  const folder = join(reportDir, `${strategy}-${runId}`);
  const dashboard = join(folder, 'dashboard.html');
  const { prices: _prices, ...kept } = record;
  const document = JSON.stringify({ ...kept, metrics }, columnsAsLists);
  writeFileAtomic(disk, join(folder, 'run.json'), new TextEncoder().encode(`${document}\n`));
  const html = new PerformanceVisualizer(disk).render(record, metrics, { baselines });
  writeFileAtomic(disk, dashboard, new TextEncoder().encode(html));
  return { folder, dashboard };
}

function columnsAsLists(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? Array.from(value) : value;
}
