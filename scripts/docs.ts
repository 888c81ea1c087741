/** `npm run docs`: writes the pages that are made from the sources. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featuresPage } from './features-page.ts';

writeFileSync(join(import.meta.dirname, '../docs/features.md'), featuresPage());
