import { QuantError } from '#base';
import { EXIT } from '../exit-code.ts';
import { checkFeatures } from '../feature-files/check-features.ts';
import { listCatalogue } from '../feature-files/list-catalogue.ts';
import { writeFeatures } from '../feature-files/write-features.ts';
import { modelFlags } from '../market-plan.ts';
import type { FeaturesOptions } from '../options.ts';
import { loadOwnFeatures } from '../own-features.ts';
import { withSession } from '../session.ts';

/** `quant features`: the feature table of any assets as a file, the catalogue, or its checks. */
export async function runFeatures(options: FeaturesOptions): Promise<number> {
  const only = { flag: '--only', path: 'features.only', value: options.only };
  return withSession(options, [...modelFlags(options), only], async (session) => {
    const work = workOf(options);
    await loadOwnFeatures(session);
    switch (work.kind) {
      case 'list':
        session.output.document(listCatalogue(session));
        return EXIT.done;
      case 'check': {
        const { document, passed } = await checkFeatures(session, options);
        session.output.document(document);
        return passed ? EXIT.done : EXIT.failed;
      }
      case 'write':
        session.output.document(await writeFeatures(session, options, work.out));
        return EXIT.done;
    }
  });
}

type Work =
  | { readonly kind: 'list' }
  | { readonly kind: 'check' }
  | { readonly kind: 'write'; readonly out: string };

/** @throws cli/bad-option when the options do not say one thing to do */
function workOf({ out, list, check, raw }: FeaturesOptions): Work {
  const wishes: Work[] = [
    ...(out === undefined ? [] : [{ kind: 'write', out } as const]),
    ...(list === true ? [{ kind: 'list' } as const] : []),
    ...(check === true ? [{ kind: 'check' } as const] : []),
  ];
  if (wishes.length !== 1) {
    throw new QuantError(
      'cli/bad-option',
      wishes.length === 0
        ? 'Nothing says what to do; write --out FILE.csv or --out FILE.parquet, or --list, or --check.'
        : '--out FILE, --list and --check are three different things to do; give one of them.',
    );
  }
  if (raw === true && out === undefined) {
    throw new QuantError(
      'cli/bad-option',
      '--raw says what --out FILE writes; leave it out, or write --out FILE.csv.',
    );
  }
  return wishes[0];
}
