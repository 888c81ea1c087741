/** `npm run docs`: writes the pages that are made from the sources. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featuresPage } from './features-page.ts';
import { metricsPage } from './metrics-page.ts';

const DOCS = join(import.meta.dirname, '../docs');

writeFileSync(join(DOCS, 'features.md'), featuresPage());
writeFileSync(join(DOCS, 'metrics.md'), metricsPage());
