import { fileURLToPath } from 'node:url';
import type { Metrics } from '#backtest';
import { type Disk, messageOf, QuantError, type RunRecord } from '#base';
import { type DashboardOptions, renderDashboard } from './page.ts';

/** Makes dashboards; reads the chart library from the installation once, and places it in each page. */
export class PerformanceVisualizer {
  readonly #disk: Disk;
  #plotlySource: string | null = null;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /**
   * The dashboard of a run as one HTML text.
   *
   * @throws QuantError `report/chart-library-missing` when the installation lacks it
   */
  render(
    record: RunRecord,
    metrics: Metrics,
    options: Omit<DashboardOptions, 'plotlySource'> = {},
  ): string {
    this.#plotlySource ??= readPlotly(this.#disk);
    return renderDashboard(record, metrics, { ...options, plotlySource: this.#plotlySource });
  }
}

function readPlotly(disk: Disk): string {
  try {
    const path = fileURLToPath(import.meta.resolve('plotly.js-cartesian-dist-min'));
    return new TextDecoder().decode(disk.readFile(path));
  } catch (cause) {
    throw new QuantError(
      'report/chart-library-missing',
      `The chart library plotly.js-cartesian-dist-min cannot be read (${messageOf(cause)}); run npm ci.`,
      { cause },
    );
  }
}
