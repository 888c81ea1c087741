import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillRulesPage } from '../scripts/fill-rules-page.ts';
import { FILL_RULES } from './support/fill-rules/all-rules.ts';

const written = readFileSync(join(import.meta.dirname, '../docs/orders-and-fills.md'), 'utf8');

describe('docs/orders-and-fills.md', () => {
  it('has the tables that npm run docs writes from the tested rules; run that when this fails', () => {
    expect(fillRulesPage(written) === written, 'stale: run npm run docs').toBe(true);
  });

  it('has a row of every rule and no other', () => {
    const rules = [...FILL_RULES.values()].flat();
    const rows = written
      .split('\n| rule | orders | bars | fills |\n')
      .slice(1)
      .flatMap((part) => part.split('\n\n')[0].trimEnd().split('\n').slice(1));
    expect(rows).toHaveLength(rules.length);
    rules.forEach(({ rule }, at) => expect(rows[at]).toContain(rule));
  });
});
