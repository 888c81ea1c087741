import type { Metrics } from '#backtest';
import type { RunRecord } from '#base';
import { type DashboardOptions, renderDashboard } from './page.ts';

/** Makes dashboards; a page holds all that it needs. */
export class PerformanceVisualizer {
  /** The dashboard of a run as one HTML text. */
  render(record: RunRecord, metrics: Metrics, options: DashboardOptions = {}): string {
    return renderDashboard(record, metrics, options);
  }
}
