/** Results to one HTML file; reads run records and metrics, and nothing else. */
export type { DashboardOptions } from './page.ts';
export { PerformanceVisualizer } from './performance-visualizer.ts';
export type { MetricColumn } from './sections/metrics-table.ts';
