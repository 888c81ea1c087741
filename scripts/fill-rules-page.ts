import { FILL_RULES } from '../tests/support/fill-rules/all-rules.ts';
import { barText, type FillRule, orderText } from '../tests/support/fill-rules/fill-rule.ts';

const TITLES = ['rule', 'orders', 'bars', 'fills'];

/** The page with the table under each heading of a group of rules made anew from them. */
export function fillRulesPage(written: string): string {
  return [...FILL_RULES].reduce(
    (page, [heading, rules]) => withTable(page, heading, rules),
    written,
  );
}

function withTable(page: string, heading: string, rules: readonly FillRule[]): string {
  const from = page.indexOf(`\n## ${heading}\n`);
  if (from === -1) throw new Error(`The page has no heading ${heading}.`);
  const start = page.indexOf('\n| rule |', from) + 1;
  const end = page.indexOf('\n\n', start) === -1 ? page.length - 1 : page.indexOf('\n\n', start);
  return page.slice(0, start) + table(rules) + page.slice(end);
}

function table(rules: readonly FillRule[]): string {
  return [TITLES, TITLES.map(() => '---'), ...rules.map(rowOf)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function rowOf(rule: FillRule): string[] {
  const given = [
    ...(rule.held === undefined ? [] : [`held ${rule.held}`]),
    ...(rule.cash === undefined ? [] : [`cash ${rule.cash}`]),
    ...settingTexts(rule.settings ?? {}),
    ...(rule.sessionBars === undefined ? [] : [`${rule.sessionBars} bars a session`]),
  ];
  const left = (rule.left ?? []).map((order) => `waits: ${order}`);
  const outcome = [...rule.fills, ...left];
  return [
    given.length === 0 ? rule.rule : `${rule.rule} (${given.join(', ')})`,
    rule.orders.length === 0 ? '–' : rule.orders.map(orderText).join('<br>'),
    [...rule.bars.map(barText), ...finerTexts(rule)].join('<br>'),
    outcome.length === 0 ? 'nothing' : outcome.join('<br>'),
  ];
}

function finerTexts({ finer = [] }: FillRule): string[] {
  return finer.length === 0 ? [] : [`of which ${finer.map(barText).join(', then ')}`];
}

/** `fillRule next-close`, `costs.impact 1`. */
function settingTexts(settings: Readonly<Record<string, unknown>>, path = ''): string[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? settingTexts(value as Readonly<Record<string, unknown>>, `${path}${name}.`)
      : [`\`${path}${name}\` ${String(value)}`],
  );
}
