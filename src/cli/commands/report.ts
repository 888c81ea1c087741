import { join } from 'node:path';
import { nodeDisk } from '#base/node';
import type { ReportOptions } from '../options.ts';
import { writeDashboard } from '../run-files.ts';
import { findRun } from '../saved-runs.ts';
import { withSession } from '../session.ts';

/** `quant report`: a run's page again, from what was saved of it. */
export async function runReport(name: string, options: ReportOptions): Promise<void> {
  await withSession(options, [], async ({ config, output }) => {
    const run = await findRun(nodeDisk, config.paths.reportDir, name);
    const path = options.out ?? join(run.folder, 'dashboard.html');
    const dashboard = writeDashboard(nodeDisk, path, run);
    output.text(`Dashboard: ${dashboard}`);
    output.document({ runId: run.record.manifest.runId, folder: run.folder, dashboard });
  });
}
