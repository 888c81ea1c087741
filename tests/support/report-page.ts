import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { computeMetrics } from '#backtest';
import type { RunRecord } from '#base';
import { type DashboardOptions, PerformanceVisualizer } from '#report';

export interface OpenedReport {
  readonly tab: Page;
  /** Console errors, page errors and requests other than for the file itself. */
  readonly troubles: string[];
  /** From the start of the navigation until the page's script had run. */
  readonly openedMs: number;
}

export interface ReportStage {
  readonly browser: Browser;
  readonly folder: string;
}

/** Writes a run's page and opens it as a reader would: from the disk, in a tab of its own. */
export async function openReport(
  { browser, folder }: ReportStage,
  record: RunRecord,
  look: BrowserContextOptions = {},
  options: DashboardOptions = {},
): Promise<OpenedReport> {
  const file = join(folder, `${record.manifest.runId}.html`);
  writeFileSync(file, new PerformanceVisualizer().render(record, computeMetrics(record), options));
  const address = pathToFileURL(file).href;
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...look });
  const troubles: string[] = [];
  tab.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  tab.on('pageerror', (error) => troubles.push(error.message));
  tab.on('request', (request) => {
    if (request.url() !== address) troubles.push(`request ${request.url()}`);
  });
  const start = performance.now();
  await tab.goto(address);
  if (look.javaScriptEnabled !== false) {
    await tab.waitForSelector('html[data-ready]', { state: 'attached' });
  }
  return { tab, troubles, openedMs: performance.now() - start };
}
