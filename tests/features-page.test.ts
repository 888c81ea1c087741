import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FEATURES, MODEL_FEATURES } from '#features';
import { featuresPage } from '../scripts/features-page.ts';

describe('docs/features.md', () => {
  it('is what npm run docs writes; run that when this fails', () => {
    const written = readFileSync(join(import.meta.dirname, '../docs/features.md'), 'utf8');
    expect(written === featuresPage(), 'docs/features.md is stale: run npm run docs').toBe(true);
  });

  it('has a row of every feature, each with as many cells as its table has titles', () => {
    const page = featuresPage();
    for (const { name } of FEATURES) expect(page).toContain(`\n| \`${name}\` | `);
    expect(page).toContain(`${MODEL_FEATURES.length} of which`);
    const cells = (line: string) => line.split(/(?<!\\)\|/).length;
    const tables = page.split('\n\n').filter((part) => part.startsWith('| '));
    expect(tables.length).toBeGreaterThan(7);
    for (const table of tables) {
      const [titles, ...rows] = table.trimEnd().split('\n');
      for (const row of rows) expect(cells(row), row).toBe(cells(titles));
    }
  });
});
