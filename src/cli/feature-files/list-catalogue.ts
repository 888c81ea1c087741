import { FEATURE_GROUPS, type FeatureDefinition, LONGEST_PERIOD_BARS, rangeText } from '#features';
import type { Session } from '../session.ts';
import { askedFeatures } from './asked-features.ts';

/** Prints the catalogue, or the features the settings name, by group; returns the command's document. */
export function listCatalogue({ config, output }: Session) {
  const definitions = askedFeatures(config);
  for (const group of FEATURE_GROUPS) {
    const members = definitions.filter((definition) => definition.group === group);
    if (members.length === 0) continue;
    output.text(`${group}\n`);
    output.table(
      [
        { title: 'feature', cell: ({ name }: FeatureDefinition) => name },
        { title: 'inputs', cell: ({ inputs }) => inputs.join(', ') },
        { title: 'warm-up', align: 'right', cell: ({ warmupBars }) => String(warmupBars) },
        { title: 'range', cell: ({ range }) => rangeText(range) },
        { title: 'formula', cell: ({ formula }) => formula },
      ],
      members,
    );
    output.text('');
  }
  output.text(
    `Warm-up in bars. Any period up to ${LONGEST_PERIOD_BARS} does in the names of levels: SMA_50; any longer interval behind @: rsi14@1w.`,
  );
  return definitions.map((definition) => {
    const { name, group, inputs, warmupBars, formula, range, scaling, note } = definition;
    return { name, group, inputs, warmupBars, formula, range, scaling, note };
  });
}
