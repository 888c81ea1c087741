/** `npm run docs`: writes the pages that are made from the sources. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featuresPage } from './features-page.ts';
import { fillRulesPage } from './fill-rules-page.ts';
import { metricsPage } from './metrics-page.ts';

const page = (name: string) => join(import.meta.dirname, '../docs', name);

writeFileSync(page('features.md'), featuresPage());
writeFileSync(page('metrics.md'), metricsPage());
writeFileSync(
  page('orders-and-fills.md'),
  fillRulesPage(readFileSync(page('orders-and-fills.md'), 'utf8')),
);
