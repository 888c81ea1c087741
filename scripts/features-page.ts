/** What `npm run docs` writes to docs/features.md: the catalogue as a page. */
import { systemSchema } from '#config';
import {
  FEATURE_GROUPS,
  type FeatureDefinition,
  type FeatureGroup,
  FEATURES,
  MODEL_FEATURES,
  rangeText,
} from '#features';

const { features: DEFAULTS } = systemSchema.parse({});

const TITLES: Readonly<Record<FeatureGroup, string>> = {
  returns: 'Returns',
  trend: 'Trend',
  momentum: 'Momentum',
  volatility: 'Volatility',
  volume: 'Volume',
  range: 'Place in the range',
  calendar: 'Calendar',
  'change-point': 'Change points',
  'cross-asset': 'Among the assets',
  level: 'Levels',
};

const REMARKS: Readonly<Partial<Record<FeatureGroup, string>>> = {
  calendar:
    'In the time of the asset’s own market; `data.markets` says which that is where the symbol does not.',
  'cross-asset':
    'These compare the assets of one run at each bar, and are 0 for an asset alone. Models read them when they are named in `features.also`; such a model is refused on other assets than it was trained on.',
  level:
    'Indicators as charts show them, in units of price or volume or per cent, under the names that TA-Lib’s users know; no inputs of a model unless they are named. Other periods are other members of the family: `SMA_50` as well as `SMA_20`. Values are TA-Lib’s unless a note says otherwise, on prices adjusted for splits and dividends from the first bar loaded on; `--set data.corporateActions=ignore` computes them on prices as they stand.',
};

/** The whole page; `npm run docs` writes it. */
export function featuresPage(): string {
  const groups = FEATURE_GROUPS.flatMap((group) => {
    const members = FEATURES.filter((feature) => feature.group === group);
    return members.length === 0 ? [] : [section(group, members)];
  });
  return `${introduction()}\n${groups.join('\n')}`;
}

function introduction(): string {
  const { scalingWindowBars, scalingClip, correlationLimit, missingLimit } = DEFAULTS;
  return `# Features

<!-- Written by \`npm run docs\` from the catalogue; change that, not this. -->

${FEATURES.length} features, ${MODEL_FEATURES.length} of which a model reads unless it is told otherwise. \`quant features --assets SIM1 --out features.csv\` writes them for any assets, \`--list\` prints this page's tables, \`--check\` holds each to what is promised here.

**How to read the tables.** \`o h l c v\` are a bar's open, high, low, close and volume, adjusted for splits and dividends; \`t\` is the bar, known at its close, and \`c[t-19..t]\` the newest 20 closes. \`volatility[t]\` is the exponentially weighted volatility of a bar, half-life \`features.volatilityHalfLifeBars\` = ${DEFAULTS.volatilityHalfLifeBars} bars. \`ema\` weighs by 2 / (n + 1), \`wilder\` by 1 / n; both begin as the plain mean of their first n values. Nothing reads a bar after its own.

**Warm-up** is the number of bars at the start of a history without a value, whatever the prices. Averages without end, such as \`ema\`, go on remembering how they began: how many bars it takes until that no longer shows, to 1e-6, is the column \`history\` of \`--check\`.

**Scaling.** A feature scaled \`rolling\` reaches a model as its z-score over the newest \`features.scalingWindowBars\` = ${scalingWindowBars} bars, its own included; one scaled \`none\` as it is, because its zero means something. Both are clipped at ±\`features.scalingClip\` = ${scalingClip}. A feature that does not vary over its window is 0 there.

**What a model is shown** of them is settled on its training rows: what does not vary is dropped, and so is what an earlier feature tells already (|correlation| above \`features.correlationLimit\` = ${correlationLimit}) and what is missing too often (\`features.missingLimit\` = ${missingLimit}).

**Choosing.** \`features.only\` names the features to compute, \`features.also\` further ones, \`features.files\` TypeScript files with [your own](../CONTRIBUTING.md#add-a-feature). Behind a name, \`@1w\` means the feature of a longer interval, as it stood at the newest closed bar of that: \`rsi14@1w\`.
`;
}

function section(group: FeatureGroup, members: readonly FeatureDefinition[]): string {
  const remark = REMARKS[group];
  const hasNotes = members.some(({ note }) => note !== undefined);
  const titles = [
    ...['name', 'reads', 'warm-up', 'range', 'scaling', 'is'],
    ...(hasNotes ? ['note'] : []),
  ];
  const rows = members.map((feature) => [
    `\`${feature.name}\``,
    feature.inputs.join(', '),
    String(feature.warmupBars),
    rangeText(feature.range),
    feature.scaling,
    code(feature.formula),
    ...(hasNotes ? [feature.note ?? ''] : []),
  ]);
  const rule = titles.map((title) => (title === 'warm-up' ? '--:' : '---'));
  const table = [titles, rule, ...rows];
  const lines = table.map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
  const text = remark === undefined ? '' : `${remark}\n\n`;
  return `## ${TITLES[group]}\n\n${text}${lines}\n`;
}

/** As code, whatever it holds. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A bar would end the cell, in code too. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
