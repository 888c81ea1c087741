import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '#backtest';
import { metricsPage } from '../scripts/metrics-page.ts';

describe('docs/metrics.md', () => {
  it('is what npm run docs writes; run that when this fails', () => {
    const written = readFileSync(join(import.meta.dirname, '../docs/metrics.md'), 'utf8');
    expect(written === metricsPage(), 'docs/metrics.md is stale: run npm run docs').toBe(true);
  });

  it('has a row of every metric, each with as many cells as its table has titles', () => {
    const page = metricsPage();
    for (const key of Object.keys(METRICS)) expect(page).toContain(`\n| \`${key}\` | `);
    const cells = (line: string) => line.split(/(?<!\\)\|/).length;
    const tables = page.split('\n\n').filter((part) => part.startsWith('| '));
    expect(tables.length).toBeGreaterThan(4);
    for (const table of tables) {
      const [titles, ...rows] = table.trimEnd().split('\n');
      for (const row of rows) expect(cells(row), row).toBe(cells(titles));
    }
  });
});
